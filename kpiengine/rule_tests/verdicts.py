"""What was expected against what came out: exactly, numbers as numbers and lists in any order."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.records import Expected
from kpiengine.rule_tests.running import Outcome, Ran
from kpiengine.rules.model.ruleset import RuleSet

_ANY_ORDER = ("reasons", "rewards", "rewards_held", "alerts")


@frozen
class Miss:
    """One expectation that did not come true: what of, what was expected and what came out as text, where it stands.

    `toml` is what came out as the file would say it.
    """

    what: str
    expected: str
    got: str
    path: Path
    toml: str


States = Mapping[str, tuple[str, ...]]
NO_STATES: States = {}


def misses(expected: Expected, outcome: Outcome, states: States = NO_STATES) -> tuple[Miss, ...]:
    """Every expectation that did not come true, in the order of the file; `states` are those of its alerts."""
    return tuple(_misses(expected, outcome, states))


def _misses(expected: Expected, outcome: Outcome, states: States) -> Iterator[Miss]:
    wanted = expected.figures.get("covered", True)
    if wanted is not outcome.covered:
        words = {True: "covered", False: "not covered by the rule set"}
        path = (*expected.path, "covered")
        yield Miss("agent", words[wanted], words[outcome.covered], path, str(outcome.covered).lower())
        return
    for what, value, got, path in _pairs(expected, outcome, states):
        if what == "reason":
            if value not in got:
                yield Miss(what, value, _said(got), path, _toml(got[0] if got else value))
        elif not _same(value, got, any_order=what in _ANY_ORDER):
            yield Miss(what, _said(value), _said(got), path, _toml(got))


def _pairs(expected: Expected, outcome: Outcome, states: States) -> Iterator[tuple[str, Any, Any, Path]]:
    """What of, what was expected, what came out, and where the file says so."""
    for name, value in expected.figures.items():
        if name == "alerts":
            got = [one if one in value else one.partition(":")[0] for one in outcome.figures[name]]
            yield name, value, got, (*expected.path, name)
        elif name != "covered":
            yield name, value, outcome.figures["reasons" if name == "reason" else name], (*expected.path, name)
    for group, value in expected.groups.items():
        yield f"group {group}", value, outcome.groups[group], (*expected.path, "group", group)
    for scenario, value in expected.scenarios.items():
        yield f"scenario {scenario}", value, outcome.scenarios[scenario], (*expected.path, "scenario", scenario)
    for alert, words in expected.states.items():
        came = " ".join(states.get(alert, ())[-len(words) :])
        yield f"states of {alert}", " ".join(words), came, (*expected.path, "states", alert)
    for kpi, figures in expected.kpis.items():
        for name, value in figures.items():
            yield f"{kpi} {name}", value, outcome.kpis[kpi][name], (*expected.path, "kpi", kpi, name)


def _same(expected: Any, got: Any, *, any_order: bool = False) -> bool:  # noqa: ANN401 -- whatever a figure is
    if expected is None or got is None:
        return expected is None and got is None
    if any_order:
        return sorted(expected) == sorted(got)
    if isinstance(expected, tuple):
        return [Decimal(end) for end in expected] == [Decimal(end) for end in str(got).split("..")]
    if isinstance(expected, int | Decimal):
        return ".." not in got and Decimal(expected) == Decimal(got)
    return bool(expected == got)


def _said(value: Any) -> str:  # noqa: ANN401 -- as above
    """As a person reads it."""
    if value is None:
        return "missing"
    if isinstance(value, tuple) and value and not isinstance(value[0], str):
        return "..".join(messages.plain(end) for end in value)
    if isinstance(value, list | tuple):
        return ", ".join(value) or "none"
    return messages.plain(value) if isinstance(value, Decimal) else str(value)


def _toml(got: Any) -> str:  # noqa: ANN401 -- as above
    """As a file of tests says it."""
    if got is None:
        return '"_"'
    if isinstance(got, list | tuple):
        return "[" + ", ".join(f'"{one}"' for one in got) + "]"
    if ".." in got:
        return f"[{', '.join(got.split('..'))}]"
    try:
        Decimal(got)
    except ArithmeticError:
        return f'"{got}"'
    return str(got)


def usual(outcome: Outcome, rules: RuleSet) -> str:
    """What a test that expects nothing yet is given to expect: the value of its `expect`."""
    if not outcome.covered:
        return "{ covered = false }"
    figures = outcome.figures
    names = ["score"] if rules.weighted else []
    names += ["tier"] if rules.tiers else []
    names += ["eligibility", "amount"] if rules.decides else []
    said = [f"{name} = {_toml(figures[name])}" for name in names]
    said += [f"alerts = {_toml(figures['alerts'])}"] if rules.alerts else []
    said += [f"rewards = {_toml(figures['rewards'])}"] if rules.rewards else []
    return "{ " + ", ".join(said) + " }"


def unknown_names(expected: Expected, ran: Ran) -> Iterator[Finding]:
    """Names that the rule set does not have: such an expectation would never come true, or always."""
    rules = ran.world.checked.ruleset
    path = expected.path
    decides = rules.decides
    known: dict[str, Sequence[str]] = {
        "tier": ["none", *(tier.id for tier in rules.tiers)],
        "rewards": list(rules.rewards),
        "alerts": [*rules.alerts, *(f"{a.id}:{severity}" for a in rules.alerts.values() for severity in a.by_severity)],
    }
    if ran.judged is not None:
        known["reasons"] = [reason.code for reason in ran.judged.decisions.reasons]
    known |= {"tier_by_score": known["tier"], "rewards_held": known["rewards"]}
    known |= {"reason": known["reasons"]} if "reasons" in known else {}
    for name, value in expected.figures.items():
        if name in {"tier", "tier_by_score", "eligibility", "amount", "held_back", "reasons", "reason"} and not decides:
            yield messages.nothing_decided(name, (*path, name))
            continue
        if name == "score" and not rules.weighted:
            yield messages.nothing_decided(name, (*path, name))
            continue
        words = [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
        for index, word in enumerate(words):
            if name in known and word not in known[name]:
                at = (*path, name) if isinstance(value, str) else (*path, name, index)
                yield messages.unknown_name(_singular(name), word, list(known[name]), at, on_key=False)
    scenarios = list(rules.weights) if rules.scenarios is not None else []
    yield from _unknown(expected.scenarios, "scenario", scenarios, (*path, "scenario"))
    yield from _unknown(expected.states, "alert", list(rules.alerts), (*path, "states"))
    yield from _unknown(expected.kpis, "KPI", list(rules.kpis), (*path, "kpi"))
    if ran.judged is not None:
        groups = [c.removeprefix("group:") for c in ran.judged.scorecards.types if c.startswith("group:")]
        yield from _unknown(expected.groups, "dimension", groups, (*path, "group"))


def _unknown(given: Mapping[str, Any], what: str, known: Sequence[str], path: Path) -> Iterator[Finding]:
    for name in given:
        if name not in known:
            yield messages.unknown_name(what, name, known, (*path, name))


def _singular(name: str) -> str:
    return {"tier_by_score": "tier", "rewards_held": "reward"}.get(name, name.removesuffix("s"))
