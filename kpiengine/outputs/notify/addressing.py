"""Who hears of which notice: the receivers of its alert, and the persons whom the roster names for it.

One message for each receiver and person in a run, or for each team, queue or site where the alert is grouped so.
Notices whom nobody can hear stay in the record, and the run says so.
"""

import json
from collections.abc import Mapping, Sequence

from attrs import Factory, define, frozen

from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.states import Event
from kpiengine.documents.wording import counted
from kpiengine.ledger.notices import Delivery, Noted
from kpiengine.project import Project
from kpiengine.project.records import Receiver

LEAD = "lead"
AGENT = "agent"


@frozen
class Address:
    """Where one notice goes; `problem` says why it goes nowhere."""

    receiver: str
    person: str | None = None
    problem: str | None = None


@define
class Addressing:
    """The receivers of a project for the alerts of a run; `problems` collects what nobody could be told."""

    project: Project
    policies: Mapping[Series, Policy]
    problems: dict[str, int] = Factory(dict)

    def __call__(self, notices: Sequence[Noted]) -> list[Delivery]:
        """The messages in which these notices are sent, in order of receiver, person and place."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for notice in notices:
            for address in self.addresses(notice):
                if address.problem is not None:
                    self.problems[address.problem] = self.problems.get(address.problem, 0) + 1
                    continue
                place = self._place(notice)
                found.setdefault((address.receiver, address.person or "", place), []).append(notice.id)
        return [
            Delivery(receiver, tuple(ids), person or None, place or None)
            for (receiver, person, place), ids in sorted(found.items())
        ]

    def addresses(self, notice: Noted) -> list[Address]:
        """Each receiver of the notice, with the person it means; who heard of an escalation hears of the end too."""
        policy = self.policies[notice.series]
        names = policy.notify
        if policy.escalation is not None:
            if notice.event == Event.ESCALATED:
                names = policy.escalation.notify
            elif notice.event == Event.RESOLVED and notice.body.get("escalated"):
                names = (*names, *policy.escalation.notify)
        return [self._address(name, notice) for name in dict.fromkeys(names)]

    def columns(self) -> list[str]:
        """Columns of the roster that say who is told."""
        named = {name for policy in self.policies.values() for name in policy.notify}
        named |= {n for p in self.policies.values() if p.escalation is not None for n in p.escalation.notify}
        receivers = (receiver_of(self.project, name) for name in sorted(named))
        return sorted({r.who for r in receivers if r is not None and r.who is not None and r.who != AGENT})

    def notes(self) -> list[str]:
        """What nobody could be told, in sentences."""
        return [
            f"{counted(count, 'notice was', 'notices were')} not sent: {problem}"
            for problem, count in sorted(self.problems.items())
        ]

    def _address(self, name: str, notice: Noted) -> Address:
        receiver = receiver_of(self.project, name)
        if receiver is None:
            return Address(name, problem=f"kpiengine.toml has no [notify.{name}]")
        if receiver.way == "person" and self.project.mail is None:
            return Address(name, problem=f"[notify.{name}] says no way to reach anybody, and there is no [mail]")
        if receiver.who is None:
            return Address(name)
        person = notice.subject if receiver.who == AGENT else people_of(notice).get(receiver.who)
        if receiver.who == AGENT and notice.level != AGENT:
            person = None
        if person is None:
            return Address(name, problem=f"the roster names nobody for {name}")
        return Address(name, person)

    def _place(self, notice: Noted) -> str:
        unit = self.policies[notice.series].group_by
        return str(notice.body.get(unit, "")) if unit is not None else ""


def receiver_of(project: Project, name: str) -> Receiver | None:
    """The receiver of that name; `agent` and `lead` are there without a section of their own."""
    known = project.receivers.get(name)
    if known is None and name in {AGENT, LEAD}:
        return Receiver(name, who=name)
    return known


def people_of(notice: Noted) -> Mapping[str, str]:
    """Ids by column of the roster, as they were on the day of the notice."""
    said: dict[str, str | None] = json.loads(notice.body.get("people") or "{}")
    return {column: person for column, person in said.items() if person is not None}
