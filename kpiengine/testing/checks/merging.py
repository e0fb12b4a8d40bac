"""The parts of separate people and separate weeks add up.

Larger units and longer periods are never measured by themselves: their parts are those of agents and days, added (or
the least, or the most of them).  So what rows give may not depend on rows of people or weeks that they have nothing
to do with, nor on which periods are asked for together.
"""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from kpiengine.facts.records import FactStore
from kpiengine.metrics.records import Measures
from kpiengine.periods import Period, day_of, parse_period, period_at
from kpiengine.plugin import Agg, Event, Plan
from kpiengine.project.calendars import typed_calendars
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import MetricCase, people_of
from kpiengine.testing.checks.records import Check, MetricAt
from kpiengine.testing.checks.worlds import MARK, Worlds, roster_beside, words_in
from kpiengine.testing.rows import Reader, Row
from kpiengine.testing.trial import LATER_DAYS, measure_store, spans_around

MOST = 4  # examples of a metric that are laid beside a copy
APART = 56  # days between the end of a period and its copy: more than anything looks back or ahead


class _Laid:
    """One example as fact tables, measured for agents and for the centre."""

    def __init__(self, at: MetricAt, case: MetricCase) -> None:
        self.at, self.case = at, case
        self.period = parse_period(case.period, case.zone)
        self.params = at.metric.settings(case.params)
        self.plan: Plan = at.metric.plan_for(self.params)
        self.worlds = Worlds(at.catalogue, words_in(self.params) | words_in(case.calendar))
        self.people: Sequence[Row] = people_of(case, at.catalogue)
        self.as_of = case.as_of
        self.levels = [level for level in (KpiLevel.AGENT, KpiLevel.CENTRE) if level.value in at.metric.levels]

    @property
    def of_events(self) -> bool:
        """Whether every row that counts is of one moment."""
        views = (self.at.catalogue.views[part.view] for part in self.plan.parts.values())
        return all(isinstance(view.time, Event) for view in views)

    def columns(self) -> list[tuple[str, str]]:
        """Each part and its column, by level."""
        return [(name, f"part:{level.value}:{name}") for level in self.levels for name in _last_parts(self.plan)]

    def store(self, around: Sequence[Period]) -> FactStore:
        """The rows of the example."""
        return Reader(self.at.catalogue, day_of(self.period.start_day), spans_around(around)).store(self.case.facts)

    def measured(self, store: FactStore, periods: Sequence[Period], people: Sequence[Row]) -> Measures:
        """All parts, by agent and for the centre."""
        wanted = [Wanted(level.value, self.at.metric, self.params, level, min_sample=0) for level in self.levels]
        hours = typed_calendars(self.case.calendar, self.case.zone)
        known = self.at.catalogue
        return measure_store(wanted, known, store, people, periods=periods, as_of=self.as_of, calendars=hours)[1]


def _last_parts(plan: Plan) -> Iterable[str]:
    return plan.reduce[-1].parts if plan.reduce else plan.parts


def _separate_people(at: MetricAt) -> Iterator[str]:
    for case in at.with_value[:MOST]:
        laid = _Laid(at, case)
        store = laid.store([laid.period])
        once = laid.measured(store, [laid.period], laid.people).frames[0]
        twice = laid.measured(laid.worlds.beside(store), [laid.period], roster_beside(laid.people)).frames[0]
        for fault in (*_for_the_centre(laid, once, twice), *_for_each_agent(laid, once, twice)):
            yield f'"{case.title}" beside the same again of other people: {fault}'


def _for_the_centre(laid: _Laid, once: pl.DataFrame, twice: pl.DataFrame) -> Iterator[str]:
    if KpiLevel.CENTRE not in laid.levels or laid.plan.by or laid.plan.reduce:
        return
    for name, part in laid.plan.parts.items():
        before, after = _first(once, f"part:centre:{name}"), _first(twice, f"part:centre:{name}")
        expected = before if part.agg in {Agg.MIN, Agg.MAX} or before is None else 2 * before
        if after != expected:
            yield f'the part "{name}" of the centre is {after}, not {expected}'


def _for_each_agent(laid: _Laid, once: pl.DataFrame, twice: pl.DataFrame) -> Iterator[str]:
    if KpiLevel.AGENT not in laid.levels or any(part.at is not None for part in laid.plan.parts.values()):
        return
    before, after = _values(once), _values(twice)
    for agent, value in before.items():
        for other in (agent, agent + MARK):
            if other in after and after[other] != value:
                yield f"the value of agent {other} is {after[other]}, not {value} (in the last decimal)"


def _first(frame: pl.DataFrame, column: str) -> int | None:
    value: int | None = frame[column][0]
    return value


def _values(frame: pl.DataFrame) -> dict[str, int | None]:
    return dict(frame.select("agent_id", "value:agent").iter_rows())


def _other_weeks(at: MetricAt) -> Iterator[str]:
    for case in at.with_value[:MOST]:
        laid = _Laid(at, case)
        if not laid.of_events:
            continue  # what is open or holds for ever is no other week's
        apart = APART + (laid.period.end_day - laid.period.start_day + 6) // 7 * 7
        later = period_at(laid.period.calendar, day_of(laid.period.start_day + apart), case.zone)
        laid.as_of = case.as_of or str(day_of(later.end_day + LATER_DAYS))
        alone = laid.measured(laid.store([laid.period]), [laid.period], laid.people).frames[0]
        with_more = laid.worlds.later(laid.store([laid.period, later]), apart)
        both = laid.measured(with_more, [laid.period, later], laid.people).frames[0].filter(period=0)
        for name, column in laid.columns():
            for agent, before, after in _beside(alone, both, column):
                if before != after:
                    who = "the centre" if column.startswith("part:centre") else f"agent {agent}"
                    what = f'the part "{name}" of {who} becomes {after}, and was {before}'
                    yield f'"{case.title}" with the same again {apart // 7} weeks later: {what}'
                    break


def _beside(one: pl.DataFrame, other: pl.DataFrame, column: str) -> list[tuple[str, int | None, int | None]]:
    return one.select("agent_id", column).join(other.select("agent_id", column), on="agent_id", suffix="+").rows()


MERGING: tuple[Check[MetricAt], ...] = (
    Check(
        "separate-people",
        "people who have nothing to do with each other do not change each other's figures",
        "count row by row: a sum, rank or share over a whole table in a view cannot be merged",
        _separate_people,
    ),
    Check(
        "separate-weeks",
        "rows of other weeks, and which other periods are asked for, do not change a figure",
        "look at neighbours inside a window of time, and leave `context.periods` to the engine",
        _other_weeks,
    ),
)
