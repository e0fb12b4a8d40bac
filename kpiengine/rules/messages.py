"""The wording of faults of keys, values and conditions, one constructor each: what is wrong, what to type instead."""

import unicodedata
from collections.abc import Sequence
from datetime import date

from attrs import evolve

from kpiengine.diagnostics import Diagnostic, Level
from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import code_points, did_you_mean, latin_like, nearest, shown
from kpiengine.expressions.errors import ExpressionError

# -- files --------------------------------------------------------------------------------------------------------


def no_rule_files(patterns: Sequence[str]) -> Finding:
    """The project names no rule file that exists."""
    return Finding("KPI001", f"there is no rule file {' or '.join(patterns)}", "put one there, or correct `rules`")


# -- structure ----------------------------------------------------------------------------------------------------


def format_missing() -> Finding:
    """No `format = 1`."""
    return Finding("KPI101", "the file does not say its format", "type `format = 1` as the first line")


def other_format(value: object, reads: int) -> Finding:
    """A newer file, or nonsense."""
    if isinstance(value, int) and not isinstance(value, bool) and value > reads:
        message = f"format {value} needs a newer release of kpiengine; this one reads format {reads}"
        return Finding("KPI102", message, f"use the release that brought format {value}", path=("format",))
    return Finding("KPI102", f"there is no format {shown(value)}", f"type `format = {reads}`", path=("format",))


def unknown_heading(name: str, known: Sequence[str], *, sure: bool) -> Finding:
    """A section that does not exist; `sure` when the only known one is the right word for it."""
    remedy = f"here it is called [{known[0]}]" if sure else did_you_mean(name, known, what="headings are")
    return Finding("KPI103", f'unknown heading "{name}"', remedy, path=(name,), on="key")


def key_outside(name: str, heading: str) -> Finding:
    """A key at the top of the file that belongs under a heading."""
    return Finding("KPI104", f'unknown key "{name}"', f"it belongs under {heading}", path=(name,), on="key")


def later_key(key: str, path: Path) -> Finding:
    """A key of the language that this release does not carry out."""
    message = f'this release does not carry out "{key}" yet'
    return Finding("KPI113", message, "take it out, or use a release that does", path=path, on="key")


def later_word(path: Path, value: str, options: Sequence[str]) -> Finding:
    """A choice of the language that this release does not carry out."""
    message = f'this release does not carry out {_key(path)} = "{value}" yet'
    return Finding("KPI113", message, f"use one of {', '.join(options)}", path=path)


def wrong_word(key: str, right: str, path: Path) -> Finding:
    """A word of another tool."""
    return Finding("KPI104", f'unknown key "{key}"', f'here it is called "{right}"', path=path, on="key")


def wrong_section(key: str, headings: Sequence[str], path: Path) -> Finding:
    """A key under the wrong heading."""
    remedy = f"it belongs under {' or '.join(headings)}"
    return Finding("KPI104", f'unknown key "{key}"', remedy, path=path, on="key")


def unknown_key(key: str, known: Sequence[str], path: Path) -> Finding:
    """A key that nobody knows."""
    return Finding(
        "KPI104", f'unknown key "{key}"', did_you_mean(key, known, what="keys here are"), path=path, on="key"
    )


def missing_section(heading: str, example: str) -> Finding:
    """No [ruleset]."""
    return Finding("KPI105", f"the file has no {heading}", f"begin one, with {example}")


def missing_key(key: str, example: str, path: Path) -> Finding:
    """A required key that is not there."""
    where = _heading(path)
    return Finding("KPI105", f"{where} needs `{key}`", f"for example {example}", path=path, on="key")


def _heading(path: Path) -> str:
    names = ".".join(str(part) for part in path if isinstance(part, str))
    return f"the line in {names}" if path and isinstance(path[-1], int) else f"[{names}]"


def wrong_kind(path: Path, value: object, wanted: str) -> Finding:
    """A value of another type."""
    return Finding("KPI106", f"{_key(path)} must be {wanted}, not {shown(value)}", path=path)


def duration_expected(path: Path, value: object, units: Sequence[str]) -> Finding:
    """No length of time, or one in another unit."""
    listed = ", ".join("h" if unit == "h" else f"{unit}s" for unit in units)
    remedy = f'write it as "3 {units[-1]}s"; the units are {listed}'
    return Finding("KPI106", f"{_key(path)} must be a length of time, not {shown(value)}", remedy, path=path)


def _key(path: Path) -> str:
    words = [part for part in path if isinstance(part, str)]
    return words[-1] if words else "this"


def number_expected(path: Path, value: object, words: str) -> Finding:
    """A number in quotes, or no number at all."""
    kind = {"money": "an amount of money", "percent": "a percent", "whole number": "a whole number"}
    if isinstance(value, str) and _numeric(value):
        return Finding(
            "KPI106", f"{_key(path)} is {kind.get(words, 'a number')}", f"type {value} without quotes", path=path
        )
    return wrong_kind(path, value, kind.get(words, "a number"))


def _numeric(text: str) -> bool:
    return text.isascii() and text.strip().replace(".", "", 1).replace("-", "", 1).isdigit()


def not_finite_value(path: Path, value: object) -> Finding:
    """A value that is nan or infinite."""
    return Finding("KPI018", f"{value} is no number that anything can be compared with", "write a number", path=path)


def too_many_digits(path: Path, value: object, digits: int, decimals: int) -> Finding:
    """A number beyond what the engine holds exactly."""
    message = f"{_key(path)} has too many digits: {shown(value)}"
    return Finding("KPI019", message, f"at most {digits} before the point and {decimals} after it", path=path)


def out_of_range(path: Path, value: object, low: int | None, high: int | None) -> Finding:
    """A number outside what the key can mean."""
    if low is not None and high is not None:
        limits = f"it is from {low} to {high}"
    else:
        limits = f"it is at least {low}" if low is not None else f"it is at most {high}"
    return Finding("KPI108", f"{_key(path)} cannot be {value}", limits, path=path)


def date_expected(path: Path, value: object) -> Finding:
    """No date."""
    if isinstance(value, str):
        return Finding("KPI106", f"{_key(path)} is a date", f"type {value} without quotes", path=path)
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


def unknown_dimension(path: Path, word: str, known: Sequence[str]) -> Finding:
    """by.channel."""
    remedy = did_you_mean(word, known, what="it can be") or f"it is one of {', '.join(known)}"
    return Finding("KPI104", f'a key cannot differ by "{word}"', remedy, path=path, on="key")


def amount_expected(path: Path, value: object) -> Finding:
    """Neither a number nor a length of time."""
    return Finding(
        "KPI106", f"{_key(path)} cannot be {shown(value)}", 'say number and unit, as in "8 h", or a number', path=path
    )


def length_expected(path: Path, value: object, words: Sequence[str] = ()) -> Finding:
    """No length of time."""
    remedy = (
        f'say number and unit, as in "3 days"{"".join(f", or {word}" for word in words[:1] and (shown(words[0]),))}'
    )
    return Finding("KPI106", f"{_key(path)} cannot be {shown(value)}", remedy, path=path)


def times_expected(path: Path, value: object) -> Finding:
    """No "n of m"."""
    remedy = 'say how many periods, as in "2 weeks" (in a row) or "3 of 4 months"'
    return Finding("KPI106", f"{_key(path)} cannot be {shown(value)}", remedy, path=path)


def times_out_of_range(path: Path, value: str, most: int) -> Finding:
    """4 of 3, or 30 months."""
    remedy = f"the first number is at most the second, and that at most {most}"
    return Finding("KPI108", f"{_key(path)} cannot be {shown(value)}", remedy, path=path)


def days_expected(path: Path, value: object) -> Finding:
    """No number of days."""
    return Finding("KPI106", f"{_key(path)} cannot be {shown(value)}", 'say it in days: "3 days"', path=path)


def empty_text(path: Path) -> Finding:
    """A text of nothing."""
    return Finding("KPI106", f"{_key(path)} is empty", "write a text, or take the key out", path=path)


def text_too_long(path: Path, length: int, limit: int) -> Finding:
    """A text that nobody reads."""
    return Finding("KPI108", f"{_key(path)} has {length:,} characters", f"it has at most {limit}", path=path)


def unprintable(path: Path, sign: str, offset: int) -> Finding:
    """A control character in a text, written as an escape."""
    name = unicodedata.name(sign, "control character")
    message = f"{_key(path)} holds a character that cannot be shown: U+{ord(sign):04X} {name}"
    return Finding("KPI004", message, "take it out", path=path, on="inside", offset=offset)


def bad_language(path: Path, language: str) -> Finding:
    """A language that is no code of two letters."""
    return Finding("KPI110", f'"{language}" is no language', 'type "en" or "zh"', path=path, on="key")


def empty_match(path: Path) -> Finding:
    """A match table of nothing."""
    return Finding(
        "KPI106", f"{_key(path)} matches everybody", 'say at least one attribute, as in { role = "agent" }', path=path
    )


def empty_list(path: Path) -> Finding:
    """An attribute with no allowed value."""
    return Finding("KPI106", f"{_key(path)} lists no value, so nobody matches", "name at least one", path=path)


def not_a_pair(path: Path, length: int) -> Finding:
    """A list of one or three."""
    return Finding("KPI133", f"{_key(path)} has {length} numbers", "a pair has two: [240, 360]", path=path)


def pair_falls(path: Path, low: object, high: object) -> Finding:
    """[360, 240]."""
    return Finding("KPI133", f"the pair {low}, {high} does not rise", "write the smaller number first", path=path)


def not_one_of(path: Path, value: str, options: Sequence[str], right: str | None, also: str = "") -> Finding:
    """A word outside a closed list; `also` is what may stand there and is no word."""
    message = f"{_key(path)} cannot be {shown(value)}"
    if right is not None:
        return Finding("KPI107", message, f'here it is called "{right}"', path=path)
    meant = nearest(value, options)
    choice = f"it is {'one of ' if options[1:] else ''}{', '.join(options)}{also and f', or {also}'}"
    said = (
        choice if meant is None else f'did you mean "{meant}"? {choice}' if options[1:] else f'did you mean "{meant}"?'
    )
    return Finding("KPI107", message, said, path=path)


def double_brackets(name: str, path: Path, *, named: bool) -> Finding:
    """[[tier]] or [[score]]."""
    right = f"[{name}.NAME]" if named else f"[{name}]"
    message = f"everything in {name} has a name" if named else f"{name} stands once"
    return Finding("KPI109", message, f"write {right}, not [[{name}]]", path=path, on="key")


def not_a_table(name: str, path: Path) -> Finding:
    """A value where a heading is due: tier = 3."""
    return Finding("KPI106", f"{name} must be a heading", f"write [{name}] and its keys below", path=path, on="key")


def row_expected(section: str, name: str, example: str, path: Path) -> Finding:
    """No row under a heading of rows: gold = 300."""
    remedy = f"write {name} = {{ {example} }}"
    return Finding("KPI106", f"under [{section}] stand rows, and {name} is none", remedy, path=path, on="key")


def bad_id(path: Path, value: str, rule_set: bool) -> Finding:  # noqa: FBT001 -- two alphabets
    """An id outside its alphabet."""
    alphabet = "a-z, 0-9, _ and -" if rule_set else "letters a-z, digits and _"
    odd = f" ({code_points(value)})" if not value.isascii() else ""
    remedy = f"ids are {alphabet}, at most 64, and begin with a letter" + (" or digit" if rule_set else "")
    return Finding("KPI110", f"{shown(value)} cannot be an id{odd}", remedy, path=path)


def bad_name(path: Path, name: str) -> Finding:
    """A heading or row outside the alphabet."""
    if not name.isascii() and not any(latin_like(sign) for sign in name):
        return Finding("KPI017", "names are letters a-z", f"put {name} into `title`", path=path, on="key")
    odd = f" ({code_points(name)})" if not name.isascii() else ""
    remedy = "letters a-z, digits and _, at most 64, and begin with a letter"
    return Finding("KPI110", f"{shown(name)} cannot be a name{odd}", remedy, path=path, on="key")


def exactly_one(path: Path, options: Sequence[str], given: Sequence[str]) -> Finding:
    """None or several of keys of which one must stand."""
    said = " and ".join(given) if given else "none of them"
    return Finding("KPI111", f"{_key(path)} says {said}", f"write one of {', '.join(options)}", path=path)


def exclude(path: Path, first: str, second: str, why: str) -> Finding:
    """Two keys of which only one can stand."""
    return Finding(
        "KPI112", f"`{first}` and `{second}` cannot both stand: {why}", "keep one of them", path=path, on="key"
    )


# -- extends ------------------------------------------------------------------------------------------------------

_EXTENDS: Path = ("ruleset", "extends")


def unknown_base(name: str, known: Sequence[str], start: date | None) -> Finding:
    """`extends` names a rule set that is not there, or (`start`) has no version on that day."""
    if start is not None:
        message = f'"{name}" has no version on {start}, the first day of this rule set'
        return Finding("KPI155", message, "begin later, or let the other one begin earlier", path=_EXTENDS)
    remedy = did_you_mean(name, known, what="there are") or "there is no other rule set in this project"
    return Finding("KPI155", f'there is no rule set "{name}" to take over', remedy, path=_EXTENDS)


def extends_itself(name: str) -> Finding:
    """`extends` names the file's own id, and there is no earlier version."""
    message = f'"{name}" takes over itself, and there is no earlier version of it'
    return Finding("KPI156", message, "name another rule set, or take `extends` out", path=_EXTENDS)


def extends_in_a_circle(names: Sequence[str]) -> Finding:
    """A extends b extends a."""
    message = f"these rule sets take over each other in a circle: {' > '.join(names)}"
    return Finding("KPI156", message, "take `extends` out of one of them", path=_EXTENDS)


def base_is_broken(name: str) -> Finding:
    """The rule set to take over cannot be read itself."""
    message = f'"{name}" cannot be taken over: it cannot be read itself'
    return Finding("KPI155", message, "mend that file first", path=_EXTENDS)


def off_without_base(path: Path) -> Finding:
    """`off` in a file that extends nothing."""
    message = f"{_heading(path[:-1])} has nothing to take out: this rule set takes over no other"
    return Finding("KPI157", message, "take the heading or row out of the file", path=path, on="key")


def off_of_nothing(path: Path, base: str) -> Finding:
    """`off` for something that the base does not have."""
    message = f'there is nothing to take out: "{base}" has no {_heading(path[:-1])}'
    return Finding("KPI157", message, "correct the name, or take this out", path=path, on="key")


def off_is_true(path: Path) -> Finding:
    """Off = false."""
    return Finding("KPI157", "`off` is true or is not there", "type off = true, or take it out", path=path)


def off_beside_others(path: Path, others: Sequence[str]) -> Finding:
    """Off = true with keys that would have no effect."""
    message = f"{_heading(path[:-1])} is taken out, and {' and '.join(f'`{key}`' for key in others)} would do nothing"
    return Finding("KPI157", message, "keep `off` or the others", path=path, on="key")


def off_in_a_value(path: Path) -> Finding:
    """`off` inside a value, which is replaced whole anyway."""
    message = f"`off` takes out a whole heading or row, and {_heading(path[:-1])} is a value"
    return Finding("KPI157", message, "write the value that shall hold instead", path=path, on="key")


# -- conditions and messages --------------------------------------------------------------------------------------


def condition_fault(path: Path, text: str, error: ExpressionError, remark: str = "") -> Finding:
    """What the expression parser says, with the character that it points at, and a remark behind it."""
    offset = 0 if error.column is None else min(error.column - 1, len(text))
    remedy = f"{error.remedy}{remark}" if error.remedy else remark.strip() or None
    return Finding(error.code, error.message, remedy, path=path, on="inside", offset=offset)


def unknown_message_name(name: str, known: Sequence[str], path: Path, offset: int) -> Finding:
    """{csta}."""
    remedy = did_you_mean(name, known, what="it can show")
    message = f"{{{name}}} is not a name of this alert's condition"
    return Finding("KPI220", message, remedy, path=path, on="inside", offset=offset)


def stray_brace(path: Path, offset: int) -> Finding:
    """{csat without its end."""
    return Finding(
        "KPI220", "a brace stands alone", "write {name}, or take it out", path=path, on="inside", offset=offset
    )


def accepted(finding: Finding, by: str, until: date, because: str) -> Finding:
    """A lint that somebody said yes to: it is listed and stops nothing."""
    message = f"{finding.message} (accepted by {by} until {until}: {because})"
    return evolve(finding, message=message, remedy=None, level=Level.NOTICE)


def left_out(diagnostic: Diagnostic) -> Diagnostic:
    """An error of a shadow: it is not computed, and the live rule sets are not concerned."""
    message = f"{diagnostic.message} (this shadow is left out; live rule sets go on)"
    return evolve(diagnostic, message=message, level=Level.WARNING)
