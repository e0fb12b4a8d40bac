"""Whom match tables mean, as far as the text tells: whether two of them never, perhaps or certainly meet.

A match table says for each attribute the allowed values, and all attributes must hold; an attribute that it does
not name may have any value.  Whoever no table names by `kind` is a person.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

from attrs import Factory, frozen

from kpiengine.rules.model.head import Head

Table: TypeAlias = Mapping[str, frozenset[str]]
PEOPLE = frozenset({"human"})


class Meeting(Enum):
    """Whether somebody is in both."""

    NEVER = "never"
    PERHAPS = "perhaps"
    CERTAIN = "certain"


@frozen
class Group:
    """Whoever matches `who` and does not match `but` (where `but` says anything)."""

    who: Table
    but: Table = Factory(dict)


def group(who: Mapping[str, tuple[str, ...]], but: Mapping[str, tuple[str, ...]] | None = None) -> Group:
    """The group that two match tables mean."""
    table = {attribute: frozenset(values) for attribute, values in who.items()}
    return Group({"kind": PEOPLE, **table}, {name: frozenset(values) for name, values in (but or {}).items()})


def group_of(head: Head) -> Group:
    """Whom a rule set is for."""
    return group(head.agents, head.excluded)


def meeting(first: Group, second: Group) -> Meeting:
    """Whether the text makes sure that the two share somebody, or that they do not.

    Certain means: certain if there is anybody in the smaller one at all.
    """
    for name, values in first.who.items():  # mostly this is all: it is asked of each pair of rule sets
        if name in second.who and values.isdisjoint(second.who[name]):
            return Meeting.NEVER
    both = {name: first.who.get(name, values) & second.who.get(name, values) for name, values in _all(first, second)}
    if nobody(Group(both, first.but)) or nobody(Group(both, second.but)):
        return Meeting.NEVER
    if _holds(first, second) or _holds(second, first):
        return Meeting.CERTAIN
    return Meeting.PERHAPS


def nobody(who: Group) -> bool:
    """Whether `but` takes out everybody."""
    return bool(who.but) and _inside(who.who, who.but)


def _all(first: Group, second: Group) -> list[tuple[str, frozenset[str]]]:
    return [*first.who.items(), *second.who.items()]


def _inside(small: Table, large: Table) -> bool:
    """Whether everybody who matches the first matches the second."""
    return all(name in small and small[name] <= values for name, values in large.items())


def _holds(large: Group, small: Group) -> bool:
    """Whether everybody of `small` is in `large`."""
    if not _inside(small.who, large.who):
        return False
    apart = any(name in small.who and not small.who[name] & values for name, values in large.but.items())
    # what the larger one leaves out must be left out by the smaller one too
    return not large.but or apart or (bool(small.but) and _inside(large.but, small.but))
