"""The wording of faults in people and dates."""

from collections.abc import Iterable, Sequence
from datetime import date

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean, nearest
from kpiengine.rules.model.words import PeriodKind


def to_before_from(start: date, to: date) -> Finding:
    """An end before the start."""
    return Finding("KPI120", f"to = {to} lies before from = {start}", "both days are included", path=("ruleset", "to"))


def unknown_period(name: str, own: Iterable[str]) -> Finding:
    """A calendar that the project file does not have."""
    known = [*PeriodKind, *own]
    meant = did_you_mean(name, known, what="there are")
    remedy = f"{meant}; a calendar of your own is declared as [period.{name}] in kpiengine.toml"
    return Finding("KPI107", f'there is no period "{name}"', remedy, path=("ruleset", "period"))


def not_first_day(start: date, period: str, first: date, following: date) -> Finding:
    """A start inside a period."""
    message = f"from = {start} is not the first day of a {period}"
    return Finding("KPI121", message, f"type {first} or {following}", path=("ruleset", "from"))


def unknown_attribute(name: str, known: Sequence[str], path: Path) -> Finding:
    """A column that the roster does not have."""
    message = f'the roster has no column "{name}" with text'
    remedy = did_you_mean(name, known, what="it has") or "its own columns are declared under [facts.agents.extra]"
    return Finding("KPI219", message, remedy, path=path, on="key")


def not_in_the_roster(attribute: str, value: str, words: Sequence[str], path: Path) -> Finding:
    """A role that nobody can have."""
    message = f'nobody has the {attribute} "{value}"'
    meant = nearest(value, words)
    choice = f"in the roster it is one of {', '.join(words)}"
    return Finding("KPI107", message, f'did you mean "{meant}"? {choice}' if meant else choice, path=path)


def unknown_plan(plan: str, known: Sequence[str]) -> Finding:
    """A plan that the project file does not have, though it has others."""
    remedy = did_you_mean(plan, known, what="it has") or f"add [plan.{plan}] there"
    return Finding("KPI237", f'kpiengine.toml has no plan "{plan}"', remedy, path=("ruleset", "plan"))
