"""[alert.NAME]: a condition that somebody should hear of."""

from typing import Any

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import WHOLE
from kpiengine.rules.kinds.texts import Choice, Condition, Titles
from kpiengine.rules.model import Alert


def _make(name: str, values: dict[str, Any]) -> Alert:
    return Alert(**{"id": name, "when": "", "title": {"": name}, **values})


SECTION = Section(
    "alert",
    "A condition over the values of one period; it never changes pay.",
    (
        Key("when", Condition(), "When it fires.", "when = 'csat < 70'", required=True),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Low satisfaction" }',
            default="the name",
        ),
        Key(
            "severity",
            Choice(
                ("info", "warning", "critical"),
                {"warn": "warning", "error": "critical", "high": "critical", "low": "info"},
            ),
            "How bad it is.",
            'severity = "critical"',
            default="warning",
        ),
        Key("kind", Choice(("warning", "praise")), "Praise has no severity.", 'kind = "praise"', default="warning"),
        Key(
            "min_sample",
            WHOLE,
            "With fewer cases than this a value in `when` counts as unknown.",
            "min_sample = 5",
            default="each KPI's or metric's",
        ),
        Key(
            "message",
            Titles(),
            "What is sent. `{name}` of any name in `when`, `{agent}`, `{period}`, `{sample}` and `{target}`; "
            "unknown names are errors.",
            'message = "{agent}: CSAT {csat} is under 70"',
            default="made from the rule",
        ),
    ),
    _make,
    Alert,
    named=True,
)
