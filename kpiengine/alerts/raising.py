"""The stage `alert`: one row for each agent, period and alert whose condition holds.

Alerts have no memory here: the same values raise the same alerts.  Text of the data (names) passes as it is.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from kpiengine.alerts.compile import alert_steps, judged
from kpiengine.decisions.decide import Decisions
from kpiengine.decisions.reason import columns_of, shown_name
from kpiengine.decisions.table import words
from kpiengine.expressions.program import Program
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.alert import SEVERITIES, Alert
from kpiengine.rules.model.words import KpiLevel
from kpiengine.scores.sentences import Sentences, title

LANGUAGES = ("en", "zh")
PEOPLE_SAY: Mapping[str, str] = {"agent": "agent_shown", "period": "period_name"}
UNITS_SAY: Mapping[str, str] = dict.fromkeys(
    ("team", "queue", "site", "centre"), "agent_shown"
)  # of rule sets for units
CENTRE = "centre"
COLUMNS = (
    *("agent_id", "period", "ruleset", "alert", "kind", "severity", "title"),
    *("message", "message_en", "message_zh", "values", "action"),
)
SCHEMA = dict.fromkeys(COLUMNS, pl.String)


@frozen
class Alerts:
    """Alert events of one rule set, agents in the order of the scorecards and alerts in that of the rule file.

    `events` columns, all text: agent_id, period, ruleset, alert, kind, severity (missing for praise), title and
    message in the asked language, message_en, message_zh, action (what it starts beside), values ("csat 68.00, n 12").
    `frame` is the decisions' frame with `alert:A` for each alert.
    """

    checked: CheckedRuleSet
    events: pl.DataFrame
    frame: pl.DataFrame
    program: Program
    decisions: Decisions


def raise_alerts(checked: CheckedRuleSet, decisions: Decisions, language: str = "en") -> Alerts:
    """Judges every alert of the rule set for every agent and period."""
    program = Program(alert_steps(checked, decisions.types))
    frame: pl.DataFrame = program.run(decisions.frame)
    who = pl.coalesce("name", "agent_id") if "name" in frame.columns else pl.col("agent_id")
    rows = frame.with_row_index("row").with_columns(agent_shown=who)
    own = checked.ruleset.head.level
    writers = {each: Sentences(decisions.types, each, words(checked, each)) for each in LANGUAGES}
    found = [
        _events(checked, subjects(rows.filter(f"alert:{alert.id}"), alert, own), alert, writers, language).with_columns(
            place=pl.lit(place)
        )
        for place, alert in enumerate(judged(checked))
    ]
    events = pl.concat(found).sort("row", "place").select(COLUMNS) if found else pl.DataFrame(schema=SCHEMA)
    return Alerts(checked, events, frame, program, decisions)


def subjects(rows: pl.DataFrame, alert: Alert, own: KpiLevel) -> pl.DataFrame:
    """One row for each subject of the alert: of a unit the first of its agents, under the unit's own name."""
    if alert.level is own:
        return rows
    unit = {KpiLevel.TEAM: "unit:team", KpiLevel.SITE: "unit:site"}.get(alert.level)
    name = pl.lit(CENTRE) if unit is None else pl.col(unit)
    named = rows.with_columns(agent_id=name, agent_shown=name).filter(pl.col("agent_id").is_not_null())
    return named.unique(["period_name", "agent_id"], keep="first", maintain_order=True)


def _events(
    checked: CheckedRuleSet, rows: pl.DataFrame, alert: Alert, writers: Mapping[str, Sentences], language: str
) -> pl.DataFrame:
    said = {f"message_{each}": message_of(checked, alert, writers[each]) for each in LANGUAGES}
    constants = {
        "ruleset": checked.ruleset.head.id,
        "alert": alert.id,
        "kind": alert.kind,
        "title": title(alert.title, language, alert.id),
    }
    return rows.select(
        "row",
        "agent_id",
        pl.col("period_name").alias("period"),
        **{name: pl.lit(text, dtype=pl.String) for name, text in constants.items()},
        severity=_severity(alert),
        action=pl.lit(action_of(alert), dtype=pl.String),
        **said,
        message=said[f"message_{language}"],
        values=values_of(checked, alert, writers[language]),
    )


def _severity(alert: Alert) -> pl.Expr:
    if alert.kind == "praise":
        return pl.lit(None, dtype=pl.String)
    places = list(range(1, len(SEVERITIES) + 1))
    return pl.col(f"severity:{alert.id}").replace_strict(places, list(SEVERITIES), return_dtype=pl.String)


def action_of(alert: Alert) -> str | None:
    """What it starts beside the message: "course empathy-1; event staffing.short"."""
    if alert.action is None:
        return None
    said = ((key, getattr(alert.action, key)) for key in ("course", "coach", "event"))
    return "; ".join(f"{key} {value}" for key, value in said if value is not None) or None


def message_of(checked: CheckedRuleSet, alert: Alert, write: Sentences) -> pl.Expr:
    """The author's sentence in this language, else in any, else one made from the rule."""
    names = {**UNITS_SAY, **checked.message_names.get(alert.id, {}), **PEOPLE_SAY}
    template = title(alert.message, write.language, "")
    if template:
        return write.fill(template, names)
    colon = "：" if write.language == "zh" else ": "
    name = pl.lit(title(alert.title, write.language, alert.id).replace("{", "("))
    return pl.concat_str(
        pl.col("agent_shown"), pl.lit(colon), name, pl.lit(" ("), values_of(checked, alert, write), pl.lit(")")
    )


def values_of(checked: CheckedRuleSet, alert: Alert, write: Sentences) -> pl.Expr:
    """Each value that the condition names, with its name."""
    trees = (checked.conditions[".".join(alert.path(severity))] for severity in alert.by_severity)
    columns = dict.fromkeys(column for tree in trees for column in columns_of(tree))
    parts = [pl.concat_str(pl.lit(f"{shown_name(column)} "), write.column(column)) for column in columns]
    return pl.concat_str(parts, separator=", ") if parts else pl.lit("")
