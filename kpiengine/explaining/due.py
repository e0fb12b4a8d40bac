"""What is due of a result, and in which period: the statement and its adjustments, told line by line.

With what is paid, or taken, of other periods together with this one, so that the payee finds the sum of the payslip.
"""

from collections.abc import Iterator
from decimal import Decimal

from kpiengine.explaining.note import Note, note
from kpiengine.explaining.stated import MANUAL, Stated
from kpiengine.explaining.teller import Teller
from kpiengine.rules.plain import plain


def stated_notes(teller: Teller) -> Iterator[Note]:
    """One note for the result and one for what else is due with it, a line for each entry."""
    for heading, lines in chapters(teller):
        yield note(heading, (note(text, kind="line") for text in lines), "statement")


def chapters(teller: Teller) -> Iterator[tuple[str, list[str]]]:
    """Headings with their sentences; nothing while nothing is closed."""
    found = teller.found
    if found.stated:
        yield teller.say("stated"), [_said(teller, one) for one in found.stated]
    if found.also:
        of = [f"{one.period}: {_said(teller, one, own=False)}" for one in found.also]
        yield teller.say("also due", due=found.run.period), [*of, *_in_all(teller)]


def _in_all(teller: Teller) -> Iterator[str]:
    """What is due with the period, of this result and of other periods."""
    found = teller.found
    lines = [one for one in (*found.stated, *found.also) if one.due == found.run.period]
    currencies = {one.currency for one in lines}
    if found.stated and len(currencies) == 1:
        amount = f"{sum(Decimal(one.amount) for one in lines)} {currencies.pop()}".strip()
        yield teller.say("due in all", due=found.run.period, amount=amount)


def _said(teller: Teller, one: Stated, *, own: bool = True) -> str:
    amount = f"{one.amount} {one.currency}".strip()
    if one.released:
        word = "stated released" if one.amount.strip("0.") else "stated used up"
        return teller.say(word, amount=amount, due=one.due)
    if one.taken:
        return _taken(teller, one, amount.removeprefix("-"), own=own)
    cause = (one.cause or "").removeprefix(f"{MANUAL}: ")  # of a line by hand that is said already
    why = teller.say("stated because", cause=cause) if cause else ""
    if one.line == MANUAL:
        return teller.say("stated by hand", amount=amount, due=one.due, why=why)
    if one.entitlement is None:
        return teller.say("stated held", due=one.due, why=why)
    later = teller.say("stated later", held=one.held_back) if one.held_back.strip("0.") else ""
    word = "stated first" if one.revision == 1 else "stated again"
    said = teller.say(
        word, revision=one.revision, whole=one.entitlement, later=later, amount=amount, due=one.due, why=why
    )
    return said + (_over(teller, one) if own else "")


def _over(teller: Teller, one: Stated) -> str:
    """What had been paid too much, and what becomes of it."""
    if not one.over.strip("0."):
        return ""
    claw = teller.rules.payout.clawback
    if claw is None:
        return teller.say("over kept", over=one.over)
    return teller.say("over taken", over=one.over, percent=plain(claw.max_percent))


def _taken(teller: Teller, one: Stated, amount: str, *, own: bool) -> str:
    """What was taken back, why, how much may be taken at once, and what is left to be taken."""
    if not own:
        return teller.say("taken with", amount=amount)
    claw = teller.rules.payout.clawback
    limit = "" if claw is None else teller.say("taken limit", percent=plain(claw.max_percent))
    rest = teller.say("taken rest", rest=one.over) if one.over.strip("0.") else ""
    return teller.say("taken", amount=amount, due=one.due, paid=one.paid, whole=one.entitlement) + limit + rest
