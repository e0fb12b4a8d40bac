"""[scenarios]: by what an agent's work is parted, and how the scores of the parts are mixed."""

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import PERCENT
from kpiengine.rules.kinds.texts import Choice, Text
from kpiengine.rules.model.scenarios import Scenarios

SECTION = Section(
    "scenarios",
    "Each scenario is measured and scored on its own contacts with its own weights.",
    (
        Key(
            "by",
            Text(),
            "The column of the contacts whose values are the scenario names.",
            'by = "queue.scenario"',
            required=True,
        ),
        Key(
            "blend",
            Choice(("handle_time", "contacts", "paid_hours", "main")),
            "The score is the mean of the scenario scores by the agent's own share of this; `main`: the largest alone.",
            'blend = "contacts"',
            default="handle_time",
        ),
        Key(
            "min_percent",
            PERCENT,
            "A smaller share is left out and the others are stretched to 100.",
            "min_percent = 10",
            default="10",
        ),
        Key(
            "other",
            Text(),
            "The scenario to which contacts of one without a row belong.",
            'other = "phone"',
            default="an error",
        ),
    ),
    lambda _, values: Scenarios(**{"by": "", **values}),
    Scenarios,
)
