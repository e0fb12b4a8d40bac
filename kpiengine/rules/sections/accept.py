"""[accept.CODE]: one lint of this file, accepted in the open until a day."""

from datetime import date
from typing import Any

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import Day
from kpiengine.rules.kinds.texts import Text
from kpiengine.rules.model.ruleset import Accept


def _make(name: str, values: dict[str, Any]) -> Accept:
    return Accept(**{"code": name, "because": "", "by": "", "until": date.max, **values})


SECTION = Section(
    "accept",
    "Accepts one lint (KPI4xx) of this file until a day; errors cannot be accepted.",
    (
        Key("because", Text(), "The reason.", 'because = "the objective is one figure"', required=True),
        Key("by", Text(), "Who accepts it.", 'by = "ops.lead"', required=True),
        Key("until", Day(), "The last day on which it is accepted.", "until = 2027-09-30", required=True),
    ),
    _make,
    Accept,
    named=True,
)
