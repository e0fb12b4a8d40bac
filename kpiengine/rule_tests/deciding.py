"""What decided: the lines under a failed test, readable at 80 columns, from figures that the stages made.

The KPIs where the score or one of them is in question; the score against the tiers; every gate with what its names come
to; conditions of the rewards and alerts in question; the reasons in words.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from kpiengine.decisions.reason import columns_of, shown_name
from kpiengine.expressions.types import Kind, Type
from kpiengine.numbers import format_scaled
from kpiengine.periods import day_of
from kpiengine.rule_tests.messages import plain
from kpiengine.rule_tests.running import Outcome, Ran
from kpiengine.rule_tests.verdicts import Miss
from kpiengine.rules.model.gate import GateElse

WIDTH = 80
_OF_MONEY = ("tier", "tier_by_score", "eligibility", "amount", "reasons", "reason", "rewards", "rewards_held")
_DASH = "-"
_WORDS = {
    "own": "own",
    "team": "team",
    "stated": "stated",
    "redistributed": "left out",
    "hold": "waits",
}


def what_decided(ran: Ran, outcome: Outcome, missed: Sequence[Miss]) -> Iterator[str]:
    """The lines for one agent; none where the rule set does not cover him."""
    if not outcome.covered or ran.judged is None:
        head = ran.world.checked.ruleset.head
        yield f"{head.id} is for " + "; ".join(f"{k} {' or '.join(v)}" for k, v in head.agents.items())
        return
    asked = {miss.what for miss in missed}
    told = _Teller(ran, outcome)
    money = bool(asked & {*_OF_MONEY})
    if asked - {*_OF_MONEY, "alerts"} or (money and outcome.figures.get("score") is None):
        yield from told.kpis()
    if ran.world.checked.ruleset.weighted:
        yield from told.score()
    if money:
        yield from told.gates()
    for miss in missed:
        if miss.what in {"rewards", "rewards_held", "alerts"}:
            yield from told.conditions(miss.what, {*miss.expected.split(", ")} ^ {*miss.got.split(", ")})
    if money:
        yield from told.reasons()


class _Teller:
    """Writes down what came out for one agent."""

    def __init__(self, ran: Ran, outcome: Outcome) -> None:
        assert ran.judged is not None  # noqa: S101 -- only what was judged is told
        self.rules, self.judged, self.outcome = ran.world.checked.ruleset, ran.judged, outcome
        self.conditions_of = ran.world.checked.conditions

    def kpis(self) -> Iterator[str]:
        """A table of the KPIs."""
        head = ("KPI", "value", "cases", "goes by", "used", "points", "weight")
        rows = [
            (kpi, _cell(line["value"]), _cell(line["n"]), _WORDS[str(line["evidence"])], _cell(line["used"]),
             _cell(line["points"]), _cell(line["weight"]))
            for kpi, line in self.outcome.kpis.items()
        ]  # fmt: skip
        widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
        for row in (head, *rows):
            cells = [
                cell.ljust(width) if i in {0, 3} else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            yield "  ".join(cells).rstrip()

    def score(self) -> Iterator[str]:
        """The score and the tiers that it is held against."""
        tiers = ", ".join(f"{tier.id} from {tier.start}" for tier in self.rules.tiers)
        yield f"score {_cell(self.outcome.figures.get('score'))}" + (f": {tiers}" if tiers else "")

    def gates(self) -> Iterator[str]:
        """Each gate: met, not met or unknown, with the values of its names and what follows."""
        for gate in self.rules.gates.values():
            met = self.outcome.row.get(f"gate:{gate.id}")
            verdict = {True: "met", False: f"not met, {_else(gate.otherwise)}", None: f"unknown, {gate.if_missing}"}[
                met
            ]
            yield from self._condition(f"gate {gate.id}", f"gate.{gate.id}.require", gate.require, verdict)

    def conditions(self, what: str, names: set[str]) -> Iterator[str]:
        """The conditions of rewards or alerts that are there and should not be, or the other way round."""
        kind = "alert" if what == "alerts" else "reward"
        items = self.rules.alerts if kind == "alert" else self.rules.rewards
        for name in sorted(names & items.keys()):
            text, key = items[name].when, f"{kind}.{name}.when"
            if not isinstance(text, str) or key not in self.conditions_of:
                tiers = [tier.id for tier in self.rules.tiers if name in tier.rewards]
                yield f"{kind} {name}: comes with {' and '.join(tiers) or 'no tier'}"
                continue
            yield from self._condition(f"{kind} {name}", key, text, None)

    def reasons(self) -> Iterator[str]:
        """The codes that hold."""
        codes = self.outcome.figures["reasons"]
        yield "reasons " + (" ".join(codes) or "none")

    def _condition(self, what: str, key: str, text: str, verdict: str | None) -> Iterator[str]:
        values = ", ".join(
            f"{shown_name(column)} is {self._shown(column)}" for column in columns_of(self.conditions_of[key])
        )
        said = f"{what}: {text}" + (f" is {verdict}" if verdict else "")
        if len(said) + len(values) + 2 <= WIDTH - 12:
            yield f"{said}; {values}"
        else:
            yield said
            yield f"  {values}"

    def _shown(self, column: str) -> str:
        return stored_text(self.outcome.row.get(column), self.judged.decisions.types.get(column))


def stored_text(value: Any, type_: Type | None) -> str:  # noqa: ANN401 -- whatever a frame holds
    """A stored value as people read it."""
    if value is None:
        return "missing"
    if type_ is None or type_.kind in {Kind.TEXT, Kind.BOOL}:
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if type_.kind is Kind.DATE:
        return str(day_of(value))
    return format_scaled(value, type_.scale)


def _cell(text: str | None) -> str:
    return _DASH if text is None else text


def _else(otherwise: GateElse) -> str:
    if otherwise.drop_tiers is not None:
        return f"{otherwise.drop_tiers} tier{'s' if otherwise.drop_tiers > 1 else ''} lower"
    if otherwise.cap_tier is not None:
        return f"at most {otherwise.cap_tier}"
    return f"pays {plain(otherwise.pay_percent)} %" if otherwise.pay_percent is not None else "no bonus"
