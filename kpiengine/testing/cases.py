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
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import tomli
from attrs import Factory, field, frozen

from kpiengine.errors import KpiError
from kpiengine.metrics.tally import Tally
from kpiengine.numbers import format_scaled
from kpiengine.periods import parse_period
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Case, Catalogue, Metric
from kpiengine.project.calendars import typed_calendars
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.people import everybody
from kpiengine.testing.rows import Row, given_rows
from kpiengine.testing.trial import try_out


@cache
def installed() -> Catalogue:
    """What the plugins of this environment bring."""
    return load_catalogue()


def metrics_of(plugin: str, catalogue: Catalogue) -> tuple[Metric, ...]:
    """The metrics that one plugin, by the name of its entry point, has in the catalogue."""
    return tuple(one for id_, one in catalogue.metrics.items() if catalogue.origin.get(f"metric {id_}") == plugin)


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
    """What came out: the value as printed (None: no value), its status and its sample.

    `tallies` say where the rows went of each view that the metric counts on.
    """

    value: str | None
    status: str
    n: int | None
    tallies: tuple[Tally, ...] = field(default=(), eq=False, repr=False)


_FILE_KEYS = {"metric", "zone", "period", "as_of", "facts", "roster", "calendar", "case"}
_CASE_KEYS = {"title", "expected", "params", "level", "subject", "status", "n"} | (_FILE_KEYS - {"case"})


def read_cases(path: Path) -> tuple[MetricCase, ...]:
    """The cases of one file; raises `KpiError` for keys that mean nothing."""
    text = tomli.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    _only(text, _FILE_KEYS, path)
    shared = {name: text[name] for name in _FILE_KEYS - {"case"} if name in text}
    cases = []
    for case in text.get("case", ()):
        _only(case, _CASE_KEYS, path)
        cases.append(MetricCase(**{"expected": None, **shared, **case}))
    return tuple(cases)


def read_folder(folder: Path) -> tuple[tuple[Path, tuple[MetricCase, ...]], ...]:
    """The cases of each TOML file of a folder, by name."""
    return tuple((path, read_cases(path)) for path in sorted(folder.glob("*.toml")))


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
    level = KpiLevel(case.level)
    plan, measures = try_out(
        [Wanted("case", metric, metric.settings(case.params, level), level, min_sample=0)],
        catalogue,
        case.facts,
        periods=[parse_period(case.period, case.zone)],
        as_of=case.as_of,
        engine=engine,
        roster=people_of(case, catalogue),
        calendars=typed_calendars(case.calendar, case.zone),
    )
    row = _row_of(measures.frames[0], case, plan)
    value = row["value:case"]
    shown = None if value is None else format_scaled(value, metric.decimals)
    return Outcome(shown, row["status:case"], row["n:case"], measures.tallies[0, "case", 0])


def people_of(case: MetricCase, catalogue: Catalogue) -> Sequence[Row]:
    """The case's own roster, else everybody whom its rows name, and the agent whose value is asked for."""
    if case.roster is not None:
        return given_rows(case.roster)
    asked = case.subject if case.level == "agent" and case.subject else "A1"
    return everybody(case.facts, catalogue.views.values(), "A1", asked)


def _row_of(frame: pl.DataFrame, case: MetricCase, plan: EvaluationPlan) -> dict[str, Any]:
    """The row of an agent of the unit that the case asks for."""
    units = {"team": (plan.teams, "T1"), "site": (plan.sites, "S1")}
    found = frame
    if case.level == "agent":
        found = frame.filter(pl.col("agent_id") == (case.subject or "A1"))
    elif case.level in units:
        names, usual = units[case.level]
        unit = case.subject or usual
        found = frame.filter(pl.col(case.level) == names.index(unit)) if unit in names else frame.clear()
    if found.is_empty():
        raise KpiError(f'the case "{case.title}" has no {case.level} "{case.subject}"; add a row to its roster')
    return found.row(0, named=True)
