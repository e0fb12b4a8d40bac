"""Sends what is unsent, each message once, and notes how it went.

A receiver that fails is left alone for the rest of the command (one of many persons after three of them), so that
one that hangs costs seconds and not the night; the next command tries again.  Nothing that was computed waits for
any of this.
"""

from collections.abc import Callable, Mapping

from attrs import frozen

from kpiengine.errors import KpiError
from kpiengine.ledger import Ledger
from kpiengine.ledger.outbox import FAILED, SENT, Message, mark, unsent
from kpiengine.outputs.notify.addressing import receiver_of
from kpiengine.outputs.notify.letter import letter
from kpiengine.outputs.notify.people import read_people
from kpiengine.outputs.notify.send import send
from kpiengine.project import Project

MOST_FAILURES = 3


@frozen
class Sent:
    """How many messages were sent, how many are left, and why."""

    sent: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()


def deliver(
    ledger: Ledger, project: Project, receiver: str | None = None, told: Callable[[Message], None] | None = None
) -> Sent:
    """Sends everything that is unsent, or what is for one receiver, in the order in which it was written."""
    waiting = unsent(ledger.database, receiver)
    people = read_people(ledger.place.folder) if waiting else {}
    broken: set[str] = set()
    failures: dict[str, int] = {}
    problems: dict[str, None] = {}
    sent = 0
    for message in waiting:
        if message.receiver in broken:
            continue
        try:
            _send(message, project, people)
        except KpiError as error:
            mark(ledger, message, FAILED, error.message)
            failures[message.receiver] = failures.get(message.receiver, 0) + 1
            problems[f"{message.receiver}: {error.message}"] = None
            if message.person is None or failures[message.receiver] >= MOST_FAILURES:
                broken.add(message.receiver)
            continue
        mark(ledger, message, SENT, "")
        sent += 1
        if told is not None:
            told(message)
    left = len(waiting) - sent
    return Sent(sent, left, tuple(problems))


def _send(message: Message, project: Project, people: Mapping[str, Mapping[str, str]]) -> None:
    to = receiver_of(project, message.receiver)
    if to is None:
        raise KpiError(f"kpiengine.toml has no [notify.{message.receiver}] any more")
    language = to.language or project.language
    text = letter(message, project.name, people, language, to.lines)
    send(text, to, project, people.get(message.person or ""), language)
