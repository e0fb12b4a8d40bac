"""Which gate, weight or deduction stands guard against what a plan pays for: the metric book's pairs, answered."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.check import FileCheck
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.serving import guarded
from kpiengine.rules.structure import Reading
from kpiengine.rules.surroundings import surroundings


@frozen
class Guarding:
    """One pair: what is pushed and where, what goes wrong without a guard, and who serves as one (None: nobody)."""

    ruleset: str
    pair: str
    metric: str
    by: str
    wrong: str
    guard: str | None

    def __str__(self) -> str:
        guard = f"{self.guard} stands guard" if self.guard else "nothing stands guard"
        return f"{self.ruleset}: {self.by} pays for {self.metric} ({self.pair}: {self.wrong}); {guard}"


def guardings(files: Sequence[FileCheck], project: Project, catalogue: Catalogue) -> Iterator[Guarding]:
    """Every pair of every sound rule set that pays, in the order of the files."""
    around = surroundings(project, catalogue)
    for file in files:
        if file.checked is None:
            continue
        rules = file.checked.ruleset
        context = Context(rules, around, Reading(document=file.checked.document), file.checked.wanted)
        for push, pair, guard in guarded(context):
            by = None if guard is None else f"{guard.by} ({guard.metric})"
            yield Guarding(rules.head.id, pair.id, push.use.metric, push.use.by, pair.wrong, by)
