"""One rule file: text -> checked rule set, or every fault of the file in file order."""

import hashlib
from collections.abc import Sequence
from pathlib import PurePath

from attrs import evolve, frozen

from kpiengine.codes import CODES
from kpiengine.diagnostics import Diagnostic, Level, in_file_order
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.documents.text import Hints, read_text
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.every import CHECKS, LINTS
from kpiengine.rules.choosing import curve_ids
from kpiengine.rules.conditions import read_conditions
from kpiengine.rules.messages import accepted
from kpiengine.rules.model import Accept, RuleSet
from kpiengine.rules.structure import read_structure
from kpiengine.rules.surroundings import Surroundings, surroundings


@frozen
class FileCheck:
    """What became of one file: `checked` only without errors; `ruleset` as far as the file could be read.

    `path` is the file as seen from where the command runs.
    """

    path: str
    checked: CheckedRuleSet | None
    ruleset: RuleSet | None
    locator: Locator
    findings: tuple[Finding, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings with their places, in file order."""
        return tuple(in_file_order(diagnose(finding, self.locator) for finding in self.findings))

    def with_findings(self, more: Sequence[Finding]) -> "FileCheck":
        """The same with faults that only show beside other files."""
        if not more:
            return self
        bad = any(finding.severity is Level.ERROR for finding in more)
        return evolve(self, findings=(*self.findings, *more), checked=None if bad else self.checked)


def check_text(text: str | bytes, path: str | PurePath, project: Project, catalogue: Catalogue) -> FileCheck:
    """Check one rule file's text against a project and a catalogue, without its neighbours."""
    return check_file(text.encode() if isinstance(text, str) else text, str(path), surroundings(project, catalogue))


def check_file(raw: bytes, path: str, around: Surroundings, shown: str | None = None) -> FileCheck:
    """As `check_text`, for surroundings that are made once for many files.

    `path` is what the rule set is recorded with, `shown` (if another) what faults call the file.
    """
    units = {metric.id: metric.unit for metric in around.catalogue.metrics.values()}
    shown = shown or path
    read = read_text(raw, shown, Hints(around.currency, units))
    if read.document is None:
        return FileCheck(shown, None, None, read.locator, read.findings)
    ruleset, reading = read_structure(read.document)
    context = Context(ruleset, around, reading)
    conditions = read_conditions(context)
    between = [finding for check in CHECKS for finding in check(context)]
    found = [*read.findings, *reading.findings, *conditions.findings, *between]
    found = [finding for finding in found if finding.code not in around.unsaid]
    errors = tuple(finding for finding in found if finding.severity is Level.ERROR)
    if errors:
        return FileCheck(shown, None, ruleset, read.locator, errors)
    sound = evolve(context, wanted=conditions.wanted)
    lints = [finding for lint in LINTS for finding in lint(sound)]
    findings = _accepted(ruleset, around, [*found, *lints])
    head = evolve(ruleset.head, currency=around.currency_of(ruleset.head))
    checked = CheckedRuleSet(
        ruleset=evolve(ruleset, head=head),
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        wanted=conditions.wanted,
        conditions=conditions.trees,
        curves={id_: around.catalogue.curves[id_] for id_ in curve_ids(ruleset)},
        message_names=conditions.message_names,
    )
    return FileCheck(shown, checked, ruleset, read.locator, tuple(findings))


def diagnose(finding: Finding, locator: Locator) -> Diagnostic:
    """The finding with its place."""
    return locator.diagnose(finding)


def _accepted(ruleset: RuleSet, around: Surroundings, findings: Sequence[Finding]) -> list[Finding]:
    """Lints that the file accepts become notices; an acceptance that accepts nothing is a lint itself."""
    today = around.today
    good = {a.code: a for a in ruleset.accepts if a.code in CODES and (today is None or today <= a.until)}
    result: list[Finding] = []
    met: set[str] = set()
    for finding in findings:
        acceptance: Accept | None = good.get(finding.code)
        if acceptance is not None and finding.severity is Level.WARNING:
            met.add(finding.code)
            result.append(accepted(finding, acceptance.by, acceptance.until, acceptance.because))
        else:
            result.append(finding)
    idle = [code for code in good if code.startswith("KPI4") and code not in met]
    # KPI414 depends on the day: without one nobody can say that it is not met
    return result + [messages.acceptance_idle(code) for code in idle if today is not None or code != "KPI414"]
