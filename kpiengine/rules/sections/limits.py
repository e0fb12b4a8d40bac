"""[limits] of a rule file: tighter than those of the project file, never wider."""

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import MONEY, Number
from kpiengine.rules.paying import Limits

SECTION = Section(
    "limits",
    "Over one of these the run is held until somebody releases it. The project file has the outer ones; a rule file "
    "may only tighten them.",
    (
        Key("per_agent", MONEY, "The most for one agent and period.", "per_agent = 1500", default="the project's"),
        Key("per_rule", MONEY, "The most for this rule set and period.", "per_rule = 60000", default="the project's"),
        Key("per_run", MONEY, "The most for the plan and period.", "per_run = 400000", default="the project's"),
        Key(
            "change_percent",
            Number("percent", 0, 10_000),
            "The most by which the total of this rule set may differ from the mean of the last three closed periods.",
            "change_percent = 30",
            default="the project's",
        ),
    ),
    lambda _, values: Limits(**values),
    Limits,
)
