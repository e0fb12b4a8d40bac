"""[reward.NAME]: what can be earned besides money."""

from typing import Any

from kpiengine.rules.formulas import Formula
from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.lasting import Often
from kpiengine.rules.kinds.lengths import Duration
from kpiengine.rules.kinds.numbers import Amount, Number
from kpiengine.rules.kinds.texts import Choice, Condition, Text, Titles
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.words import KpiLevel
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
        Key(
            "for",
            Often(),
            "In how many periods in a row, or in how many of the last ones, `when` must hold.",
            'for = "3 of 4 months"',
            field="times",
            default="this period",
        ),
        Key(
            "unless",
            Condition(),
            "With `for`: a period in which it holds counts neither for nor against.",
            "unless = 'worked_days < 5'",
            default="none",
        ),
        Key(
            "look_back",
            Duration(),
            "With `unless`: how far back it may look.",
            'look_back = "6 months"',
            default="as `for`",
        ),
        Key(
            "places",
            Number("whole number", 1, 100_000, whole=True),
            "How many can get it, for each `per`; equals on the last place all do.",
            "places = 6",
            default="no limit",
        ),
        Key(
            "per",
            Choice(("team", "site", "centre")),
            "One list, or one gift, for each of these.",
            'per = "site"',
            default="the rule set",
        ),
        Key("rank_by", Formula(), "Who comes first where places are few.", "rank_by = 'csat'", default="the score"),
        Key(
            "expires",
            Duration(("day", "week", "month", "quarter", "year")),
            "How long it stands, from the end of the period; rewards.csv has the last day.",
            'expires = "6 months"',
            default="never",
        ),
        Key(
            "level",
            Choice(("agent", "team", "site", "centre"), make=KpiLevel),
            "Whose values `when` and `unless` mean: with `team` everybody in the team gets it if the team's values do.",
            'level = "team"',
            default="that of the rule set",
        ),
        Key("because", Text(), "The reason.", 'because = "minutes of 15 Sept"', default="none"),
        Key("if_missing", POLICY, "What it does when `when` cannot be known.", 'if_missing = "fail"', default="hold"),
    ),
    _make,
    Reward,
    named=True,
)
