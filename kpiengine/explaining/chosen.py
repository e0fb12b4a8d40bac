"""Which rule set holds for an agent, and why not the others of the plan."""

from collections.abc import Iterator, Mapping, Sequence

from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.rules.model.words import KpiLevel
from kpiengine.scores.sentences import MISSING

# Attributes of match tables that go by another name in the roster.
_COLUMNS = {"team": "team_id", "site": "site_id"}


def chosen(teller: Teller) -> Note:
    """The rule set, its reason, and below it each other one with what does not fit."""
    head, sheet = teller.rules.head, teller.found.sheet.document
    because = ", ".join(_fits(teller, head.agents)) or teller.say("for everybody")
    text = teller.say("chosen", id=head.id, path=sheet["path"], start=head.start, because=because)
    others = (other for other in sheet["beside"] if other["id"] != head.id or other["path"] != sheet["path"])
    return note(
        text, (note(teller.say("not chosen", id=o["id"], because=_why_not(teller, o))) for o in others), "rules"
    )


def _fits(teller: Teller, agents: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What the agent has of what the rule set asks for; of a team or queue, what it asks of the people there."""
    of_people = teller.rules.head.level is KpiLevel.AGENT
    for name, wanted in agents.items():
        yield teller.say("is", name=name, value=_attribute(teller, name) if of_people else " / ".join(wanted))


def _why_not(teller: Teller, other: Mapping[str, object]) -> str:
    return "; ".join(_faults(teller, other)) or teller.say("also possible")


def _faults(teller: Teller, other: Mapping[str, object]) -> Iterator[str]:
    for name, wanted in _table(other["agents"]).items():
        own = _attribute(teller, name)
        if own not in wanted:
            yield teller.say("has not", name=name, value=own, wanted=" / ".join(wanted))
    excepted = _table(other["except"])
    if excepted and all(_attribute(teller, name) in values for name, values in excepted.items()):
        for name in excepted:
            yield teller.say("excepted", name=name, value=_attribute(teller, name))
    start, to = str(other["from"]), other["to"]
    if start > teller.found.run.period and not start.startswith(teller.found.run.period):
        yield teller.say("not in force", start=start, to=to or teller.say("open end"))


def _table(value: object) -> Mapping[str, Sequence[str]]:
    return value if isinstance(value, Mapping) else {}


def _attribute(teller: Teller, name: str) -> str:
    for column in (f"roster:{_COLUMNS.get(name, name)}", f"roster:{name}", f"unit:{name}"):
        value = teller.values.get(column)
        if value is not None:
            return str(value)
    return MISSING
