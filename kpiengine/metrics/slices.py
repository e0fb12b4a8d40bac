"""Slices: a measure over only those rows that have certain values of the view's dimensions.

A slice is a condition on each part, so measures with different slices of one view share its pass, and it is cut
after `build`: what a view looks at beside a row (the contact before it, say) is not cut away.  A slice counts its rows
as well, since a cell without any has no parts: nothing is known of it, while a sum over other rows would be 0.
"""

from collections.abc import Mapping, Sequence

from kpiengine.expressions import build
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import TEXT
from kpiengine.metrics import local_time
from kpiengine.plugin import View
from kpiengine.plugin.dimensions import SCENARIO
from kpiengine.rules.model import Slice, SliceValue


def slice_condition(view: View, wanted: Slice, queues: Mapping[str, Sequence[str]]) -> Node | None:
    """Yes for rows of the slice; None for all rows.  A row whose value is missing is in no slice.

    `queues` are those of each scenario.
    """
    if not wanted:
        return None
    return build.and_(*(_one_of(view, name, values, queues) for name, values in sorted(wanted.items())))


def _one_of(view: View, name: str, values: tuple[SliceValue, ...], queues: Mapping[str, Sequence[str]]) -> Node:
    if name in view.dimensions:
        column = build.name(name, view.columns[name].static_type)
        return build.or_(*(build.eq(column, _literal(value)) for value in values))
    if name == SCENARIO:
        own = build.name(view.subjects["queue"], TEXT)
        ids = [queue for value in values for queue in queues.get(str(value), ())]
        return build.or_(*(build.eq(own, build.lit(queue)) for queue in ids)) if ids else build.lit(value=False)
    column = local_time.node(name)
    return build.or_(*(build.eq(column, _literal(local_time.stored(name, value))) for value in values))


def _literal(value: object) -> Node:
    return build.lit(value) if isinstance(value, bool | str) else build.number_lit(value)  # type: ignore[arg-type]  # a number


def computed(view: View, wanted: Slice) -> frozenset[str]:
    """Those of the slice's dimensions that the engine computes itself."""
    return frozenset(name for name in wanted if name not in view.dimensions and name != SCENARIO)
