"""Builds the views that a run counts on: once per view and setting of the parameters that the view reads.

A row with a reason in `out` does not count.  Where a column that a view needs is not loaded, the view is not
built and every metric on it is unavailable, with a sentence that says why.
"""

from collections.abc import Hashable, Iterable, Mapping

import narwhals as nw
from attrs import field, frozen

from kpiengine.facts.records import FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.engine import Frame, untouched
from kpiengine.metrics.exclusions import take_out
from kpiengine.plugin import COUNTS, Context, Event, Params, View
from kpiengine.plugin.view import matures_after

ViewKey = tuple[str, Hashable, tuple[str, ...]]
OUT = "out"


@frozen
class BuiltView:
    """A view under one setting: all its rows (None if it cannot be built, then `why` says so).

    `tables` are the fact tables it was made of; `matures_after` is in milliseconds.  `span` is the first and the last
    instant of its first table where these are known beforehand, a hint; `extent` are those of the events themselves,
    for sure, where every row has one.  `shares` names the rows that it has in common with
    other views of the run.  Views with equal `same` have the same rows in all columns, though each may offer others.
    """

    view: View
    params: Params
    rows: Frame | None = field(eq=False)
    tables: tuple[Frame, ...] = field(eq=False)
    matures_after: int
    why: str | None = None
    has_reasons: bool = False
    says_counts: bool = False
    span: tuple[int, int] | None = None
    extent: tuple[int, int] | None = None
    context: Context | None = field(default=None, eq=False)
    shares: frozenset[Hashable] = field(default=frozenset(), eq=False)
    same: Hashable = None

    @property
    def counting(self) -> Frame:
        """The rows that count."""
        assert self.rows is not None  # noqa: S101 -- only views that could be built are counted
        return self.rows.filter(self.counts) if self.has_reasons else self.rows

    @property
    def counts(self) -> nw.Expr:
        """Whether a row counts; true or false in every row."""
        if self.says_counts:
            return nw.col(COUNTS)
        return nw.col(OUT).is_null() if self.has_reasons else nw.lit(value=True)


def frozen_value(value: object) -> Hashable:
    """The value in a form that can be a key; lists and tables become tuples."""
    match value:
        case Mapping():
            return tuple(sorted((str(name), frozen_value(inner)) for name, inner in value.items()))
        case list() | tuple():
            return tuple(frozen_value(inner) for inner in value)
        case _:
            # True == 1 in Python, but they are different settings.
            return (type(value).__name__, str(value))


def view_key(view: View, params: Params, out: Iterable[str] = ()) -> ViewKey:
    """What two metrics must have in common to share the view: its setting, and what is excluded."""
    setting = tuple((name, frozen_value(params.get(name))) for name in view.params)
    return view.id, setting, tuple(out)


def build_view(view: View, params: Params, facts: FactStore, context: Context) -> BuiltView:
    """The view's rows, lazy; nothing is computed here."""
    settings = {name: params[name] for name in view.params if name in params}
    matures = matures_after(view, params)
    tables = {name: facts.tables[name] for name in view.facts if name in facts.tables}
    lacking = [need for need in view.needs if need not in facts.mapped]
    if view.facts[0] not in tables:
        lacking = [view.facts[0]]
    if lacking:
        return BuiltView(view, settings, None, (), matures, messages.not_loaded(lacking))
    context.shared.taken()
    rows = view.build(tables, settings, context)
    if context.excluded:
        rows = take_out(rows, view, context, tables[view.facts[0]])
    shares = context.shared.taken()
    names = rows.collect_schema().names()
    says_counts = COUNTS in names and not context.excluded  # which takes rows out by `out` alone
    span = facts.spans.get(view.facts[0])
    own = tuple(tables.values())
    return BuiltView(
        view,
        settings,
        rows,
        own,
        matures,
        has_reasons=OUT in names,
        says_counts=says_counts,
        span=span,
        extent=_extent(view, rows, tables[view.facts[0]], facts),
        context=context,
        shares=shares,
        same=_made_of(view, settings, context),
    )


def _extent(view: View, rows: Frame, table: Frame, facts: FactStore) -> tuple[int, int] | None:
    """First and last instant of a view's events, if they are those of a column whose files say so."""
    if not isinstance(view.time, Event):
        return None
    found = facts.extents.get(f"{view.facts[0]}.{view.time.anchor}")
    return found if found is not None and untouched(rows, table, view.time.anchor) else None


def _made_of(view: View, settings: Params, context: Context) -> Hashable:
    """All that a view's rows depend on, and where they count."""
    setting = tuple((name, frozen_value(value)) for name, value in settings.items())
    subjects = tuple(sorted(view.subjects.items()))
    return id(view.build), view.facts, setting, context.excluded, view.time, subjects
