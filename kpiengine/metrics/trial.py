"""One metric on a handful of rows that are typed as a person would type them: for worked examples and tests.

It runs the whole measure stage on any engine, with a roster made of the people in the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from kpiengine.errors import KpiError
from kpiengine.expressions.types import DATE, TEXT, number
from kpiengine.metrics import messages
from kpiengine.metrics.records import Measures
from kpiengine.metrics.stage import measure
from kpiengine.metrics.typed_rows import Row, Rows, fact_store, instant
from kpiengine.numbers import format_scaled
from kpiengine.periods import Period, day_number, parse_period
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import Roster
from kpiengine.plugin import Catalogue, FactTable, Metric, View
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model import Head, KpiLevel, PeriodKind, RuleSet

OPEN_END = 2_000_000
TEAM = "T1"
SITE = "S1"


def measure_rows(  # noqa: PLR0913 -- everything that a value depends on, each by name
    metric: Metric,
    views: Iterable[View],
    tables: Iterable[FactTable],
    rows: Rows,
    *,
    params: Mapping[str, Any] | None = None,
    level: str = "centre",
    subject: str | None = None,
    zone: str = "UTC",
    period: str,
    as_of: str | None = None,
    engine: str = "polars",
    roster: Sequence[Row] | None = None,
    min_sample: int = 0,
) -> dict[str, Any]:
    """Value (as text, None if there is none), n and status of one metric for one subject and period.

    `rows` per table: instants as ISO text (with offset, else in `zone`), dates as ISO text, durations in seconds,
    numbers as int or text.  A table that is not in `rows` counts as not loaded, and so does a column that no row
    names.  `subject` is an agent, team or site id; None takes the first agent.  `roster` rows have agent_id and
    may have team_id, site_id, valid_from, valid_to, hired_on, role, kind; without it, everybody in the rows is in
    one team.  `as_of` is ISO text, by default long after the period.  The rows are `measures` with more detail.
    """
    asked = parse_period(period, zone)
    found = measures(
        [Wanted("trial", metric, metric.settings(params or {}), KpiLevel(level), min_sample)],
        views,
        tables,
        rows,
        periods=[asked],
        as_of=as_of,
        engine=engine,
        roster=roster,
        subject=subject if level == "agent" else None,
    )
    frame = found.frames[0]
    if subject is not None:
        column = {"agent": "agent_id", "team": "roster:team_id", "site": "roster:site_id"}.get(level)
        frame = frame if column is None else frame.filter(pl.col(column) == subject)
    if frame.is_empty():
        raise KpiError(f'nobody called "{subject}" is in the roster of {period}; add a row to `roster`')
    row = frame.row(0, named=True)
    value = row["value:trial"]
    return {
        "value": None if value is None else format_scaled(value, metric.decimals),
        "n": row["n:trial"],
        "status": row["status:trial"],
    }


def measures(  # noqa: PLR0913 -- as above
    wanted: Sequence[Wanted],
    views: Iterable[View],
    tables: Iterable[FactTable],
    rows: Rows,
    *,
    periods: Sequence[Period],
    as_of: str | None = None,
    engine: str = "polars",
    roster: Sequence[Row] | None = None,
    subject: str | None = None,
) -> Measures:
    """What the measure stage makes of the rows, for one made-up rule set that covers everybody in the roster."""
    zone = periods[0].zone
    known, offered = {table.id: table for table in tables}, {view.id: view for view in views}
    unknown = [name for name in rows if name not in known]
    if unknown:
        raise KpiError(f'there is no fact table "{unknown[0]}" here; there are {", ".join(known)}')
    for wish in wanted:
        for part in wish.metric.plan_for(wish.params).parts.values():
            if part.view not in offered:
                raise messages.unknown_view(wish.metric.id, part.view)
    catalogue = Catalogue(metrics={wish.metric.id: wish.metric for wish in wanted}, views=offered, tables=known)
    people = _roster(_people(offered.values(), rows, subject) if roster is None else roster)
    heads = {period.calendar: _ruleset(period, wanted) for period in periods}
    late = max(period.end for period in periods) + 400 * 86_400_000
    plan = make_plan(tuple(heads.values()), catalogue, periods, people, late if as_of is None else instant(as_of, zone))
    return measure(plan, fact_store(known, rows, zone, engine), catalogue)


def _people(views: Iterable[View], rows: Rows, subject: str | None) -> list[Row]:
    """Everybody whom the rows name: values of columns that views call the agent, or that are called so."""
    columns = {view.subjects["agent"] for view in views if "agent" in view.subjects} | {"agent_id"}
    columns |= {name for own in rows.values() for row in own for name in row if name.endswith("agent_id")}
    ids = {str(row[name]) for own in rows.values() for row in own for name in columns if row.get(name) is not None}
    return [{"agent_id": id_} for id_ in sorted(ids | {subject or "A1"})]


def _roster(rows: Sequence[Row]) -> Roster:
    ids = {id_: index for index, id_ in enumerate(sorted({str(row["agent_id"]) for row in rows}), start=1)}

    def day(row: Row, name: str, default: int) -> int:
        return day_number(date.fromisoformat(str(row[name]))) if row.get(name) else default

    frame = pl.DataFrame(
        {
            "agent": [ids[str(row["agent_id"])] for row in rows],
            "agent_id": [str(row["agent_id"]) for row in rows],
            "name": [row.get("name") for row in rows],
            "valid_from": [day(row, "valid_from", 0) for row in rows],
            "valid_to": [day(row, "valid_to", OPEN_END) for row in rows],
            "kind": [row.get("kind", "human") for row in rows],
            "role": [row.get("role", "agent") for row in rows],
            "team_id": [row.get("team_id", TEAM) for row in rows],
            "site_id": [row.get("site_id", SITE) for row in rows],
            "hired_on": [day(row, "hired_on", 0) for row in rows],
            "fte": [100 for _ in rows],
        },
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
    columns = {"team_id": TEXT, "site_id": TEXT, "role": TEXT, "hired_on": DATE, "fte": number(2, 10**6)}
    return Roster(frame, columns, "")


def _ruleset(period: Period, wanted: Sequence[Wanted]) -> CheckedRuleSet:
    head = Head(
        id=f"trial_{period.calendar}",
        start=date(1970, 1, 1),
        period=PeriodKind(period.calendar),
        agents={},
        plan=f"trial_{period.calendar}",
        title={"en": "Trial"},
    )
    return CheckedRuleSet(RuleSet(head), "trial", "", {wish.key: wish for wish in wanted})
