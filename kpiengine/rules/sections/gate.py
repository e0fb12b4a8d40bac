"""[gate.NAME]: what must be true for the money, and what happens if it is not."""

from typing import Any

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import Key, Report, Section
from kpiengine.rules.kinds.nested import Table, table_schema
from kpiengine.rules.kinds.numbers import PERCENT, Number
from kpiengine.rules.kinds.texts import Choice, Condition, Reference, Text, Titles
from kpiengine.rules.messages import keys as messages
from kpiengine.rules.model.gate import Gate, GateElse
from kpiengine.rules.model.words import GatePolicy, KpiLevel

ELSE = Section(
    "else",
    "What a failed gate does; exactly one of these.",
    (
        Key("drop_tiers", Number("whole number", 1, 100, whole=True), "So many tiers lower.", "drop_tiers = 1"),
        Key("cap_tier", Reference("tier"), "At most this tier.", 'cap_tier = "bronze"'),
        Key("pay_percent", PERCENT, "This share of the amount.", "pay_percent = 50"),
    ),
    lambda _, values: GateElse(**values),
    GateElse,
)
_WORD = "no_bonus"


class _Else(Table):
    """The word "no_bonus", or a table of exactly one consequence."""

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a GateElse or BAD
        """The consequence."""
        if isinstance(value, str):
            word = Choice((_WORD,), also="a table such as { drop_tiers = 1 }").read(value, path, report)
            return GateElse(no_bonus=True) if word == _WORD else word
        read = super().read(value, path, report)
        if isinstance(value, dict):
            known = [key.name for key in ELSE.keys]
            given = [word for word in value if word in known]
            if len(given) != 1 and len(given) == len(value):
                report.add(messages.exactly_one(path, (f'"{_WORD}"', *known), given))
        return read

    def schema(self) -> dict[str, Any]:
        """The word or the table."""
        return {"anyOf": [{"enum": [_WORD]}, {**table_schema(self.inner), "minProperties": 1, "maxProperties": 1}]}


POLICY = Choice(tuple(GatePolicy), make=GatePolicy)


def _make(name: str, values: dict[str, Any]) -> Gate:
    return Gate(**{"id": name, "require": "", "otherwise": GateElse(no_bonus=True), "title": {"": name}, **values})


SECTION = Section(
    "gate",
    "A condition on the money. Several failed gates: drops add up, then the lowest cap, then percents multiply; "
    "`no_bonus` beats all.",
    (
        Key("require", Condition(), "What must be true.", "require = 'quality_score >= 80'", required=True),
        Key(
            "else",
            _Else(ELSE, '"no_bonus", or one of { drop_tiers, cap_tier, pay_percent }'),
            "What happens if it is false.",
            "else = { drop_tiers = 1 }",
            field="otherwise",
            required=True,
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Quality" }',
            default="the name",
        ),
        Key(
            "if_missing",
            POLICY,
            "What the gate does when its condition cannot be known: hold the decision, or count as passed or failed.",
            'if_missing = "fail"',
            default="hold",
        ),
        Key(
            "level",
            Choice(("agent", "team", "site", "centre"), make=KpiLevel),
            "Whose values the condition means. A gate at the `per` of a pool acts on the pool, any other on the agent.",
            'level = "team"',
            default="that of the rule set",
        ),
        Key("because", Text(), "The reason.", 'because = "works agreement of 2026"', default="none"),
    ),
    _make,
    Gate,
    named=True,
)
