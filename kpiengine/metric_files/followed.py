"""The view behind `kind = "followed_within"`: rows that another one of the same follows within a time.

Rows that have the columns `same` in common are looked at in the order of their time, ties by the table's key, so that
the order is the same on every engine.  A row that lacks one of the columns cannot be told to be followed, and does not
count; neither does one whose time is not over at as-of.
"""

from typing import Any

import narwhals as nw
from attrs import evolve, field, frozen

from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.parse import parse
from kpiengine.expressions.types import Kind
from kpiengine.plugin import COUNTS, Column, ColumnType, Context, Event, Facts, Params, Reach, View
from kpiengine.plugin.naming import view_scope

OUT, FOLLOWED, JUDGED = "out", "followed", "judged"
BACK, NEXT = "_back", "_next"
NEVER = -(2**62)
FLAG = Column(ColumnType.FLAG)


@frozen
class Followed:
    """Builds the view from the rows of another; `within` is milliseconds, `events` the condition for what follows."""

    base: View
    params: tuple[str, ...] = field()
    same: tuple[str, ...]
    within: int
    key: tuple[str, ...]
    events: str | None

    def __call__(self, facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
        """The rows of the other view, with `followed` and `judged`."""
        own = {name: params[name] for name in self.base.params}
        rows = self.base.build(facts, own, context)
        if OUT not in rows.collect_schema().names():
            rows = rows.with_columns(nw.lit(None, dtype=nw.String).alias(OUT))
        time = nw.col(_anchor(self.base))
        known = nw.all_horizontal(
            *(~nw.col(name).is_null() for name in (*self.same, _anchor(self.base))), ignore_nulls=False
        )
        alone = nw.when(~known & nw.col(OUT).is_null()).then(nw.lit("nothing to tell it by")).otherwise(nw.col(OUT))
        rows = rows.drop(COUNTS, strict=False).with_columns(alone.alias(OUT))
        event = nw.col(OUT).is_null()
        if self.events is not None:
            tree = parse(self.events, view_scope(self.base, params), Kind.BOOL)
            event = event & to_expr(tree).fill_null(value=False)
        rows = rows.with_columns(
            (-time).alias(BACK), nw.when(event).then(-time).otherwise(nw.lit(NEVER, dtype=nw.Int64)).alias(NEXT)
        )
        order = (BACK, *self.key)
        rows = rows.with_columns(nw.col(NEXT).cum_max().over(*self.same, order_by=order))
        rows = rows.with_columns(nw.col(NEXT).shift(1).over(*self.same, order_by=order).fill_null(NEVER))
        followed = (nw.col(NEXT) > NEVER) & (nw.col(BACK) - nw.col(NEXT) <= self.within)
        return rows.with_columns(
            followed.fill_null(value=False).alias(FOLLOWED),
            (time + self.within <= context.as_of).fill_null(value=False).alias(JUDGED),
        ).drop(BACK, NEXT)


def followed_view(id_: str, build: Followed) -> View:
    """The view; it needs rows as far ahead as something may follow, and is final no sooner."""
    base = build.base

    def reach(params: Params) -> Reach:
        own = base.reach if isinstance(base.reach, Reach) else base.reach(params)
        return evolve(own, ahead=max(own.ahead, build.within))

    def matures_after(params: Params) -> int:
        own = base.matures_after if isinstance(base.matures_after, int) else base.matures_after(params)
        return max(own, build.within)

    return evolve(
        base,
        id=id_,
        build=build,
        columns={**base.columns, FOLLOWED: FLAG, JUDGED: FLAG},
        params=tuple(dict.fromkeys((*base.params, *build.params))),
        reach=reach,
        matures_after=matures_after,
    )


def _anchor(view: View) -> str:
    assert isinstance(view.time, Event)  # noqa: S101 -- `making` refuses other views
    return view.time.anchor
