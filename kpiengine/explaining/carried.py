"""A pool whose rest goes on: what it is made of, and what goes into the next one."""

from collections.abc import Iterator

from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.numbers import format_scaled
from kpiengine.rules.carried import REST, TAKEN


def carried_of(teller: Teller) -> Iterator[Note]:
    """One note; nothing where pools do not carry."""
    first, *below = [*carried_lines(teller)] or [""]
    if first:
        yield note(first, (note(text) for text in below), "carried")


def carried_lines(teller: Teller) -> Iterator[str]:
    """The same as sentences."""
    if teller.values.get(TAKEN) is None or teller.values.get("pool_minor") is None:
        return
    taken, rest = int(teller.values[TAKEN] or 0), int(teller.values[REST] or 0)
    own = int(teller.values["pool_minor"] or 0) - int(teller.values["pool_carried"] or 0)
    if taken:
        parts = {"own_part": _money(teller, own), "taken": _money(teller, taken)}
        yield teller.say("the pool with", own=_money(teller, own + taken), **parts)
    else:
        yield teller.say("the pool", own=_money(teller, own))
    if rest:
        yield teller.say("pool rest", rest=_money(teller, rest))


def _money(teller: Teller, minor: int) -> str:
    currency = teller.found.sheet.document["currency"]
    text = format_scaled(minor, int(teller.found.sheet.document["decimals"]))
    return f"{text} {currency}" if currency else text
