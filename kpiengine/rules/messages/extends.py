"""Faults of `extends` and `off`."""

from collections.abc import Sequence
from datetime import date

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.rules.messages.keys import heading_of

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


def off_without_base(path: Path, *, named: bool) -> Finding:
    """`off` in a file that extends nothing; `named`: somebody calls a thing so."""
    if named:
        message = 'nothing can be called "off": that word takes out what `extends` brought'
        return Finding("KPI157", message, "give it another name", path=path, on="key")
    message = f"{heading_of(path[:-1])} has nothing to take out: this rule set takes over no other"
    return Finding("KPI157", message, "take the heading or row out of the file", path=path, on="key")


def off_of_nothing(path: Path, base: str) -> Finding:
    """`off` for something that the base does not have."""
    message = f'there is nothing to take out: "{base}" has no {heading_of(path[:-1])}'
    return Finding("KPI157", message, "correct the name, or take this out", path=path, on="key")


def off_is_true(path: Path) -> Finding:
    """Off = false."""
    return Finding("KPI157", "`off` is true or is not there", "type off = true, or take it out", path=path)


def off_beside_others(path: Path, others: Sequence[str]) -> Finding:
    """Off = true with keys that would have no effect."""
    message = f"{heading_of(path[:-1])} is taken out, and {' and '.join(f'`{key}`' for key in others)} would do nothing"
    return Finding("KPI157", message, "keep `off` or the others", path=path, on="key")


def off_in_a_value(path: Path) -> Finding:
    """`off` inside a value, which is replaced whole anyway."""
    message = f"`off` takes out a whole heading or row, and {heading_of(path[:-1])} is a value"
    return Finding("KPI157", message, "write the value that shall hold instead", path=path, on="key")
