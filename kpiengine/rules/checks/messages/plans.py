"""The wording of faults in rule sets side by side."""

from collections.abc import Mapping
from datetime import date

from kpiengine.diagnostics import Diagnostic, Level, Place
from kpiengine.documents.finding import Finding, Path

_ID: Path = ("ruleset", "id")


def same_id(name: str, first: date, other: str) -> Finding:
    """Two rule files with one id on the same days."""
    message = f'the id "{name}" is already that of {other}, also on {first}'
    remedy = "give one of them another id; of two versions the later one begins when the other has ended"
    return Finding("KPI150", message, remedy, path=("ruleset", "id"))


def id_of_another_plan(name: str, plan: str, other: str) -> Finding:
    """An id that is used again for something else."""
    message = f'the id "{name}" is that of a rule set of plan "{plan}" ({other})'
    return Finding("KPI150", message, "an id is never used for something else: give this one its own", path=_ID)


def shadow_of_the_same_id(name: str, other: str) -> Finding:
    """A shadow beside a live rule set of the same id: results could not tell them apart."""
    message = f'the id "{name}" is already that of {other}, and a shadow is shown beside it'
    return Finding("KPI150", message, f'give it an id of its own while it is a shadow: "{name}-shadow"', path=_ID)


def same_people(plan: str, other: str, first: date, path: str) -> Finding:
    """Two rule sets of one plan that meet."""
    message = f'from {first} on, the plan "{plan}" has this rule set and "{other}" ({path}) for the same people'
    return Finding("KPI151", message, "end one of them with `to`, or part them by `agents`", path=("ruleset", "from"))


def perhaps_same_people(plan: str, other: str, path: str) -> Finding:
    """Two rule sets of one plan that nothing in the text keeps apart."""
    message = f'nothing keeps these people apart from those of "{other}" ({path}), of the same plan "{plan}"'
    remedy = "name one attribute in both with different values; a run is refused if somebody is in both"
    return Finding("KPI430", message, remedy, path=("ruleset", "agents"))


def paid_by_both(plan: str, other_plan: str, other: str, first: date, path: str) -> Finding:
    """Two plans that pay the same people, and the project file does not say that they may."""
    message = (
        f'from {first} on, the plans "{plan}" and "{other_plan}" (rule set "{other}", {path}) both pay the same people'
    )
    return Finding("KPI236", message, may_pay_beside(plan, other_plan), path=("ruleset", "plan"))


def may_pay_beside(plan: str, other: str) -> str:
    """What lets two plans pay one person."""
    return f'if that is meant, write pays_beside = ["{other}"] under [plan.{plan}] in kpiengine.toml'


def plan_gap(plan: str, people: Mapping[str, str], first: date | None, last: date | None, place: Place) -> Diagnostic:
    """People whom a plan must cover, and no rule set of it is for."""
    who = ", ".join(f"{attribute} {value}" for attribute, value in people.items()) or "everybody in it"
    days = "" if first is None or last is None else f" from {first} to {last}"
    message = f'plan "{plan}" covers {who}, but none of its rule sets is for them{days}'
    remedy = "add a rule set or widen `agents`, or narrow `covers`"
    return Diagnostic("KPI235", Level.ERROR, message, place, remedy)
