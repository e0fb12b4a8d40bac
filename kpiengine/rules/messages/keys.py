"""Faults of headings, keys and names: unknown, in the wrong place, missing, or two that exclude each other."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import code_points, did_you_mean, latin_like, shown
from kpiengine.rules.messages.values import key_of


def unknown_heading(name: str, known: Sequence[str], *, sure: bool) -> Finding:
    """A section that does not exist; `sure` when the only known one is the right word for it."""
    remedy = f"here it is called [{known[0]}]" if sure else did_you_mean(name, known, what="headings are")
    return Finding("KPI103", f'unknown heading "{name}"', remedy, path=(name,), on="key")


def key_outside(name: str, heading: str) -> Finding:
    """A key at the top of the file that belongs under a heading."""
    return Finding("KPI104", f'unknown key "{name}"', f"it belongs under {heading}", path=(name,), on="key")


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
    where = heading_of(path)
    return Finding("KPI105", f"{where} needs `{key}`", f"for example {example}", path=path, on="key")


def heading_of(path: Path) -> str:
    """The place as people name it: [kpi.csat], or a line of a list."""
    names = ".".join(str(part) for part in path if isinstance(part, str))
    return f"the line in {names}" if path and isinstance(path[-1], int) else f"[{names}]"


def unknown_dimension(path: Path, word: str, known: Sequence[str]) -> Finding:
    """by.channel."""
    remedy = did_you_mean(word, known, what="it can be") or f"it is one of {', '.join(known)}"
    return Finding("KPI104", f'a key cannot differ by "{word}"', remedy, path=path, on="key")


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
    return Finding("KPI111", f"{key_of(path)} says {said}", f"write one of {', '.join(options)}", path=path)


def exclude(path: Path, first: str, second: str, why: str) -> Finding:
    """Two keys of which only one can stand."""
    return Finding(
        "KPI112", f"`{first}` and `{second}` cannot both stand: {why}", "keep one of them", path=path, on="key"
    )
