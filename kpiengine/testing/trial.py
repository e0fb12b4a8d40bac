"""The measure stage on a handful of readable rows: for worked examples and tests.

It runs the whole stage, on any engine, for one made-up rule set of each calendar that covers everybody in the roster.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from attrs import evolve

from kpiengine.facts.exclusions import exclusions_of
from kpiengine.facts.records import FactStore
from kpiengine.metrics import measure
from kpiengine.metrics.records import Measures
from kpiengine.periods import Calendars, Period, ZoneSpans, day_of, zone_spans
from kpiengine.planning.exclusions import Exclusion
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan, Roster
from kpiengine.plugin import Catalogue
from kpiengine.plugin.exclusions import EXCLUSIONS
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import PeriodKind
from kpiengine.testing.people import everybody, roster_of
from kpiengine.testing.rows import Reader, Row, instant

LATER_DAYS = 366  # as-of, where none is given: by then everything is final
AROUND_DAYS = 800  # rows further from the periods than this are not dated right


def try_out(  # noqa: PLR0913 -- everything that a value depends on, each by name
    wanted: Sequence[Wanted],
    catalogue: Catalogue,
    facts: Mapping[str, Sequence[Row] | str],
    *,
    periods: Sequence[Period],
    as_of: str | None = None,
    engine: str = "polars",
    roster: Sequence[Row] | None = None,
    calendars: Calendars | None = None,
) -> tuple[EvaluationPlan, Measures]:
    """What the plan and the measure stage make of the rows, one frame per calendar in the order of `periods`.

    `as_of` is a date or a time in ISO text, by default long after the last period; bare times in rows are of the first
    period's first day.  `roster` is as `people` reads it; without one, everybody whom the rows name is in team T1.
    The catalogue need not have the wanted metrics.
    """
    known = knowing(catalogue, wanted)
    store = Reader(known, day_of(periods[0].start_day), spans_around(periods), engine).store(facts)
    people = everybody(facts, known.views.values()) if roster is None else roster
    return measure_store(wanted, known, store, people, periods=periods, as_of=as_of, calendars=calendars)


def measure_store(  # noqa: PLR0913 -- as above
    wanted: Sequence[Wanted],
    catalogue: Catalogue,
    store: FactStore,
    roster: Sequence[Row],
    *,
    periods: Sequence[Period],
    as_of: str | None = None,
    calendars: Calendars | None = None,
) -> tuple[EvaluationPlan, Measures]:
    """As `try_out`, for rows that are fact tables already."""
    instant_ = _as_of(as_of, periods, spans_around(periods))
    rules = rulesets_for(periods, wanted)
    excluded = _exclusions(store)
    plan = make_plan(rules, catalogue, periods, _known(roster), instant_, calendars=calendars, exclusions=excluded)
    return plan, measure(plan, store, catalogue)


def knowing(catalogue: Catalogue, wanted: Sequence[Wanted]) -> Catalogue:
    """The catalogue with the wanted metrics."""
    return evolve(catalogue, metrics={**catalogue.metrics, **{wish.metric.id: wish.metric for wish in wanted}})


def measures(  # noqa: PLR0913 -- as above
    wanted: Sequence[Wanted],
    catalogue: Catalogue,
    facts: Mapping[str, Sequence[Row] | str],
    *,
    periods: Sequence[Period],
    as_of: str | None = None,
    engine: str = "polars",
    roster: Sequence[Row] | None = None,
) -> Measures:
    """The measures alone; see `try_out`."""
    return try_out(wanted, catalogue, facts, periods=periods, as_of=as_of, engine=engine, roster=roster)[1]


def spans_around(periods: Sequence[Period]) -> ZoneSpans:
    """The zone's offsets for all times that rows of these periods may have."""
    first, last = min(p.start_day for p in periods), max(p.end_day for p in periods)
    return zone_spans(periods[0].zone, first - AROUND_DAYS, last + AROUND_DAYS)


def rulesets_for(periods: Sequence[Period], wanted: Sequence[Wanted]) -> tuple[CheckedRuleSet, ...]:
    """A rule set for each calendar; it covers everybody and wants what is wanted."""
    by_key = {wish.key: wish for wish in wanted}
    calendars = dict.fromkeys(period.calendar for period in periods)
    return tuple(CheckedRuleSet(RuleSet(_head(calendar)), "trial", "", by_key) for calendar in calendars)


def _head(calendar: str) -> Head:
    id_ = f"trial_{calendar}"
    return Head(id_, date(1970, 1, 1), PeriodKind(calendar), agents={}, plan=id_, title={"en": "Trial"})


def _known(rows: Sequence[Row]) -> Roster:
    """Nobody at all cannot be planned for, so then there is one person without rows."""
    return roster_of(rows or ({"agent_id": "A1"},))


def _exclusions(store: FactStore) -> tuple[Exclusion, ...]:
    """Those of the store's table of that name."""
    if EXCLUSIONS.id not in store.tables:
        return ()
    rows = store.tables[EXCLUSIONS.id].collect("polars").to_native()
    return exclusions_of(rows.sort("exclusion_id"))


def _as_of(text: str | None, periods: Sequence[Period], zone: ZoneSpans) -> int:
    if text is None:
        return max(period.end for period in periods) + LATER_DAYS * 86_400_000
    return instant(datetime.fromisoformat(text), zone)
