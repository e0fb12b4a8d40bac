"""A rate that counts over a quarter or year: what was counted and settled before, and what this period adds."""

from collections.abc import Iterator

from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.numbers import format_scaled
from kpiengine.rules.accumulated import STRETCH, UNITS, WORTH
from kpiengine.rules.closed import Standing


def so_far_of(teller: Teller) -> Iterator[Note]:
    """One note with a line for each closed period of the stretch, the newest first; nothing where nothing adds up."""
    first, *below = [*so_far_lines(teller)] or [""]
    if first:
        yield note(first, (note(text) for text in below), "accumulated")


def so_far_lines(teller: Teller) -> Iterator[str]:
    """The same as sentences, what they come to first."""
    if teller.values.get(UNITS) is None:
        return
    yield teller.say(
        "so far",
        units=_sum(teller, "so_far:units", UNITS),
        own=teller.short(UNITS),
        whole=_sum(teller, "so_far:worth", WORTH),
        worth=teller.short(WORTH),
    )
    for back in range(1, int(teller.values.get(STRETCH) or 0) + 1):
        if teller.values.get(f"past:{back}") == Standing.CLOSED:
            then = {key: teller.short(f"past:{back}:{of}") for key, of in (("units", UNITS), ("worth", WORTH))}
            yield teller.say("settled then", period=teller.values[f"past:{back}:period"], **then)


def _sum(teller: Teller, *columns: str) -> str:
    """Two columns added up, in the finer of their decimals."""
    scale = max(teller.type(column).scale for column in columns)
    values = (int(teller.values[column] or 0) * 10 ** (scale - teller.type(column).scale) for column in columns)
    text = format_scaled(sum(values), scale)
    return text.rstrip("0").rstrip(".") if "." in text else text
