"""One rule file: text -> checked rule set, or every fault of the file in file order."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import PurePath

from attrs import evolve, field, frozen

from kpiengine.codes import CODES
from kpiengine.diagnostics import Diagnostic, Level, in_file_order
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.every import LINTS_OF_FIGURES
from kpiengine.rules.checks.messages import lints as messages
from kpiengine.rules.extends import Effective, Resolver
from kpiengine.rules.library import RuleText, alone, rule_text
from kpiengine.rules.messages.milder import accepted
from kpiengine.rules.model.ruleset import Accept, RuleSet
from kpiengine.rules.model.words import State
from kpiengine.rules.origins import Origins
from kpiengine.rules.sharing.shared import Shared
from kpiengine.rules.structure import Reading, read_structure
from kpiengine.rules.surroundings import Surroundings, surroundings
from kpiengine.rules.verdict import Verdict, ask_itself, verdict


@frozen
class FileCheck:
    """What became of one file: `ruleset` as far as it could be read.

    `path` is the file as seen from where the command runs.  `made` gives what the next stages read, where there are no
    errors; a check alone never asks for it.
    """

    path: str
    made: Callable[[], CheckedRuleSet] | None = field(eq=False, repr=False)
    ruleset: RuleSet | None
    origins: Origins
    findings: tuple[Finding, ...]
    state: State = State.LIVE

    @cached_property
    def checked(self) -> CheckedRuleSet | None:
        """What the next stages read; None where there is an error."""
        return None if self.made is None else self.made()

    @property
    def locator(self) -> Locator:
        """The text of the file itself."""
        return self.origins.own

    @property
    def id(self) -> str:
        """The id that the file gives, or nothing."""
        return self.ruleset.head.id if self.ruleset is not None else ""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings with their places, in file order."""
        return tuple(in_file_order(self.origins.diagnose(finding, self.id) for finding in self.findings))

    def with_findings(self, more: Sequence[Finding], today: date | None = None) -> "FileCheck":
        """The same with faults that only show beside other files; lints among them may be accepted, too."""
        if not more or self.ruleset is None:
            return self
        more = _accepted(self.ruleset, today, more)[0]
        bad = any(finding.severity is Level.ERROR for finding in more)
        return evolve(self, findings=(*self.findings, *more), made=None if bad else self.made)

    def without(self, said: Collection[Finding]) -> "FileCheck":
        """The same without what another file says of the same lines."""
        left = tuple(finding for finding in self.findings if finding not in said)
        return self if len(left) == len(self.findings) else evolve(self, findings=left)

    def ending(self, last: date) -> "FileCheck":
        """The same rule set, of which a later version follows."""
        return self.changed(lambda ruleset: evolve(ruleset, head=evolve(ruleset.head, to=last)))

    def changed(self, change: Callable[[RuleSet], RuleSet]) -> "FileCheck":
        """The same with another rule set made of this one."""

        def made(before: Callable[[], CheckedRuleSet]) -> CheckedRuleSet:
            checked = before()
            return evolve(checked, ruleset=change(checked.ruleset))

        return evolve(
            self,
            ruleset=None if self.ruleset is None else change(self.ruleset),
            made=None if self.made is None else partial(made, self.made),
        )


def check_text(text: str | bytes, path: str | PurePath, project: Project, catalogue: Catalogue) -> FileCheck:
    """Check one rule file's text against a project and a catalogue, without its neighbours."""
    return check_file(text.encode() if isinstance(text, str) else text, str(path), surroundings(project, catalogue))


def check_file(raw: bytes, path: str, around: Surroundings, shown: str | None = None) -> FileCheck:
    """As `check_text`, for surroundings that are made once for many files.

    `path` is what the rule set is recorded with, `shown` (if another) what faults call the file.
    """
    text = rule_text(raw, path, shown, around.hints)
    return check_rule_text(text, Resolver(alone(text)), around)


def check_rule_text(
    text: RuleText, resolver: Resolver, around: Surroundings, shared: Shared | None = None
) -> FileCheck:
    """As `check_file`, for a file that was read already and may take over others of the resolver's library.

    `shared` is for many files with the same surroundings: what they have in common is judged once.  Nothing that is
    found depends on it.
    """
    read = text.text
    origins = Origins(read.locator)
    if read.document is None:
        return FileCheck(read.locator.path, None, None, origins, read.findings, resolver.library.state_of(text))
    whole = resolver.effective(text)
    known = None if shared is None or whole.partial else shared.records.ruleset(whole.document)
    if known is None:
        ruleset, reading = read_structure(whole.document)
        reading.findings = [_meant(finding, whole) for finding in reading.findings]
        shared = None
    else:
        ruleset, reading = known, Reading(document=whole.document)
    state = ruleset.head.state
    if whole.partial:  # what is missing may stand in the rule set that cannot be taken over
        said = [*whole.findings, *(f for f in reading.findings if f.code != "KPI105")]
        return FileCheck(read.locator.path, None, ruleset, origins, (*read.findings, *said), state)
    context = Context(ruleset, around, reading)
    before = [*read.findings, *whole.findings, *reading.findings]
    if shared is None or before:
        sound = not any(finding.severity is Level.ERROR for finding in before)
        found = verdict(context, ask_itself, sound=sound)
    else:
        found = shared.answers.verdict(context)
    findings = [finding for finding in (*before, *found.faults) if finding.code not in around.unsaid]
    errors = tuple(finding for finding in findings if finding.severity is Level.ERROR)
    if errors:
        return FileCheck(read.locator.path, None, ruleset, whole.origins, errors, state)
    measured = Context(ruleset, around, reading, found.conditions.wanted)
    lints = [*found.lints, *(finding for lint in LINTS_OF_FIGURES for finding in lint(measured))]
    findings = _with_idle(ruleset, around.today, [*findings, *lints])
    made = partial(_made, text, whole, ruleset, found, around)
    return FileCheck(read.locator.path, made, ruleset, whole.origins, tuple(findings), state)


def _made(text: RuleText, whole: Effective, ruleset: RuleSet, found: Verdict, around: Surroundings) -> CheckedRuleSet:
    """What the stages after `check` read; it says what the rule set pays in."""
    conditions = found.conditions
    return CheckedRuleSet(
        ruleset=evolve(ruleset, head=evolve(ruleset.head, currency=around.currency_of(ruleset.head))),
        path=text.path,
        sha256=text.sha256,
        wanted=conditions.wanted,
        watched=conditions.watched,
        conditions=conditions.trees,
        curves=found.curves or {},
        message_names=conditions.message_names,
        bases={base.path: base.sha256 for base in whole.bases},
        document=whole.document,
        lifted=conditions.lifted,
        peers=conditions.peers,
        closed=conditions.closed,
    )


def _meant(finding: Finding, whole: Effective) -> Finding:
    """What a new row lacks, the one that was probably meant has."""
    close = whole.similar.get(finding.path) if finding.code == "KPI105" else None
    return finding if close is None else evolve(finding, remedy=f'did you mean "{close}", which it takes over?')


def _accepted(
    ruleset: RuleSet, today: date | None, findings: Iterable[Finding]
) -> tuple[list[Finding], frozenset[str]]:
    """Lints that the file accepts become notices; and the codes that it accepts for nothing."""
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
    return result, frozenset(good) - met


# Lints that an acceptance cannot be said to miss: those of the day without a day, and those between files.
_OF_THE_DAY, _BETWEEN = frozenset({"KPI414"}), frozenset({"KPI430"})


def _with_idle(ruleset: RuleSet, today: date | None, findings: Iterable[Finding]) -> list[Finding]:
    """As `_accepted`, and an acceptance that accepts nothing is a lint itself."""
    if not ruleset.accepts:
        return list(findings)
    found, idle = _accepted(ruleset, today, findings)
    unsure = _BETWEEN if today is not None else _BETWEEN | _OF_THE_DAY
    codes = [a.code for a in ruleset.accepts if a.code in idle - unsure and a.code.startswith("KPI4")]
    return found + [messages.acceptance_idle(code) for code in codes]
