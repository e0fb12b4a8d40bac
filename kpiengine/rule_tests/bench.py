"""What the tests of a project share, and how faults of a file of tests are gathered before they are refused."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from attrs import define, field, frozen

from kpiengine.diagnostics import Refused
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.plugin import Catalogue
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import Project
from kpiengine.rules.check import FileCheck


@frozen
class Bench:
    """What the tests of a project share: its file, its metrics, and its rule files."""

    project: Project
    catalogue: Catalogue
    files: tuple[FileCheck, ...]

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns of the roster."""
        roster = self.project.roster
        return {**AGENTS.columns, **(roster.extra if roster else {})}


@define
class Faults:
    """Faults of one case as they are met; `stop` refuses the case if there are any."""

    locator: Locator
    findings: list[Finding] = field(factory=list)

    def add(self, *findings: Finding) -> None:
        """Notes faults, each once."""
        self.findings += [finding for finding in dict.fromkeys(findings) if finding not in self.findings]

    def stop(self) -> None:
        """Raises `Refused` with everything that was noted."""
        if self.findings:
            raise refused(self.findings, self.locator)

    def refuse(self, finding: Finding) -> NoReturn:
        """Raises `Refused` now."""
        raise refused([*self.findings, finding], self.locator)


def refused(findings: Iterable[Finding] | Sequence[Finding], locator: Locator) -> Refused:
    """The faults with their places."""
    return Refused(locator.diagnose(finding) for finding in findings)
