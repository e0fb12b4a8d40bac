"""The stage `alert`: one row for each agent, period and alert whose condition holds.

Alerts have no memory here: the same values raise the same alerts.  Text of the data (names) passes as it is.
"""

# ruff: noqa: RUF001 - Chinese sentences have Chinese punctuation

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from kpiengine.alerts.compile import alert_steps
from kpiengine.decisions.decide import Decisions
from kpiengine.decisions.reason import columns_of, shown_name
from kpiengine.decisions.table import words
from kpiengine.expressions.program import Program
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model import Alert
from kpiengine.scores.sentences import Sentences, title

LANGUAGES = ("en", "zh")
PEOPLE_SAY: Mapping[str, str] = {"agent": "agent_shown", "period": "period_name"}
UNITS_SAY: Mapping[str, str] = dict.fromkeys(("team", "site", "centre"), "agent_shown")  # of rule sets for units
COLUMNS = (
    *("agent_id", "period", "ruleset", "alert", "kind", "severity", "title"),
    *("message", "message_en", "message_zh", "values"),
)
SCHEMA = dict.fromkeys(COLUMNS, pl.String)


@frozen
class Alerts:
    """Alert events of one rule set, agents in the order of the scorecards and alerts in that of the rule file.

    `events` columns, all text: agent_id, period, ruleset, alert, kind, severity (missing for praise), title and
    message in the asked language, message_en, message_zh, values ("csat 68.00, n 12").  `frame` is the decisions'
    frame with `alert:A` for each alert.
    """

    checked: CheckedRuleSet
    events: pl.DataFrame
    frame: pl.DataFrame
    program: Program


def raise_alerts(checked: CheckedRuleSet, decisions: Decisions, language: str = "en") -> Alerts:
    """Judges every alert of the rule set for every agent and period."""
    program = Program(alert_steps(checked, decisions.types))
    frame: pl.DataFrame = program.run(decisions.frame)
    who = pl.coalesce("name", "agent_id") if "name" in frame.columns else pl.col("agent_id")
    rows = frame.with_row_index("row").with_columns(agent_shown=who)
    writers = {each: Sentences(decisions.types, each, words(checked, each)) for each in LANGUAGES}
    found = [
        _events(checked, rows.filter(f"alert:{alert.id}"), alert, writers, language).with_columns(place=pl.lit(place))
        for place, alert in enumerate(checked.ruleset.alerts.values())
    ]
    events = pl.concat(found).sort("row", "place").select(COLUMNS) if found else pl.DataFrame(schema=SCHEMA)
    return Alerts(checked, events, frame, program)


def _events(
    checked: CheckedRuleSet, rows: pl.DataFrame, alert: Alert, writers: Mapping[str, Sentences], language: str
) -> pl.DataFrame:
    said = {f"message_{each}": _message(checked, alert, writers[each]) for each in LANGUAGES}
    constants = {
        "ruleset": checked.ruleset.head.id,
        "alert": alert.id,
        "kind": alert.kind,
        "severity": None if alert.kind == "praise" else alert.severity,
        "title": title(alert.title, language, alert.id),
    }
    return rows.select(
        "row",
        "agent_id",
        pl.col("period_name").alias("period"),
        **{name: pl.lit(text, dtype=pl.String) for name, text in constants.items()},
        **said,
        message=said[f"message_{language}"],
        values=_values(checked, alert, writers[language]),
    )


def _message(checked: CheckedRuleSet, alert: Alert, write: Sentences) -> pl.Expr:
    """The author's sentence in this language, else in any, else one made from the rule."""
    names = {**UNITS_SAY, **checked.message_names.get(alert.id, {}), **PEOPLE_SAY}
    template = title(alert.message, write.language, "")
    if template:
        return write.fill(template, names)
    colon = "：" if write.language == "zh" else ": "
    name = pl.lit(title(alert.title, write.language, alert.id).replace("{", "("))
    return pl.concat_str(
        pl.col("agent_shown"), pl.lit(colon), name, pl.lit(" ("), _values(checked, alert, write), pl.lit(")")
    )


def _values(checked: CheckedRuleSet, alert: Alert, write: Sentences) -> pl.Expr:
    """Each value that the condition names, with its name."""
    columns = columns_of(checked.conditions[f"alert.{alert.id}.when"])
    parts = [pl.concat_str(pl.lit(f"{shown_name(column)} "), write.column(column)) for column in columns]
    return pl.concat_str(parts, separator=", ") if parts else pl.lit("")
