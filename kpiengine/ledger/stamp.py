"""Fills in a run record: inputs with their hashes, versions, who ran it, and the account of every row."""

import getpass
import platform
import socket
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from attrs import asdict

from kpiengine.facts.records import FactStore
from kpiengine.ledger.record import Engine, RunRecord, Source
from kpiengine.periods import Period
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet

LIBRARIES = ("kpiengine", "polars", "narwhals", "simpleeval", "pluggy", "tzdata")


def stamp(
    project: Project,
    catalogue: Catalogue,
    plan: EvaluationPlan,
    facts: FactStore,
    now: datetime,
    *,
    plan_id: str,
    period: Period,
    rulesets: Sequence[CheckedRuleSet],
    content: str,
    counts: Mapping[str, int],
    notes: Sequence[str],
) -> RunRecord:
    """The record of one result, not yet numbered."""
    moment = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return RunRecord(
        plan=plan_id,
        period=period.name,
        content=content,
        started=moment,
        as_of=moment,
        engine=_engine(catalogue),
        sources=(
            Source("project", project.path, project.sha256),
            *(Source("rules", r.path, r.sha256) for r in rulesets),
            Source("roster", "agents", plan.roster.sha256),
            *(Source("facts", f"{f.table}: {f.path}", f.sha256, f.size, f.rows) for f in facts.inputs),
        ),
        rows=tuple(asdict(account) for account in facts.accounts),
        counts=dict(counts),
        rulesets=tuple(r.ruleset.head.id for r in rulesets),
        notes=tuple(notes),
    )


def _engine(catalogue: Catalogue) -> Engine:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no login, as in some containers
        user = "unknown"
    return Engine(
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        plugins={p.name: f"{p.distribution} {p.version}" for p in catalogue.plugins if p.problem is None},
        user=user,
        host=socket.gethostname(),
        command=" ".join(["kpiengine", *sys.argv[1:]]),
    )
