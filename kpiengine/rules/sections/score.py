"""[score]: decimals, the upper end, and how much must have been measured."""

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.texts import Reference
from kpiengine.rules.model.score import Score

SECTION = Section(
    "score",
    "How points become the score.",
    (
        Key(
            "decimals",
            Number("whole number", 0, 6, whole=True),
            "KPI points and the score are each rounded to this, as printed, **before** they are used.",
            "decimals = 1",
            default="2",
        ),
        Key(
            "maximum",
            Number("number", 1, 1000),
            "The upper end of the score (120 with `stretch`).",
            "maximum = 120",
            default="100",
        ),
        Key(
            "min_weight",
            Number("number", 0, 100),
            "If fewer points of weight than this were measured, the score is unknown.",
            "min_weight = 60",
            default="60",
        ),
        Key(
            "max_weight",
            Number("number", 1, 100),
            "No KPI may weigh more than this, under any condition; more is an error. Without it, more than 60 is a "
            "warning (KPI440).",
            "max_weight = 40",
            default="none",
        ),
        Key(
            "tiers_by",
            Reference("score, or a KPI"),
            "What reaches the tiers: the score, or the value of one KPI of which more is better.",
            'tiers_by = "csat"',
            default="score",
        ),
    ),
    lambda _, values: Score(**values),
    Score,
)
