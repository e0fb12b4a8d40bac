"""What is due of a result, and in which period: the statement and its adjustments, told line by line."""

from collections.abc import Iterator

from kpiengine.explaining.note import Note, note
from kpiengine.explaining.stated import MANUAL, Stated
from kpiengine.explaining.teller import Teller


def stated_notes(teller: Teller) -> Iterator[Note]:
    """One note with a line for each."""
    if teller.found.stated:
        yield note(teller.say("stated"), (note(text, kind="line") for text in due_lines(teller)), "statement")


def due_lines(teller: Teller) -> Iterator[str]:
    """A sentence for each line, in the order of writing."""
    yield from (_said(teller, one) for one in teller.found.stated)


def _said(teller: Teller, one: Stated) -> str:
    amount = f"{one.amount} {one.currency}".strip()
    why = teller.say("stated because", cause=one.cause) if one.cause else ""
    if one.line == MANUAL:
        return teller.say("stated by hand", amount=amount, due=one.due, why=why)
    if one.entitlement is None:
        return teller.say("stated held", due=one.due, why=why)
    later = teller.say("stated later", held=one.held_back) if one.held_back.strip("0.") else ""
    word = "stated first" if one.revision == 1 else "stated again"
    return teller.say(
        word, revision=one.revision, whole=one.entitlement, later=later, amount=amount, due=one.due, why=why
    )
