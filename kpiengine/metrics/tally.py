"""Where the rows of a view went, for each measure and period: counted, or out for a reason, or lost before.

read + cut = used + out + rejected, for the first table of each view that a measure counts on.  `read` are the rows of
its files, `cut` how many more a view makes of them where it cuts stretches of time, `used` the rows that the measure's
parts take in the period, `rejected` what the load stage left out.  Every other row has a reason: the view's own, an
exclusion, or one of those below.  Rows of other tables that a view looks at are not counted here.
"""

from collections.abc import Iterable, Mapping, Sequence

import narwhals as nw
import polars as pl
from attrs import Factory, field, frozen

from kpiengine.expressions import build
from kpiengine.expressions.columnar import engine_expr, walk
from kpiengine.expressions.tree import Node, Op
from kpiengine.facts.records import Account, FactStore
from kpiengine.metrics import local_time, messages
from kpiengine.metrics.engine import Frame
from kpiengine.metrics.grid import Grid, stepped
from kpiengine.metrics.placing import stock_ends
from kpiengine.metrics.views import OUT, BuiltView, ViewKey
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Context, Days, Event, Span, Stock

TallyKey = tuple[ViewKey, int]
_OUT, _AT, _ROWS = "~out", "~at", "~rows"
_OUTSIDE, _UNDATED = -1, -2
_NEVER = 10**15
_PLACE, _USED = "~place", "~used"
_INSIDE, _ELSEWHERE, _NOWHERE = "inside", "elsewhere", "nowhere"


@frozen
class Takes:
    """Who counts on a view: by name of the measure the condition under which one of its parts takes a row.

    None: it takes every row.  `later` is by how much events count later than they happened; `local` are the
    dimensions of local time in the conditions.
    """

    built: BuiltView
    later: int
    conditions: Mapping[str, Node | None] = field(eq=False)
    local: frozenset[str] = frozenset()
    context: Context = field(default=Context(0, ()), eq=False)


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
    """The condition under which any part takes a row."""
    found = list(dict.fromkeys(conditions))
    return None if None in found else build.or_(*(one for one in found if one is not None))


def rows_of(takes: Takes, grid: Grid, plan: EvaluationPlan) -> Frame:
    """The rows of a view by reason and time, with how many of them each measure takes: a few rows, to be brought home."""
    built = takes.built
    assert built.rows is not None  # noqa: S101 -- only views that could be built are counted
    columns = built.rows.collect_schema().names()
    out = nw.col(OUT) if OUT in columns else nw.lit(None, dtype=nw.String)
    rows = built.rows.with_columns(out.alias(_OUT))
    conditions = {name: _known(node, {*columns, *map(local_time.column, takes.local)}) for name, node in takes.conditions.items()}
    match built.view.time:
        case Event(anchor):
            at = nw.col(anchor) + takes.later
            when = nw.when(at.is_null()).then(nw.lit(_UNDATED, dtype=nw.Int64))
            inside = (at >= grid.start) & (at < grid.end)
            cell = nw.when(inside).then(grid.cell(at).cast(nw.Int64)).otherwise(nw.lit(_OUTSIDE, dtype=nw.Int64))
            rows = rows.with_columns(when.otherwise(cell).alias(_AT))
            if takes.local:
                rows = rows.with_columns(**local_time.expressions(takes.local, nw.col(anchor), takes.context))
            sums = {name: _yes(node) for name, node in conditions.items()}
            keys: tuple[str, ...] = (_OUT, _AT)
        case Span() | Days() | Stock():
            sums = {}
            for index, inside in enumerate(_touching(built, grid, plan)):
                sums[f"{_ROWS}{index}"] = inside
                sums |= {f"{name}{index}": inside & _yes(node) for name, node in conditions.items()}
            keys = (_OUT,)
    rows = rows.with_columns(**{f"~{name}": yes.fill_null(value=False).cast(nw.Int64) for name, yes in sums.items()})
    return rows.group_by(*keys).agg(
        nw.len().cast(nw.Int64).alias(_ROWS), *(nw.col(f"~{name}").sum().cast(nw.Int64).alias(name) for name in sums)
    )


def _known(node: Node | None, columns: set[str]) -> Node | None:
    """The condition; None where it names what is only known once a row is placed, such as its length in the cell."""
    if node is None or any(one.op is Op.NAME and one.value not in columns for one in walk(node)):
        return None
    return node


def _yes(node: Node | None) -> nw.Expr:
    return nw.lit(value=True) if node is None else engine_expr(node)


def _touching(built: BuiltView, grid: Grid, plan: EvaluationPlan) -> list[nw.Expr]:
    """For each period whether a row counts in it: its time, its days, or a moment at which it is open."""
    match built.view.time:
        case Span(start, end):
            begin, stop = nw.col(start), nw.col(end)
            return [(begin < p.end) & (stop > p.start) & (begin < stop) for p in plan.periods]
        case Days(first, last):
            return [(nw.col(first) < p.end_day) & (nw.col(last) >= p.start_day) for p in plan.periods]
        case Stock(since, until) as stock:
            numbers, ends = stock_ends(built, stock, grid, plan.periods)
            own = [[end for number, end in zip(numbers, ends, strict=True) if number == i] for i in range(len(plan.periods))]
            return [_open_at_one(nw.col(since), nw.col(until), some) for some in own]
        case Event():
            raise AssertionError(built.view.id)


def _open_at_one(since: nw.Expr, until: nw.Expr, ends: Sequence[int]) -> nw.Expr:
    """Whether a stretch is open at one of these moments: at the first one that is not before its beginning."""
    first = stepped(since - 1, ends, (*ends, _NEVER))
    return (first < _NEVER) & (until.is_null() | (until > first))


@frozen
class Tallied:
    """The rows of one view as they came home."""

    takes: Takes
    found: pl.DataFrame = field(eq=False)
    cells: Sequence[frozenset[int]]  # grid cells of each period

    def of(self, measure: str, metric: str, period: int, facts: FactStore) -> Tally:
        """The account of one measure that counts on the view."""
        view = self.takes.built.view
        placed = self._placed(measure, period)
        counting, inside = pl.col(_OUT).is_null(), pl.col(_PLACE) == _INSIDE
        used = _sum(placed.filter(counting & inside), _USED)
        reasons = placed.filter(~counting & (pl.col(_PLACE) != _ELSEWHERE)).group_by(_OUT).agg(pl.col(_ROWS).sum())
        out = {
            **dict(reasons.sort(_OUT).iter_rows()),
            messages.NOT_ASKED: _sum(placed.filter(counting & inside), _ROWS) - used,
            messages.UNDATED: _sum(placed.filter(counting & (pl.col(_PLACE) == _NOWHERE)), _ROWS),
            messages.ELSEWHERE: _sum(placed.filter(pl.col(_PLACE) == _ELSEWHERE), _ROWS),
        }
        rows = _sum(placed, _ROWS)
        account = next((one for one in facts.accounts if one.table == view.facts[0]), None)
        account = Account(view.facts[0], rows, rows) if account is None else account
        return Tally(
            metric=metric,
            view=view.id,
            table=view.facts[0],
            read=account.read,
            cut=rows - account.used,
            used=used,
            out={reason: count for reason, count in out.items() if count},
            rejected={cause: count for cause, count in account.left_out.items() if count},
        )

    def _placed(self, measure: str, period: int) -> pl.DataFrame:
        """Rows by reason and place: inside the period, elsewhere or nowhere; `~used` of them the measure takes."""
        if _AT in self.found.columns:
            place = (
                pl.when(pl.col(_AT).is_in(list(self.cells[period])))
                .then(pl.lit(_INSIDE))
                .when(pl.col(_AT) == _UNDATED)
                .then(pl.lit(_NOWHERE))
                .otherwise(pl.lit(_ELSEWHERE))
            )
            return self.found.select(_OUT, place.alias(_PLACE), _ROWS, pl.col(measure).alias(_USED))
        inside = pl.col(f"{_ROWS}{period}")
        within = self.found.select(
            _OUT, pl.lit(_INSIDE).alias(_PLACE), inside.alias(_ROWS), pl.col(f"{measure}{period}").alias(_USED)
        )
        others = (pl.col(_ROWS) - inside).alias(_ROWS)
        beside = self.found.select(_OUT, pl.lit(_ELSEWHERE).alias(_PLACE), others, pl.lit(0, pl.Int64).alias(_USED))
        return pl.concat([within, beside])


def _sum(rows: pl.DataFrame, column: str) -> int:
    return int(rows[column].sum())


def tallied(takes: Takes, found: pl.DataFrame, grid: Grid, plan: EvaluationPlan) -> Tallied:
    """What `rows_of` asked for, as it came home."""
    days = list(zip(grid.days[:-1], grid.days[1:], strict=True))
    cells = [
        frozenset(i for i, (first, after) in enumerate(days) if first >= p.start_day and after <= p.end_day)
        for p in plan.periods
    ]
    return Tallied(takes, found, cells)
