"""Worked examples as TOML: rows that anybody can read, and the value that must come out of the measure stage.

    metric = "aht"
    zone = "Asia/Shanghai"         # default UTC
    period = "2025-03-03"          # default; the day of bare times
    as_of = "2025-03-20"           # default: a year later

    [[case]]
    title = "9600 s over 25 calls"
    expected = "384.0"             # left out where no value must come out; `status` may then say why
    facts.agent_legs = [{ times = 25, talk_s = 300, hold_s = 24, acw_s = 60 }]

`times` repeats a row; {i} in a text is then its number.  A table may also be drawn as text with `|`.  Rows under
the file's own [facts] are shared by all cases that have none; so are opening hours, written as [calendar.NAME] of a
project file (a single one holds everywhere, none is open around the clock).  A case may have metric, params, level
(centre, agent, team, site), subject and n of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import tomli
from attrs import Factory, field, frozen

from kpiengine.errors import KpiError
from kpiengine.expressions.types import number
from kpiengine.metrics import measure
from kpiengine.numbers import format_scaled
from kpiengine.periods import Period, day_number, day_of, parse_period, start_of_day, zone_spans
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import Roster
from kpiengine.plugin import Case, Catalogue, Metric
from kpiengine.project.calendars import typed_calendars
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model import Head, KpiLevel, PeriodKind, RuleSet
from kpiengine.testing.rows import Reader, Row, table_text

OPEN_END = 2_000_000
LATER = timedelta(days=366)


def installed() -> Catalogue:
    """What the plugins of this environment bring."""
    return load_catalogue()


@frozen
class MetricCase:
    """One worked example of a metric; `facts` are readable rows by table, or text tables."""

    title: str
    metric: str
    expected: str | None
    facts: Mapping[str, Sequence[Row] | str] = field(eq=False)
    params: Mapping[str, Any] = field(default=Factory(dict), eq=False)
    level: str = "centre"
    subject: str | None = None
    status: str | None = None
    n: int | None = None
    zone: str = "UTC"
    period: str = "2025-03-03"
    as_of: str | None = None
    roster: Sequence[Row] | str | None = field(default=None, eq=False)
    calendar: Mapping[str, Any] = field(default=Factory(dict), eq=False)


@frozen
class Outcome:
    """What came out: the value as printed (None: no value), its status and its sample."""

    value: str | None
    status: str
    n: int | None


_FILE_KEYS = {"metric", "zone", "period", "as_of", "facts", "roster", "calendar", "case"}
_CASE_KEYS = {"title", "expected", "params", "level", "subject", "status", "n"} | (_FILE_KEYS - {"case"})


def read_cases(path: Path) -> tuple[MetricCase, ...]:
    """The cases of one file; raises `KpiError` for keys that mean nothing."""
    text = tomli.loads(path.read_text(encoding="utf-8"), parse_float=_exact)
    _only(text, _FILE_KEYS, path)
    shared = {name: text[name] for name in _FILE_KEYS - {"case"} if name in text}
    cases = []
    for case in text.get("case", ()):
        _only(case, _CASE_KEYS, path)
        cases.append(MetricCase(**{"expected": None, **shared, **case}))
    return tuple(cases)


def _exact(text: str) -> object:
    return Decimal(text)


def _only(table: Mapping[str, object], keys: set[str], path: Path) -> None:
    unknown = sorted(set(table) - keys)
    if unknown:
        raise KpiError(f'{path.name}: unknown key "{unknown[0]}"; a case has {", ".join(sorted(keys))}')


def cases_of(metric: Metric) -> tuple[MetricCase, ...]:
    """The cases that a metric carries itself."""
    return tuple(_carried(metric, case) for case in metric.cases)


def _carried(metric: Metric, case: Case) -> MetricCase:
    return MetricCase(case.title, metric.id, case.expected, case.facts, case.params, case.level, case.subject)


def run_case(case: MetricCase, catalogue: Catalogue, engine: str = "polars") -> Outcome:
    """Measures the case and gives what came out for its level and subject."""
    metric = catalogue.metrics.get(case.metric)
    if metric is None:
        raise KpiError(f'there is no metric "{case.metric}"')
    unknown = sorted(set(case.params) - set(metric.params))
    if unknown:
        raise KpiError(f'metric {metric.id} has no parameter "{unknown[0]}"')
    period = parse_period(case.period, case.zone)
    spans = zone_spans(case.zone, period.start_day - 400, period.end_day + 400)
    facts = Reader(catalogue, day_of(period.start_day), spans, engine).store(case.facts)
    roster = _roster(case)
    wanted = Wanted("case", metric, metric.settings(case.params), KpiLevel(case.level), min_sample=0)
    hours = typed_calendars(case.calendar, case.zone)
    plan = make_plan([_ruleset(period, wanted)], catalogue, [period], roster, _as_of(case, period), calendars=hours)
    measures = measure(plan, facts, catalogue)
    return _outcome(measures.frames[0], case, metric, plan.teams, plan.sites)


def _as_of(case: MetricCase, period: Period) -> int:
    day = date.fromisoformat(case.as_of) if case.as_of else day_of(period.end_day) + LATER
    number_ = day_number(day)
    return start_of_day(number_, zone_spans(case.zone, number_, number_))


def _ruleset(period: Period, wanted: Wanted) -> CheckedRuleSet:
    """A rule set that covers everybody and wants one thing."""
    head = Head("case", day_of(period.start_day), PeriodKind(period.calendar), {}, "case", {"en": "case"})
    return CheckedRuleSet(RuleSet(head), "case.toml", "", {wanted.key: wanted})


def _roster(case: MetricCase) -> Roster:
    """Everybody whom the rows name, in team T1 of site S1 unless the case has a roster of its own."""
    rows = table_text(case.roster) if isinstance(case.roster, str) else case.roster
    if rows is None:
        named = {"A1", *([case.subject] if case.subject and case.level == "agent" else [])}
        for given in case.facts.values():
            for row in table_text(given) if isinstance(given, str) else given:
                named |= {str(value) for column, value in row.items() if column.endswith("agent_id")}
        rows = [{"agent_id": agent} for agent in sorted(named)]
    ids = sorted({str(row["agent_id"]) for row in rows})
    frame = pl.DataFrame(
        [
            {
                "agent": ids.index(str(row["agent_id"])) + 1,
                "agent_id": str(row["agent_id"]),
                "name": None,
                "valid_from": 0,
                "valid_to": OPEN_END,
                "kind": "human",
                "role": "agent",
                "team_id": str(row.get("team_id", "T1")),
                "site_id": str(row.get("site_id", "S1")),
                "hired_on": None,
                "fte": 100,
            }
            for row in rows
        ],
        schema={
            "agent": pl.Int32,
            "agent_id": pl.String,
            "name": pl.String,
            "valid_from": pl.Int32,
            "valid_to": pl.Int32,
            "kind": pl.String,
            "role": pl.String,
            "team_id": pl.String,
            "site_id": pl.String,
            "hired_on": pl.Int32,
            "fte": pl.Int64,
        },
    )
    return Roster(frame, {"fte": number(2, 150)}, "")


def _outcome(
    frame: pl.DataFrame, case: MetricCase, metric: Metric, teams: Sequence[str], sites: Sequence[str]
) -> Outcome:
    match case.level, case.subject:
        case "agent", subject:
            found = frame.filter(pl.col("agent_id") == (subject or "A1"))
        case "team", subject:
            found = frame.filter(pl.col("team") == teams.index(subject or "T1"))
        case "site", subject:
            found = frame.filter(pl.col("site") == sites.index(subject or "S1"))
        case _:
            found = frame
    if found.is_empty():
        raise KpiError(f'the case has no {case.level} "{case.subject}"')
    row = found.row(0, named=True)
    value = row["value:case"]
    shown = None if value is None else format_scaled(value, metric.decimals)
    return Outcome(shown, row["status:case"], row["n:case"])
