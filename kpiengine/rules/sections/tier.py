"""[tier.NAME]: from which score on, and what comes with it."""

from typing import Any

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import MONEY, PERCENT, Number
from kpiengine.rules.kinds.tables import Names
from kpiengine.rules.kinds.texts import Text, Titles
from kpiengine.rules.model.tier import Tier


def _make(name: str, values: dict[str, Any]) -> Tier:
    return Tier(**{"id": name, "start": 0, "title": {"": name}, **values})


SECTION = Section(
    "tier",
    "A tier runs from its `from` to the next one's. There is no upper end to write, so no gap and no overlap.",
    (
        Key(
            "from",
            Number("number", 0, 1000),
            "The tier starts at this score, **included**.",
            "from = 80",
            field="start",
            instead_of=("top", "top_percent"),
        ),
        Key(
            "top",
            Number("whole number", 1, 100_000, whole=True),
            "With [rank]: the best so many.",
            "top = 3",
            instead_of=("from", "top_percent"),
        ),
        Key(
            "top_percent",
            Number("percent", 0, 100),
            "With [rank]: the best so many percent of the group.",
            "top_percent = 20",
            instead_of=("from", "top"),
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Silver", zh = "银" }',
            default="the name",
        ),
        Key(
            "bonus",
            MONEY,
            "The amount, in the rule set's currency, for full time and the whole period.",
            "bonus = 600",
            default="0",
            instead_of=("percent",),
        ),
        Key("percent", PERCENT, "Instead: percent of `payout.of`.", "percent = 6", instead_of=("bonus",)),
        Key(
            "multiply",
            Number("number", 0, 100),
            "Multiplies the amount; in a pool, the share.",
            "multiply = 1.2",
            default="1",
        ),
        Key(
            "rewards",
            Names("list of reward names"),
            "What comes with it besides money.",
            'rewards = ["leave_day"]',
            default="none",
        ),
        Key("because", Text(), "The reason.", 'because = "minutes of 15 Sept"', default="none"),
    ),
    _make,
    Tier,
    named=True,
    either=("from", "top", "top_percent"),
)
