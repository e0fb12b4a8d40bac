"""Where the rows of a view went, for each measure and period: counted, or out for a reason, or lost before.

read + cut = used + out + rejected, for the first table of each view that a measure counts on.  `read` are the rows of
its files, `cut` how many more a view makes of them where it cuts stretches of time, `used` the rows that the measure's
parts take in the period, `rejected` what the load stage left out.  Every other row has a reason: the view's own, an
exclusion, or one of those in `messages`.  Rows of other tables that a view looks at are not counted here.

Events that count are counted with the sums anyway, so only the others are asked for; of stretches and stocks, which may
lie in several periods, all rows are asked.
"""

from collections.abc import Iterable, Mapping, Sequence

import narwhals as nw
import polars as pl
from attrs import Factory, evolve, field, frozen

from kpiengine.expressions import build
from kpiengine.expressions.columnar import engine_expr, walk
from kpiengine.expressions.tree import Node, Op
from kpiengine.facts.records import Account, FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.attributes import Attribute, with_attributes
from kpiengine.metrics.cells import Cells
from kpiengine.metrics.engine import Frame
from kpiengine.metrics.exclusions import Excluded
from kpiengine.metrics.grid import Grid, stepped
from kpiengine.metrics.keys import ATOM, ELSEWHERE, PLACE, REASON, ROWS, UNDATED
from kpiengine.metrics.placing import stock_ends
from kpiengine.metrics.views import OUT, BuiltView, ViewKey
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Days, Event, Span, Stock
from kpiengine.plugin.naming import AGE, DAYS, MS

TallyKey = tuple[ViewKey, int]  # a view, and by how much its events count later
PLACED = (AGE, DAYS, MS)  # names of what a row has once it is placed
_NEVER = 10**15


@frozen
class Takes:
    """The rows of one view: `conditions` say by name of the measure which rows one of its parts takes, None: all.

    `attributes` describe subjects in these conditions.
    """

    built: BuiltView
    later: int
    conditions: Mapping[str, Node | None] = field(eq=False)
    attributes: Mapping[str, Attribute] = field(default=Factory(dict), eq=False)

    @property
    def columns(self) -> dict[Node | None, str]:
        """The column that counts what a condition takes: each condition once, None is all rows."""
        different = dict.fromkeys(node for node in self.conditions.values() if node is not None)
        return {None: ROWS, **{node: f"~takes{i}" for i, node in enumerate(different)}}


@frozen
class Tally:
    """The account of one measure's rows on one view in one period."""

    metric: str
    view: str
    table: str
    read: int
    cut: int
    used: int
    out: Mapping[str, int] = Factory(dict)  # reason -> rows
    rejected: Mapping[str, int] = Factory(dict)  # cause -> rows

    @property
    def adds_up(self) -> bool:
        """Whether every row is in one place."""
        return self.read + self.cut == self.used + sum(self.out.values()) + sum(self.rejected.values())


def any_of(conditions: Iterable[Node | None]) -> Node | None:
    """The condition under which any part takes a row; None if one takes every row.

    What is only known once a row is placed, such as its length in a period, is no reason to leave it out.
    """
    found = dict.fromkeys(conditions)
    if None in found or any(one.op is Op.NAME and one.value in PLACED for node in found if node for one in walk(node)):
        return None
    return build.or_(*(one for one in found if one is not None))


@frozen
class Question:
    """What is asked about the rows of a view, to be brought home: a few groups, by reason and time.

    Nothing is built before somebody needs the answer, which many passes give themselves.
    """

    takes: Takes
    grid: Grid
    plan: EvaluationPlan = field(eq=False)

    @property
    def asked(self) -> Frame:
        """Of events those that a pass does not count, of stretches all."""
        return rows_of(self.takes, self.grid, self.plan)

    @property
    def others(self) -> Frame | None:
        """Of stretches those that do not count, where a pass over all of them tells the rest."""
        built = self.takes.built
        one = self.grid.single and len(self.plan.measured) == 1 and set(self.takes.columns) == {None}
        if not one or not isinstance(built.view.time, Span) or built.rows is None or not built.says_counts:
            return None
        out = evolve(built, rows=built.rows.filter(~built.counts))
        return rows_of(evolve(self.takes, built=out), self.grid, self.plan)


def rows_of(takes: Takes, grid: Grid, plan: EvaluationPlan) -> Frame:
    """The rows of a view by reason and time, to be brought home: a few groups."""
    built = takes.built
    assert built.rows is not None  # noqa: S101 -- only views that could be built are counted
    rows = built.rows.with_columns((nw.col(OUT) if built.has_reasons else nw.lit(None, dtype=nw.String)).alias(REASON))
    total = nw.len().cast(nw.Int64).alias(ROWS)
    if isinstance(built.view.time, Event):
        at = nw.col(built.view.time.anchor) + takes.later
        inside = ((at >= grid.start) & (at < grid.end)).fill_null(value=False)
        place = nw.when(at.is_null()).then(nw.lit(UNDATED, dtype=nw.Int64))
        dated = nw.when(inside).then(grid.cell(at).cast(nw.Int64)).otherwise(nw.lit(ELSEWHERE, dtype=nw.Int64))
        others = rows.filter(~(built.counts & inside)).with_columns(place.otherwise(dated).alias(PLACE))
        return others.group_by(REASON, PLACE).agg(total)
    yes: dict[str, nw.Expr] = {}
    rows = with_attributes(rows, takes.attributes)
    for index, touches in enumerate(_touching(built, grid, plan)):
        for node, name in takes.columns.items():
            yes[f"{name}{index}"] = touches if node is None else touches & engine_expr(node)
    rows = rows.with_columns(**{f"{name}?": condition for name, condition in yes.items()})
    counted = [nw.col(f"{name}?").cast(nw.Int64).sum().cast(nw.Int64).alias(name) for name in yes]
    return rows.group_by(REASON).agg(total, *counted)


def _touching(built: BuiltView, grid: Grid, plan: EvaluationPlan) -> list[nw.Expr]:
    """For each period whether a row counts in it: its time, its days, or a moment at which it is open."""
    match built.view.time:
        case Span(start, end):
            begin, stop = nw.col(start), nw.col(end)
            return [(begin < p.end) & (stop > p.start) & (begin < stop) for p in plan.periods]
        case Days(first, last):
            return [(nw.col(first) < p.end_day) & (nw.col(last) >= p.start_day) for p in plan.periods]
        case Stock() as stock:
            numbers, ends = stock_ends(built, stock, grid, plan.periods)
            by_period: list[list[int]] = [[] for _ in plan.periods]
            for number, moment in zip(numbers, ends, strict=True):
                by_period[number].append(moment)
            return [_open_at_one(nw.col(stock.since), nw.col(stock.until), own) for own in by_period]
        case Event():
            raise AssertionError(built.view.id)


def _open_at_one(since: nw.Expr, until: nw.Expr, ends: Sequence[int]) -> nw.Expr:
    """Whether a stretch is open at one of these moments: at the first one that is not before its beginning."""
    first = stepped(since - 1, ends, (*ends, _NEVER))
    return (first < _NEVER) & (until.is_null() | (until > first))


@frozen
class _Rows:
    """All rows of a view; those that count in the period, and of them those that are used; the others by reason."""

    all: int
    counting: int
    used: int
    undated: int
    reasons: Mapping[str, int]


def others_of(found: pl.DataFrame) -> Mapping[str | None, Mapping[int, int]]:
    """Of `rows_of` a view of events: by reason and cell of the grid, how many rows do not count."""
    others: dict[str | None, dict[int, int]] = {}
    for reason, at, rows in found.sort(REASON).select(REASON, PLACE, ROWS).iter_rows():
        others.setdefault(reason, {})[at] = rows
    return others


def used_of(cells: Cells, columns: Iterable[str]) -> Mapping[str, Mapping[int, int]]:
    """By column and atom, how many rows of a pass it counts; always with all its rows."""
    wanted = list(dict.fromkeys((ROWS, *columns)))
    by_atom = cells.frame.group_by(ATOM).agg(pl.col(wanted).sum())
    return {column: dict(by_atom.select(ATOM, column).iter_rows()) for column in wanted}


def event_rows(
    others: Mapping[str | None, Mapping[int, int]],
    used: Mapping[str, Mapping[int, int]],
    where: tuple[Iterable[int], Iterable[int]],
    column: str,
) -> _Rows:
    """The rows of a view of events in one period; `column` counts what is used.

    `where` are the cells of the grid and the atoms that make the period.
    """
    here, atoms = (tuple(numbers) for numbers in where)
    reasons = {reason: _at(cells, (*here, UNDATED)) for reason, cells in others.items() if reason is not None}
    return _Rows(
        all=sum(sum(by_cell.values()) for by_cell in (*others.values(), used[ROWS])),
        counting=_at(used[ROWS], atoms),
        used=_at(used[column], atoms),
        undated=_at(others.get(None, {}), (UNDATED,)),
        reasons=reasons,
    )


def stretches_of(found: pl.DataFrame) -> Mapping[str | None, Mapping[str, int]]:
    """Of `rows_of` a view of stretches or stocks: by reason, the counts of each column."""
    return {row[REASON]: row for row in found.sort(REASON).iter_rows(named=True)}


def stretch_rows(found: Mapping[str | None, Mapping[str, int]], period: int, taken: str) -> _Rows:
    """The rows of a view of stretches or stocks in one period; `taken` is the column of what is used."""
    counting = found.get(None, {})
    return _Rows(
        all=sum(row[ROWS] for row in found.values()),
        counting=counting.get(f"{ROWS}{period}", 0),
        used=counting.get(f"{taken}{period}", 0),
        undated=0,
        reasons={reason: row[f"{ROWS}{period}"] for reason, row in found.items() if reason is not None},
    )


def _at(counts: Mapping[int, int], places: Iterable[int]) -> int:
    return sum(counts.get(place, 0) for place in places)


def tally(metric: str, built: BuiltView, rows: _Rows, facts: FactStore) -> Tally:
    """The account; what is left over lies in another time."""
    out = {**rows.reasons, messages.NOT_ASKED: rows.counting - rows.used, messages.UNDATED: rows.undated}
    out[messages.ELSEWHERE] = rows.all - rows.used - sum(out.values())
    table = built.view.facts[0]
    account = next((one for one in facts.accounts if one.table == table), Account(table, rows.all, rows.all))
    return Tally(
        metric=metric,
        view=built.view.id,
        table=table,
        read=account.read,
        cut=rows.all - account.used,
        used=rows.used,
        out={reason: count for reason, count in out.items() if count},
        rejected={cause: count for cause, count in account.left_out.items() if count},
    )


def excluded_notes(excluded: Excluded, rows: Mapping[TallyKey, pl.DataFrame]) -> list[str]:
    """For each exclusion what it takes out of the views that were asked, in the asked time; and whom nobody knows."""
    notes = []
    for one in excluded.clauses:
        found: dict[str, int] = {}
        for (view, _), frame in rows.items():
            mine = frame.filter(pl.col(REASON) == one.said)
            count = _sum(mine.filter(pl.col(PLACE) >= 0) if PLACE in mine.columns else mine, ROWS)
            if count:
                found[view[0]] = max(count, found.get(view[0], 0))
        notes.append(messages.excluded(one.id, one.reason, one.author, found))
    return [*notes, *(messages.nobody_excluded(one.id, one.scope, one.scope_id or "") for one in excluded.strange)]


def _sum(rows: pl.DataFrame, column: str) -> int:
    return int(rows[column].sum() or 0)
