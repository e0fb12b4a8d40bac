"""What other rule files need to know of one: whose id it is, for whom and when it holds, and whether it pays.

It is all that is judged between files, so a file that need not be checked again is judged by this alone.
"""

from datetime import date

from attrs import evolve, frozen

from kpiengine.rules.check import FileCheck
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import State


@frozen
class Standing:
    """One rule file beside others; `path` is what faults call it, `head` is None where it could not be read."""

    path: str
    state: State
    head: Head | None
    pays: bool

    def ending(self, last: date) -> "Standing":
        """The same rule set, of which a later version follows."""
        return self if self.head is None else evolve(self, head=evolve(self.head, to=last))


def standing_of(file: FileCheck) -> Standing:
    """What a file that was checked says to the others."""
    ruleset = file.ruleset
    head = None if ruleset is None else ruleset.head
    readable = head is not None and head.id and head.agents and head.start != date.min
    return Standing(file.path, file.state, head if readable else None, ruleset is not None and ruleset.pays)
