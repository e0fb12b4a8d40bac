"""[reweight.NAME]: other weights while a condition on the period holds."""

from typing import Any

from kpiengine.documents.finding import Path
from kpiengine.rules.formulas import OrFormula
from kpiengine.rules.keys import Key, Report, Section
from kpiengine.rules.kinds.nested import Table, table_schema
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.texts import Choice, Condition, Id, Reference, Text, Titles
from kpiengine.rules.messages import keys as messages
from kpiengine.rules.model.weights import Move, Reweight
from kpiengine.rules.model.words import GatePolicy
from kpiengine.rules.sections.weights import TABLE
from kpiengine.rules.varied import Points

MOVE = Section(
    "shift",
    "Points of weight that go from one KPI to another: never more than the one has.",
    (
        Key("from", Reference("KPI"), "The KPI that gives.", 'from = "fcr"', field="source", required=True),
        Key("to", Reference("KPI"), "The KPI that gets.", 'to = "response"', required=True),
        Key(
            "points",
            OrFormula(Number("number", 0, 100)),
            "How many points; a formula is rounded to two decimals.",
            "points = 10",
            required=True,
        ),
    ),
    lambda _, values: Move(**{"source": "", "to": "", "points": 0, **values}),
    Move,
)
SHIFTED = Points(Number("number", -100, 100))


class _Shift(Table):
    """A table of points that make 0, or `from`, `to` and `points`."""

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- Move, a mapping, or BAD
        """The move."""
        if isinstance(value, dict) and "points" in value:
            return super().read(value, path, report)
        return SHIFTED.read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """Either."""
        return {"anyOf": [table_schema(self.inner), SHIFTED.schema()]}


class _Section(Section):
    """Exactly one of `set` and `shift`."""

    def read(self, name: str, table: Any, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a Reweight
        """The record; none or both of the two are reported."""
        given = [word for word in ("set", "shift") if word in table]
        if len(given) != 1:
            report.add(messages.exactly_one(path, ("set", "shift"), given))
        return super().read(name, table, path, report)


def _make(name: str, values: dict[str, Any]) -> Reweight:
    return Reweight(**{"id": name, "when": "", "title": {"": name}, **values})


SECTION = _Section(
    "reweight",
    "Other weights while a condition on the period holds. Where several hold, the highest priority counts, alone; "
    "what was applied is in the result.",
    (
        Key(
            "when",
            Condition(),
            "When these weights hold: a condition on values of the period.",
            "when = 'ai_share > 30'",
            required=True,
        ),
        Key("set", TABLE, "The weights, all of them: they make 100.", "set = { csat = 40, fcr = 60 }"),
        Key(
            "shift",
            _Shift(MOVE, words="table: kpi = number, or { from, to, points }"),
            "Points moved between the KPIs; they make 0. Or from one KPI to another, where `points` may be a formula.",
            "shift = { response = +10, fcr = -10 }",
        ),
        Key("scenario", Id(), "In one scenario only.", 'scenario = "chat"', default="all"),
        Key(
            "priority",
            Number("whole number", 0, 1000, whole=True),
            "Needed where there are several: the highest counts.",
            "priority = 10",
            default="0",
        ),
        Key(
            "if_missing",
            Choice(tuple(GatePolicy), make=GatePolicy),
            "If the condition cannot be known: `hold` makes the score unknown, `pass` applies the weights, `fail` "
            "does not.",
            'if_missing = "fail"',
            default="hold",
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Campaign" }',
            default="the name",
        ),
        Key("because", Text(), "The reason.", 'because = "minutes of 15 Sept"', default="none"),
    ),
    _make,
    Reweight,
    named=True,
)
