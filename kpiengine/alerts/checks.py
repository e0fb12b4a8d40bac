"""What the log takes over from the stage `alert`: one window for each alert and period, a row for each subject.

A person's name is not in the texts: `{agent}` stands in its place until a notice is sent, so the log has ids only.
"""

from collections.abc import Sequence

import polars as pl
from attrs import evolve

from kpiengine.alerts.compile import judged
from kpiengine.alerts.policy import Policy, Series, policy_of
from kpiengine.alerts.raising import LANGUAGES, Alerts, action_of, message_of, subjects, values_of
from kpiengine.alerts.states import Verdict
from kpiengine.alerts.timeline import ABOUT, Window
from kpiengine.decisions.table import words
from kpiengine.metrics.known_queues import CALENDAR
from kpiengine.periods import Calendars, Period
from kpiengine.planning.watched import Rhythm, is_open
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.words import KpiLevel
from kpiengine.scores.sentences import Sentences

PERSON = "{agent}"
ON_LEAVE = "roster:leave"  # a column of the roster: whoever is on leave is not judged as a person


def policies_of(checked: CheckedRuleSet) -> dict[Series, Policy]:
    """The policies of every alert of a rule set."""
    made = (policy_of(alert, checked.ruleset) for alert in checked.ruleset.alerts.values())
    return {policy.series: policy for policy in made}


def windows_of(alerts: Alerts, period: Period, people: Sequence[str] = ()) -> list[Window]:
    """The windows of one period; `people` are roster columns that say who is told of a subject."""
    checked = alerts.checked
    rows = alerts.frame.filter(pl.col("period_name") == period.name)
    return [
        Window(
            Series(checked.ruleset.head.id, alert.id),
            period.start,
            period.end,
            period.name,
            _rows(alerts, alert, rows, people),
        )
        for alert in judged(checked)
    ]


def watched_windows(
    alerts: Alerts, rhythm: Rhythm, period: Period, calendars: Calendars, people: Sequence[str] = ()
) -> list[Window]:
    """The windows of a rhythm; whoever is closed, where the alert asks for open hours, is skipped."""
    found = []
    named = alerts.frame.select(name="agent_id", **{CALENDAR: CALENDAR if CALENDAR in alerts.frame.columns else None})
    own = named.cast(pl.String).unique("name")
    for window in windows_of(alerts, period, people):
        if rhythm.checked.ruleset.alerts[window.series.alert].hours == "open":
            window = evolve(window, rows=_while_open(window.rows, own, calendars, period))  # noqa: PLW2901 -- the same one
        found.append(window)
    return found


def _while_open(rows: pl.DataFrame, own: pl.DataFrame, calendars: Calendars, period: Period) -> pl.DataFrame:
    """The rows with whoever is closed skipped; `own` says which queues have opening hours of their own."""
    placed = rows.join(own, on="name", how="left", maintain_order="left")
    places = placed.select("site", CALENDAR).unique()
    closed = [not is_open(calendars, site, period, calendar) for site, calendar in places.rows()]
    skipped = pl.when("closed").then(pl.lit(int(Verdict.SKIPPED), dtype=pl.Int8)).otherwise("verdict")
    known = places.with_columns(closed=pl.Series(closed, dtype=pl.Boolean))
    marked = placed.join(known, on=["site", CALENDAR], how="left", nulls_equal=True, maintain_order="left")
    return marked.with_columns(verdict=skipped).select(rows.columns)


def _rows(alerts: Alerts, alert: Alert, rows: pl.DataFrame, people: Sequence[str]) -> pl.DataFrame:
    checked, own = alerts.checked, alerts.checked.ruleset.head.level
    is_person = alert.level is own and own is KpiLevel.AGENT
    of_queues = alert.level is KpiLevel.QUEUE
    label = pl.coalesce("name", "agent_id") if of_queues else pl.col("agent_id")
    named = rows.with_columns(agent_shown=pl.lit(PERSON) if is_person else label)
    each = subjects(named, alert, own)
    types = alerts.decisions.types
    write = {language: Sentences(types, language, words(checked, language)) for language in LANGUAGES}
    units = {
        unit: pl.col(f"unit:{unit}") if f"unit:{unit}" in rows.columns else pl.lit(None, dtype=pl.String)
        for unit in ("team", "site")
    }
    if alert.level is KpiLevel.TEAM:
        units["team"] = pl.col("agent_id")
    if alert.level is KpiLevel.SITE:
        units |= {"team": pl.lit(None, dtype=pl.String), "site": pl.col("agent_id")}
    if alert.level is KpiLevel.CENTRE:
        units = dict.fromkeys(units, pl.lit(None, dtype=pl.String))
    clear = pl.col(f"clear:{alert.id}") if alert.clear is not None else pl.lit(None, dtype=pl.Boolean)
    made = each.select(
        verdict=_verdict(alert, each, is_person=is_person),
        clear=clear,
        name="agent_id",
        level=pl.lit(str(alert.level)),
        queue=pl.col("agent_id") if of_queues else pl.lit(None, dtype=pl.String),
        **units,
        values=values_of(checked, alert, write["en"]),
        **{f"message_{language}": message_of(checked, alert, write[language]) for language in LANGUAGES},
        people=_people(each, people),
        action=pl.lit(action_of(alert), dtype=pl.String),
    )
    return made.select("verdict", "clear", *(column for column in ABOUT if column != "subject"))


def _verdict(alert: Alert, rows: pl.DataFrame, *, is_person: bool) -> pl.Expr:
    verdict = pl.col(f"verdict:{alert.id}").cast(pl.Int8)
    if not is_person or alert.kind == "praise" or rows.schema.get(ON_LEAVE) != pl.Boolean:
        return verdict
    return pl.when(pl.col(ON_LEAVE)).then(pl.lit(int(Verdict.SKIPPED), dtype=pl.Int8)).otherwise(verdict)


def _people(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Expr:
    """Ids by roster column, as JSON: who leads whom on the first day of the period."""
    known = [column for column in columns if f"roster:{column}" in rows.columns]
    if not known:
        return pl.lit(None, dtype=pl.String)
    return pl.struct(pl.col(f"roster:{column}").cast(pl.String).alias(column) for column in known).struct.json_encode()
