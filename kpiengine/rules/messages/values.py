"""Faults of what a key says: another kind of value, out of its range, in the wrong order."""

import unicodedata
from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import counted, nearest, shown


def wrong_kind(path: Path, value: object, wanted: str) -> Finding:
    """A value of another type."""
    return Finding("KPI106", f"{key_of(path)} must be {wanted}, not {shown(value)}", path=path)


def duration_expected(path: Path, value: object, units: Sequence[str], words: Sequence[str]) -> Finding:
    """No length of time, or one in another unit."""
    listed = ", ".join(unit if unit in {"min", "h"} else f"{unit}s" for unit in units)
    usual = "days" if "day" in units else f"{units[-1]}s"
    instead = "".join(f", or {shown(word)}" for word in words)
    remedy = f'write it as "3 {usual}"{instead}; the units are {listed}'
    return Finding("KPI106", f"{key_of(path)} must be a length of time, not {shown(value)}", remedy, path=path)


def key_of(path: Path) -> str:
    """The key that a fault is about."""
    words = [part for part in path if isinstance(part, str)]
    return words[-1] if words else "this"


def number_expected(path: Path, value: object, words: str) -> Finding:
    """A number in quotes, or no number at all."""
    kind = {"money": "an amount of money", "percent": "a percent", "whole number": "a whole number"}
    if isinstance(value, str) and _numeric(value):
        return Finding(
            "KPI106", f"{key_of(path)} is {kind.get(words, 'a number')}", f"type {value} without quotes", path=path
        )
    return wrong_kind(path, value, kind.get(words, "a number"))


def _numeric(text: str) -> bool:
    return text.isascii() and text.strip().replace(".", "", 1).replace("-", "", 1).isdigit()


def not_finite_value(path: Path, value: object) -> Finding:
    """A value that is nan or infinite."""
    return Finding("KPI018", f"{value} is no number that anything can be compared with", "write a number", path=path)


def too_many_digits(path: Path, value: object, digits: int, decimals: int) -> Finding:
    """A number beyond what the engine holds exactly."""
    message = f"{key_of(path)} has too many digits: {shown(value)}"
    return Finding("KPI019", message, f"at most {digits} before the point and {decimals} after it", path=path)


def out_of_range(path: Path, value: object, low: int | None, high: int | None) -> Finding:
    """A number outside what the key can mean."""
    if low is not None and high is not None:
        limits = f"it is from {low} to {high}"
    else:
        limits = f"it is at least {low}" if low is not None else f"it is at most {high}"
    return Finding("KPI108", f"{key_of(path)} cannot be {value}", limits, path=path)


def date_expected(path: Path, value: object) -> Finding:
    """No date."""
    if isinstance(value, str):
        return Finding("KPI106", f"{key_of(path)} is a date", f"type {value} without quotes", path=path)
    return wrong_kind(path, value, "a date such as 2026-10-01")


def condition_expected(path: Path, value: object) -> Finding:
    """No text where a condition is due."""
    return wrong_kind(path, value, "a condition in single quotes, such as 'csat >= 80'")


def formula_expected(path: Path, value: object) -> Finding:
    """A number, or nothing, where a formula stands."""
    return wrong_kind(path, value, "a formula in single quotes, such as '100 - 2 * aht'")


def lines_fall(path: Path, before: object, after: object) -> Finding:
    """Lines out of order."""
    message = f"the lines rise, and {after} does not come after {before}"
    return Finding("KPI161", message, "put the lines in order, each edge once", path=path)


def amount_expected(path: Path, value: object) -> Finding:
    """Neither a number nor a length of time."""
    return Finding(
        "KPI106", f"{key_of(path)} cannot be {shown(value)}", 'say number and unit, as in "8 h", or a number', path=path
    )


def times_expected(path: Path, value: object) -> Finding:
    """No "n of m"."""
    remedy = 'say how many periods, as in "2 weeks" (in a row) or "3 of 4 months"'
    return Finding("KPI106", f"{key_of(path)} cannot be {shown(value)}", remedy, path=path)


def times_out_of_range(path: Path, value: str, most: int) -> Finding:
    """4 of 3, or 30 months."""
    remedy = f"the first number is at most the second, and that at most {most}"
    return Finding("KPI108", f"{key_of(path)} cannot be {shown(value)}", remedy, path=path)


def empty_text(path: Path) -> Finding:
    """A text of nothing."""
    return Finding("KPI106", f"{key_of(path)} is empty", "write a text, or take the key out", path=path)


def text_too_long(path: Path, length: int, limit: int) -> Finding:
    """A text that nobody reads."""
    return Finding("KPI108", f"{key_of(path)} has {length:,} characters", f"it has at most {limit}", path=path)


def unprintable(path: Path, sign: str, offset: int) -> Finding:
    """A control character in a text, written as an escape."""
    name = unicodedata.name(sign, "control character")
    message = f"{key_of(path)} holds a character that cannot be shown: U+{ord(sign):04X} {name}"
    return Finding("KPI004", message, "take it out", path=path, on="inside", offset=offset)


def bad_language(path: Path, language: str) -> Finding:
    """A language that is no code of two letters."""
    return Finding("KPI110", f'"{language}" is no language', 'type "en" or "zh"', path=path, on="key")


def empty_match(path: Path) -> Finding:
    """A match table of nothing."""
    return Finding(
        "KPI106", f"{key_of(path)} matches everybody", 'say at least one attribute, as in { role = "agent" }', path=path
    )


def empty_list(path: Path) -> Finding:
    """An attribute with no allowed value."""
    return Finding("KPI106", f"{key_of(path)} lists no value, so nobody matches", "name at least one", path=path)


def not_a_pair(path: Path, length: int) -> Finding:
    """A list of one or three."""
    return Finding("KPI133", f"{key_of(path)} has {counted(length, 'number')}", "a pair has two: [240, 360]", path=path)


def pair_falls(path: Path, low: object, high: object) -> Finding:
    """[360, 240]."""
    return Finding("KPI133", f"the pair {low}, {high} does not rise", "write the smaller number first", path=path)


def not_one_of(path: Path, value: str, options: Sequence[str], right: str | None, also: str = "") -> Finding:
    """A word outside a closed list; `also` is what may stand there and is no word."""
    message = f"{key_of(path)} cannot be {shown(value)}"
    if right is not None:
        return Finding("KPI107", message, f'here it is called "{right}"', path=path)
    meant = nearest(value, options)
    choice = f"it is {'one of ' if options[1:] else ''}{', '.join(options)}{also and f', or {also}'}"
    said = (
        choice if meant is None else f'did you mean "{meant}"? {choice}' if options[1:] else f'did you mean "{meant}"?'
    )
    return Finding("KPI107", message, said, path=path)
