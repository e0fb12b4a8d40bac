"""Which file each part of a rule set is written in: its own, or one that it takes over.

Faults are found in the whole rule set and pointed at in the file where the line stands.
"""

from collections.abc import Mapping

from attrs import Factory, evolve, frozen

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.locate import Locator


@frozen
class Origins:
    """`own` is the rule set's file; `taken` maps the topmost paths that come from others to those files."""

    own: Locator
    taken: Mapping[Path, Locator] = Factory(dict)

    def locator(self, path: Path) -> Locator:
        """The file in which this path is written."""
        for length in range(len(path), 0, -1):
            found = self.taken.get(path[:length])
            if found is not None:
                return found
        return self.own

    def within(self, path: Path) -> dict[Path, Locator]:
        """What is to be noted by a rule set that takes over this path whole."""
        below = {inner: file for inner, file in self.taken.items() if inner[: len(path)] == path}
        return {path: self.locator(path), **below}

    def place(self, path: Path) -> Place:
        """Where the key at this path is written."""
        return self.locator(path).at(*path)

    def foreign(self, finding: Finding) -> bool:
        """Whether the fault stands in another file than the rule set's own."""
        return finding.at is None and self.locator(finding.path) is not self.own

    def diagnose(self, finding: Finding, ruleset: str = "") -> Diagnostic:
        """The finding with its place; in another file it says which rule set is meant."""
        if not self.foreign(finding):
            return self.own.diagnose(finding)
        found = self.locator(finding.path).diagnose(finding)
        return evolve(found, message=f'{found.message} (in "{ruleset}", which takes this line over)')
