"""[payout]: where the amount comes from, its upper end and its rounding."""

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import MONEY, Number
from kpiengine.rules.kinds.texts import Choice, Reference
from kpiengine.rules.model import Payout

SECTION = Section(
    "payout",
    "How a tier becomes an amount.",
    (
        Key(
            "kind",
            Choice(("amount", "percent"), later=("rate", "pool")),
            "`amount`: the tier's `bonus`; `percent`: the tier's `percent` of `of`.",
            'kind = "percent"',
            default="amount",
        ),
        Key(
            "of",
            Reference("roster column"),
            "Percent of what: a column of the roster that holds an amount.",
            'of = "base_pay"',
        ),
        Key("cap", MONEY, "The most per agent and period.", "cap = 16000", default="none"),
        Key(
            "decimals",
            Number("whole number", 0, 6, whole=True),
            "To how many decimals the amount is rounded, once, as the last step.",
            "decimals = 0",
            default="the currency's",
        ),
        Key(
            "rounding",
            Choice(("half_up", "half_even", "down")),
            "How that one rounding is done.",
            'rounding = "half_up"',
            default="half_up",
        ),
    ),
    lambda _, values: Payout(**values),
    Payout,
)
