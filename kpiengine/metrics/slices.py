"""Slices: a measure over only those rows that have certain values of the view's dimensions; a scenario is one.

A slice is a condition on each part, so measures with different slices of one view share its pass, and it is cut
after `build`: what a view looks at beside a row (the contact before it, say) is not cut away.  A slice counts its rows
as well, since a cell without any has no parts: nothing is known of it, while a sum over other rows would be 0.
"""

from attrs import frozen

from kpiengine.expressions import build
from kpiengine.expressions.tree import Node
from kpiengine.metrics import attributes, local_time
from kpiengine.plugin import Catalogue, View
from kpiengine.plugin.dimensions import LOCAL, dimensions_of
from kpiengine.rules.checked import Only, Wanted
from kpiengine.rules.model.values import SliceValue


@frozen
class Cut:
    """The condition that a row of the slice meets, and the dimensions that the engine computes for it."""

    condition: Node
    local: frozenset[str]
    attributes: frozenset[str]


def slice_of(view: View, wanted: Wanted, catalogue: Catalogue) -> Cut | None:
    """Which rows of the view count; None for all.  A row whose value is missing is in no slice."""
    names = dimensions(wanted)
    if not names:
        return None
    tests = [_one_of(view, catalogue, name, values) for name, values in sorted(wanted.slice.items())]
    if wanted.only is not None:
        tests.append(_in_scenario(view, catalogue, wanted.only))
    described = attributes.describing(view, catalogue)
    own = set(view.dimensions)
    return Cut(
        build.and_(*tests),
        frozenset(name for name in names if name in LOCAL and name not in own),
        frozenset(name for name in names if name in described and name not in own),
    )


def dimensions(wanted: Wanted) -> tuple[str, ...]:
    """The dimensions that a measure is cut by."""
    return (*wanted.slice, *(() if wanted.only is None else (wanted.only.dimension,)))


def unknown_dimensions(view: View, wanted: Wanted, catalogue: Catalogue) -> list[str]:
    """Those that the view does not have."""
    names = dimensions(wanted)
    known = dimensions_of(view, catalogue.tables.values()) if names else {}
    return [name for name in names if name not in known]


def column_of(view: View, name: str, catalogue: Catalogue) -> Node:
    """The column of a dimension, as the rows have it."""
    if name in view.dimensions:
        return build.name(name, view.columns[name].static_type)
    if name in LOCAL:
        return local_time.node(name)
    return attributes.node(name, view, catalogue)


def _one_of(view: View, catalogue: Catalogue, name: str, values: tuple[SliceValue, ...]) -> Node:
    column = column_of(view, name, catalogue)
    coded = name in LOCAL and name not in view.dimensions
    stored = (local_time.stored(name, value) if coded else value for value in values)
    return build.or_(*(build.eq(column, _literal(value)) for value in stored))


def _in_scenario(view: View, catalogue: Catalogue, only: Only) -> Node:
    if only.others is None:
        return _one_of(view, catalogue, only.dimension, (only.value,))
    if not only.others:
        return build.lit(value=True)
    return build.not_(build.coalesce(_one_of(view, catalogue, only.dimension, only.others), build.lit(value=False)))


def _literal(value: object) -> Node:
    return build.lit(value) if isinstance(value, bool | str) else build.number_lit(value)  # type: ignore[arg-type]  # a number
