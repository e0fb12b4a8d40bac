"""[reward.NAME]: what can be earned besides money."""

from typing import Any

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import Amount
from kpiengine.rules.kinds.texts import Choice, Condition, Titles
from kpiengine.rules.model import Reward
from kpiengine.rules.sections.gate import POLICY


def _make(name: str, values: dict[str, Any]) -> Reward:
    return Reward(**{"id": name, "kind": "gift", "title": {"": name}, **values})


SECTION = Section(
    "reward",
    "Something other than money. It goes with a tier that names it, or has its own `when`; never both.",
    (
        Key(
            "kind", Choice(("leave", "list", "badge", "course", "gift")), "What it is.", 'kind = "leave"', required=True
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Extra leave day" }',
            default="the name",
        ),
        Key("amount", Amount(), "How much.", 'amount = "8 h"', default="1"),
        Key("when", Condition(), "Who gets it, where no tier gives it.", "when = 'csat >= 95'", default="its tier"),
        Key("if_missing", POLICY, "What it does when `when` cannot be known.", 'if_missing = "fail"', default="hold"),
    ),
    _make,
    Reward,
    named=True,
)
