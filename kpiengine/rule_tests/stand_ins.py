"""A metric whose values are given instead of measured: the same record on a table of given values.

Everything that a rule set knows of a metric stays (unit, decimals, range, direction, levels); only its plan is another
one.  So a given value goes through the measure stage as any other: teams merge parts before they divide, earlier
periods lie in earlier rows, shares keep whole hits, counts are counted.

A stand-in does not follow the metric's own formula: the value of a team is the mean of its agents' by cases, of a
count or a sum their sum, of a least or greatest value their least or greatest.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import narwhals as nw
import polars as pl
from attrs import evolve, frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.numbers import format_scaled, round_fraction
from kpiengine.plugin import Agg, Column, ColumnType, Event, FactTable, Metric, Params, Part, Plan, View
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.records import Moment
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.shares import hits_of

TABLE = "given values"  # no plugin's table is called so: it is no word
PLENTY = 1_000  # cases of a value that does not say how many
MOST_COUNTED = 100_000  # each is a row
_LARGEST = 10**17
_FULL = 100  # percent


class Nature(StrEnum):
    """What kind of figure a metric is, which says how values of several agents or periods become one."""

    SHARE = "share"
    MEAN = "mean"
    COUNT = "count"
    SUM = "sum"
    LEAST = "min"
    MOST = "max"


@frozen
class StandIn:
    """A measure of the rule set by given values: `wanted` with another metric, and the view that this counts on."""

    wanted: Wanted
    view: View
    nature: Nature


@frozen
class GivenRow:
    """A value of one agent in one period, as the table of given values holds it; `at` is an instant."""

    key: str
    agent: str
    at: int
    total: int | None = 0
    n: int = 0
    hits: int = 0
    counted: int = 0
    gone: int = 0
    scenario: str | None = None


TABLE_RECORD = FactTable(
    TABLE,
    {"en": "Given values"},
    {name: Column(ColumnType.TEXT) for name in ("key", "agent", "scenario")}
    | {"at": Column(ColumnType.INSTANT)}
    | {name: Column(ColumnType.INTEGER) for name in ("total", "n", "hits", "counted", "gone")},
    key=("key", "agent", "at"),
    time="at",
)
_SCHEMA = {
    **dict.fromkeys(("key", "agent"), pl.String),
    **dict.fromkeys(("at", "total", "n", "hits", "counted", "gone"), pl.Int64),
    "scenario": pl.String,
}
WORK = "work"  # how much was done, by scenario


def nature_of(metric: Metric, params: Params) -> Nature:
    """The kind of figure, as the metric's own plan shows it."""
    if hits_of(metric, params) is not None:
        return Nature.SHARE
    plan = metric.plan_for(params)
    name = plan.value.strip()
    parts = plan.reduce[-1].parts if plan.reduce else plan.parts
    part = parts.get(name)
    if part is None:
        return Nature.MEAN
    return Nature(part.agg.value if isinstance(part, Part) else part[0].value)


def stand_in(key: str, wanted: Wanted, *, apart: bool = False, by: str | None = None) -> StandIn:
    """The measure with given values of `key`; it has no settings and no slice: what is given is what comes out.

    `apart`: what is given of an agent is also what his units have.  `by`: the dimension of scenarios, where values are
    given by scenario; else what is given counts in each.
    """
    nature = nature_of(wanted.metric, wanted.params)
    level = KpiLevel.AGENT if apart or wanted.level is KpiLevel.QUEUE else wanted.level
    plan, levels = _plan(key, nature), tuple(KpiLevel)
    metric = evolve(wanted.metric, id=f"given {key}", plan=plan, levels=levels, of_queues=False)  # people are given
    return StandIn(
        evolve(
            wanted,
            metric=metric,
            level=level,
            slice={},
            mature=False,
            only=wanted.only if by else None,
            whole=wanted.whole if by else None,
        ),
        _view(key, wanted.metric.decimals, by),
        nature,
    )


def _plan(key: str, nature: Nature) -> Plan:
    def part(agg: Agg, of: str) -> Part:
        return Part(_view_id(key), agg, of)

    gone = {"given_gone": part(Agg.SUM, "gone")}
    said = {"given_gone > 0": "given as missing"}
    if nature is Nature.COUNT:
        count = Part(_view_id(key), Agg.COUNT, where="counted > 0")
        return Plan({"given_count": count, **gone}, "given_count", "given_count", errors=said)
    cases = {"given_n": part(Agg.SUM, "n")}
    if nature is Nature.SHARE:
        return Plan({"given_hits": part(Agg.SUM, "hits"), **cases}, "100 * given_hits / given_n", "given_n")
    agg = {Nature.LEAST: Agg.MIN, Nature.MOST: Agg.MAX}.get(nature, Agg.SUM)
    value = "given_total / given_n" if nature is Nature.MEAN else "given_total"
    return Plan({"given_total": part(agg, "total"), **cases}, value, "given_n")


def _view_id(key: str) -> str:
    return f"given {key}"


def _view(key: str, decimals: int, by: str | None) -> View:
    def build(facts: Mapping[str, nw.LazyFrame], params: Params, context: object) -> nw.LazyFrame:  # type: ignore[type-arg]  # any engine's frame
        del params, context
        return _by(facts[TABLE].filter(nw.col("key") == key), by)

    whole = Column(ColumnType.INTEGER, minimum=0, maximum=_LARGEST)
    total = Column(ColumnType.NUMBER, decimals=decimals, minimum=-_LARGEST, maximum=_LARGEST)
    columns = {"total": total, "n": whole, "hits": whole, "counted": whole, "gone": whole}
    return View(_view_id(key), (TABLE,), build, Event("at"), {"agent": "agent"}, columns | _dimension(by),
                dimensions=() if by is None else (by,))  # fmt: skip


def work_view(kind: str, by: str) -> View:
    """How much everybody did, by scenario; stands in for the view that has that exposure."""

    def build(facts: Mapping[str, nw.LazyFrame], params: Params, context: object) -> nw.LazyFrame:  # type: ignore[type-arg]  # any engine's frame
        del params, context
        return _by(facts[TABLE].filter(nw.col("key") == WORK), by)

    total = Column(ColumnType.INTEGER, minimum=0, maximum=_LARGEST)
    return View(_view_id(WORK), (TABLE,), build, Event("at"), {"agent": "agent"}, {"total": total} | _dimension(by),
                dimensions=(by,), exposure={kind: "total"})  # fmt: skip


def _dimension(by: str | None) -> dict[str, Column]:
    return {} if by is None else {by: Column(ColumnType.TEXT)}


def _by(rows: nw.LazyFrame, by: str | None) -> nw.LazyFrame:  # type: ignore[type-arg]  # any engine's frame
    return rows if by is None else rows.with_columns(nw.col("scenario").alias(by))


# -- rows ---------------------------------------------------------------------------------------------------------


def given_row(  # noqa: PLR0911, PLR0913, PLR0917 -- one line for each nature; what is given, of what, whose and when
    one: StandIn, moment: Moment, agent: str, at: int, least: int, path: Path
) -> GivenRow | Finding | None:
    """The row of a value, nothing for a missing one, or what is wrong with it.

    `least` is the smallest number of cases that is plenty for the rule set.
    """
    key = key_of(one)
    if moment.value is None:
        # A count without rows is 0, so what is missing must be said.
        return GivenRow(key, agent, at, gone=1) if one.nature is Nature.COUNT else None
    fault = _impossible(one, key, moment.value, path)
    if fault is not None:
        return fault
    if one.nature is Nature.COUNT:
        return GivenRow(key, agent, at, counted=int(moment.value))
    decimals, n = one.wanted.metric.decimals, moment.n if moment.n is not None else _plenty(one, least)
    if n == 0:
        return None
    if one.nature is not Nature.SHARE:
        stored = int(Fraction(moment.value) * 10**decimals)
        return GivenRow(key, agent, at, n=n, total=stored * n if one.nature is Nature.MEAN else stored)
    hits = _hits(moment.value, n, decimals)
    if hits is None:
        return messages.not_countable(key, moment.value, n, _near(moment.value, n, decimals), path)
    return GivenRow(key, agent, at, n=n, hits=hits)


def key_of(one: StandIn) -> str:
    """Under which key its values are given."""
    return one.view.id.removeprefix("given ")


def _plenty(one: StandIn, least: int) -> int:
    """So many cases that the value is exact and nobody's minimum is missed: a round number."""
    unit: int = max(PLENTY, _FULL * 10**one.wanted.metric.decimals)
    return -(-max(least, 1) // unit) * unit


def _impossible(one: StandIn, key: str, value: Number, path: Path) -> Finding | None:
    """What is wrong with a value that never comes out of a run."""
    metric, exact = one.wanted.metric, Decimal(value)
    if one.nature is Nature.COUNT and (exact != int(exact) or exact < 0):
        return messages.not_whole(key, value, path)
    if one.nature is Nature.COUNT and exact > MOST_COUNTED:
        return messages.too_large_count(key, value, MOST_COUNTED, path)
    if exact != round(exact, metric.decimals):
        return messages.too_fine(key, value, metric.decimals, path)
    low, high = (Fraction(str(end)) for end in metric.range)
    if not low <= Fraction(exact) <= high:
        return messages.out_of_range(key, value, *metric.range, path)
    return None


def _hits(value: Number, n: int, decimals: int) -> int | None:
    """The whole number of hits of n cases that is shown as this value."""
    wanted = int(Fraction(value) * 10**decimals)
    near = round_fraction(int(Fraction(value) * 10**decimals) * n, _FULL * 10**decimals)
    found = (hits for hits in (near, near - 1, near + 1) if hits in range(n + 1))
    return next((hits for hits in found if round_fraction(_FULL * hits, n, decimals) == wanted), None)


def _near(value: Number, n: int, decimals: int) -> tuple[str, ...]:
    below = int(Fraction(value) * n / _FULL)
    both = (hits for hits in (below, below + 1) if hits in range(n + 1))
    return tuple(
        f"{hits} of {n}, {format_scaled(round_fraction(_FULL * hits, n, decimals), decimals)}" for hits in both
    )


def nobodys_row(key: str, at: int) -> GivenRow:
    """A row of nobody, so that the figure counts as loaded: who has none has no cases, not an unknown number."""
    return GivenRow(key, "", at, total=None)


def given_frame(rows: Iterable[GivenRow]) -> pl.DataFrame:
    """The table: a row for each value, and for a count of several as many rows as it counts."""
    known = [
        (row.key, row.agent, row.at, row.total, row.n, row.hits, min(row.counted, 1), row.gone, row.scenario)
        for row in rows
        for _ in range(max(row.counted, 1))
    ]
    return pl.DataFrame(known, schema=_SCHEMA, orient="row")
