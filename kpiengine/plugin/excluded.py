"""What must not count, as expressions: clauses that say whose time it is, and stretches cut where one begins or ends.

The engine asks every view's rows after the view was built, so a view need not think of it.  Only a view that picks
one stretch of a day or shift out of several (`Context.cut_excluded`) cuts them itself first, so that it picks among
those that count.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import narwhals as nw
from attrs import frozen

from kpiengine.plugin.clock import stepped

Frame: TypeAlias = nw.LazyFrame[Any]
_PIECE, _FROM, _TO, _FIRST, _LAST = "_piece", "_piece_from", "_piece_to", "_piece_first", "_piece_last"
_FOREVER = 10**15  # later than any instant


@frozen
class Clause:
    """Rows of these subjects in [start, end) are out, and `reason` says why; missing subjects mean everybody.

    A row is judged by its agent where `agents` are given, be they none; where it names no agent, and where the view
    has none, by its queue, if `queues` are given.
    """

    start: int
    end: int
    reason: str
    agents: tuple[str, ...] | None = None
    queues: tuple[str, ...] | None = None

    def covers(self, subjects: Mapping[str, str]) -> nw.Expr | None:
        """Whether the clause is about the row's subject; None if it is about no row of such a view."""
        if self.agents is None and self.queues is None:
            return nw.lit(value=True)
        by_agent = self._among(subjects.get("agent"), self.agents)
        by_queue = self._among(subjects.get("queue"), self.queues)
        if by_agent is None or by_queue is None:
            return by_queue if by_agent is None else by_agent
        return by_agent | (nw.col(subjects["agent"]).is_null() & by_queue)

    @staticmethod
    def _among(column: str | None, ids: Sequence[str] | None) -> nw.Expr | None:
        if column is None or ids is None:
            return None
        return nw.col(column).is_in(list(ids)).fill_null(value=False) if ids else nw.lit(value=False)


def reason_at(clauses: Sequence[Clause], at: nw.Expr, subjects: Mapping[str, str]) -> nw.Expr | None:
    """The reason of the first clause that has the row's subject at the instant, else missing; None if none can."""
    return _first(clauses, lambda clause: (at >= clause.start) & (at < clause.end), subjects)


def reason_within(
    clauses: Sequence[Clause], start: nw.Expr, end: nw.Expr, subjects: Mapping[str, str]
) -> nw.Expr | None:
    """The same for rows that lie inside a clause as a whole."""
    return _first(clauses, lambda clause: (start >= clause.start) & (end <= clause.end), subjects)


def _first(
    clauses: Sequence[Clause], inside: Callable[[Clause], nw.Expr], subjects: Mapping[str, str]
) -> nw.Expr | None:
    found = []
    for clause in clauses:
        whose = clause.covers(subjects)
        if whose is not None:
            found.append(nw.when(inside(clause).fill_null(value=False) & whose).then(nw.lit(clause.reason)))
    return nw.coalesce(*found, nw.lit(None, dtype=nw.String)) if found else None


def cut(  # noqa: PLR0913, PLR0917 -- what is cut by what, whose it is, and where small tables are made
    rows: Frame, clauses: Sequence[Clause], start: str, end: str, subjects: Mapping[str, str], table: Frame
) -> Frame:
    """Stretches of time cut where a clause begins or ends, and `out` said of the pieces inside one.

    `table` is any table that has rows wherever `rows` does.  A stretch that is out already, or lies on one side of all
    bounds, stays as it is.  To cut twice changes nothing.
    """
    about = [clause for clause in clauses if clause.covers(subjects) is not None]
    edges = sorted({edge for clause in about for edge in (clause.start, clause.end)})
    if not edges:
        return rows
    order = rows.collect_schema().names()
    numbers = range(len(edges) + 1)
    rows = rows.with_columns(
        stepped(nw.col(start), edges, numbers).alias(_FIRST), stepped(nw.col(end) - 1, edges, numbers).alias(_LAST)
    )
    several = (nw.col(_LAST) > nw.col(_FIRST)).fill_null(value=False)
    if "out" in order:
        several &= nw.col("out").is_null()
    # Few stretches cross a bound; only these are joined with the pieces, so that most rows are never multiplied.
    crossing = rows.filter(several).join(_pieces(edges, table), how="cross")
    crossing = crossing.filter((nw.col(_PIECE) >= nw.col(_FIRST)) & (nw.col(_PIECE) <= nw.col(_LAST)))
    crossing = crossing.with_columns(
        nw.max_horizontal(start, _FROM).alias(start), nw.min_horizontal(end, _TO).alias(end)
    )
    both = nw.concat([rows.filter(~several).select(*order), crossing.select(*order)], how="vertical")
    reason = reason_at(about, nw.col(start), subjects)
    return both if reason is None else both.with_columns(out=said_first(order, reason))


def said_first(columns: Sequence[str], reason: nw.Expr) -> nw.Expr:
    """`out`: the view's own reason where there is one, else this one."""
    return nw.coalesce(nw.col("out"), reason) if "out" in columns else reason


def _pieces(edges: Sequence[int], table: Frame) -> Frame:
    """Stretches between the bounds by number, made where the table lives."""
    one = table.head(1)
    bounds = (-_FOREVER, *edges, _FOREVER)
    rows = [{_PIECE: number, _FROM: begin, _TO: finish} for number, (begin, finish) in enumerate(pairwise(bounds))]
    literals = [{name: nw.lit(value, dtype=nw.Int64) for name, value in row.items()} for row in rows]
    return nw.concat([one.select(**row) for row in literals], how="vertical")
