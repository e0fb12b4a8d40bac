"""Fills in a run record: inputs with their hashes, versions, who ran it, and the account of every row."""

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import polars as pl
from attrs import asdict, field, frozen

from kpiengine.facts.records import FactStore
from kpiengine.ledger.archive import PERSONAL
from kpiengine.ledger.bundle import versions
from kpiengine.ledger.content import content_hash
from kpiengine.ledger.entries import canonical, text_hash
from kpiengine.ledger.exclusions import PREFIX
from kpiengine.ledger.opening import instant
from kpiengine.ledger.process import Worker
from kpiengine.ledger.record import Engine, RunRecord, Source
from kpiengine.periods import Period
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet

LIBRARIES = ("kpiengine", "polars", "narwhals", "simpleeval", "pluggy", "tzdata")


@frozen
class Seal:
    """What the records of one invocation share; `record` fills in one result.

    `as_of` is the instant up to which rows were seen, in milliseconds.
    """

    project: Project
    catalogue: Catalogue
    plan: EvaluationPlan
    facts: FactStore
    now: datetime
    worker: Worker
    notes: tuple[str, ...] = ()
    engine: Engine = field(init=False)

    @engine.default
    def _who_and_what(self) -> Engine:
        return Engine(
            versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
            plugins=versions(self.catalogue),
            user=self.worker.person,
            host=self.worker.host,
            command=self.worker.command,
        )

    def record(
        self, plan: str, period: Period, rulesets: Sequence[CheckedRuleSet], tables: Mapping[str, pl.DataFrame]
    ) -> RunRecord:
        """The record of one plan and period, not yet numbered; `tables` are the result, all cells text."""
        return RunRecord(
            plan=plan,
            period=period.name,
            content=content_hash({name: frame.drop(PERSONAL, strict=False) for name, frame in tables.items()}),
            started=instant(self.now),
            as_of=instant(datetime.fromtimestamp(self.plan.as_of // 1000, UTC)),
            engine=self.engine,
            sources=(
                Source("project", self.project.path, self.project.sha256),
                *(Source("rules", path, sha256) for path, sha256 in _rule_files(rulesets).items()),
                Source("roster", "agents", self.plan.roster.sha256),
                *(
                    Source("exclusion", each.id, text_hash(canonical(asdict(each))))
                    for each in self.plan.exclusions
                    if each.id.startswith(PREFIX)  # those of the project's table are among the facts
                ),
                *(Source("facts", f"{f.table}: {f.path}", f.sha256, f.size, f.rows) for f in self.facts.inputs),
            ),
            rows=tuple(asdict(account) for account in self.facts.accounts),
            counts={name: frame.height for name, frame in tables.items()},
            rulesets=tuple(r.ruleset.head.id for r in rulesets),
            notes=self.notes,
        )


def _rule_files(rulesets: Sequence[CheckedRuleSet]) -> dict[str, str]:
    """Every rule file that had a part in the result, those that were taken over too, with its hash."""
    own = {r.path: r.sha256 for r in rulesets}
    return own | {path: sha256 for r in rulesets for path, sha256 in r.bases.items()}
