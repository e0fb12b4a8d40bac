"""By which texts, and by what was known when, each plan and period is judged.

An open period is judged by the texts of today.  Where rows say when they were last changed, pay is decided by what was
known at its cutoff, and nothing on the command line changes that.  A closed period is judged by the texts that it was
closed with and by all that is known now: what came later shows as a revision.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from kpiengine.ledger.closings import Closing
from kpiengine.periods import Period
from kpiengine.project import FactSource, Project
from kpiengine.rules.checked import CheckedRuleSet

DAY_MS = 86_400_000
UPDATED = "updated_at"
HEADER = 64_000  # bytes in which the header of a text file lies
FOOTER = 1_000_000  # bytes in which a Parquet file names its columns


@frozen
class Terms:
    """Plans and periods that share their texts and their moment; `bundle` is None for the texts of today."""

    bundle: str | None
    as_of: int
    pairs: frozenset[tuple[str, str]]  # plan, name of the period

    def plans(self) -> frozenset[str]:
        """The plans among them."""
        return frozenset(plan for plan, _ in self.pairs)

    def periods(self, periods: Iterable[Period]) -> tuple[Period, ...]:
        """Those of the periods that are among them."""
        names = {name for _, name in self.pairs}
        return tuple(period for period in periods if period.name in names)


def terms_of(  # noqa: PLR0913 -- what is judged, when, and two wishes
    rulesets: Sequence[CheckedRuleSet],
    periods: Sequence[Period],
    closed: Mapping[tuple[str, str], Closing],
    now: int,
    *,
    dated: bool,
    amend: bool = False,
) -> tuple[Terms, ...]:
    """Everything that is to be judged, in groups that can share a pass; `dated`: rows say when they were changed.

    `amend` takes the texts of today for closed periods too.
    """
    groups: dict[tuple[str | None, int], set[tuple[str, str]]] = {}
    for plan in dict.fromkeys(r.ruleset.head.plan for r in rulesets):
        mine = [r.ruleset for r in rulesets if r.ruleset.head.plan == plan]
        kinds = {rules.head.period.value for rules in mine}
        wait = max((rules.head.cutoff_days for rules in mine if rules.pays), default=None)
        for period in (p for p in periods if p.calendar in kinds):
            closing = closed.get((plan, period.name))
            if closing is not None:
                key: tuple[str | None, int] = (None if amend else closing.bundle, now)
            else:
                key = (None, now if wait is None or not dated else min(now, period.end + wait * DAY_MS))
            groups.setdefault(key, set()).add((plan, period.name))
    return tuple(Terms(bundle, as_of, frozenset(pairs)) for (bundle, as_of), pairs in groups.items())


def one_by_one(groups: Sequence[Terms], periods: Sequence[Period]) -> tuple[Terms, ...]:
    """The groups in order of time, cut so that no period is judged before an earlier one: results look back."""
    if len(groups) <= 1:
        return tuple(groups)
    start = {period.name: (period.end, period.start) for period in periods}
    cut = [evolve(terms, pairs=frozenset({pair})) for terms in groups for pair in sorted(terms.pairs)]
    return tuple(sorted(cut, key=lambda terms: (start[next(iter(terms.pairs))[1]], sorted(terms.pairs))))


def says_when_changed(project: Project) -> bool:
    """Whether any table of the project says when its rows were last changed, by a mapping or by a header."""
    return any(UPDATED in source.columns or _in_header(project, source) for source in project.facts.values())


def _in_header(project: Project, source: FactSource) -> bool:
    """Whether the first of the source's files has such a column; its readers, not this, say what is wrong with it."""
    files = (path for pattern in source.source for path in sorted(project.folder.glob(pattern)) if path.is_file())
    first = next(files, None)
    if first is None:
        return False
    with first.open("rb") as file:
        if source.format == "parquet":
            return UPDATED.encode() in file.read(FOOTER) or _ends_with_it(first)
        return UPDATED.encode() in file.read(HEADER) or first.suffix not in {".csv", ".txt", ".tsv"}


def _ends_with_it(file: Path) -> bool:
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(0, size - FOOTER))
        return UPDATED.encode() in opened.read()
