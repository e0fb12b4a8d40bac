"""[segments]: what parts a period of one agent, and how short a part may be."""

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.texts import Choice
from kpiengine.rules.model.scenarios import Segments

SECTION = Section(
    "segments",
    "What parts a period: who changes the rule set has a scorecard for each, each paid by its own rules for its own "
    "days.",
    (
        Key(
            "split_by",
            Choice(("ruleset", "team")),
            "`ruleset`: a change of team inside one rule set does not split the scorecard. `team`: each team that "
            "somebody was in is scored on its own days with its own targets, and the score is the mean of these.",
            'split_by = "team"',
            default="ruleset",
        ),
        Key(
            "blend",
            Choice(("days", "handle_time", "contacts", "paid_hours")),
            "With `team`: by what the scores of the teams are mixed.",
            'blend = "contacts"',
            default="days",
        ),
        Key(
            "min_days",
            Number("whole number", 0, 366, whole=True),
            "A stretch of fewer days under this rule set, or in a team that is split by, is scored with the longer one "
            "beside it, in the same period.",
            "min_days = 5",
            default="5",
        ),
    ),
    lambda _, values: Segments(**values),
    Segments,
)
