"""A result with all that the ledger keeps of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

import polars as pl
from attrs import evolve

from kpiengine.judging.judge import Judgement
from kpiengine.ledger import Past, Sealed
from kpiengine.ledger.archive import PERSONAL, Archive
from kpiengine.ledger.bundle import bundle_of
from kpiengine.ledger.history import read_periods
from kpiengine.ledger.kept_files import ReadFile
from kpiengine.ledger.pay_terms import pay_terms
from kpiengine.ledger.process import Worker
from kpiengine.ledger.record import Source
from kpiengine.ledger.seal import Seal
from kpiengine.outputs.results import Result
from kpiengine.outputs.trace import traces_of

NOTHING_READ: Mapping[tuple[str, str], str] = MappingProxyType({})
CLOSED = "closed"  # the kind of a source: a result of an earlier period


def sealed_result(
    judged: Judgement, result: Result, worker: Worker, now: datetime, past: Mapping[tuple[str, str], str] = NOTHING_READ
) -> Sealed:
    """The result with all that is kept of it; `past` are the contents of the closed results that it was made from."""
    inputs = judged.inputs
    seal = Seal(inputs.project, inputs.catalogue, judged.plan, judged.facts, now, worker, judged.notes)
    bundle = inputs.bundle or bundle_of(inputs.project, inputs.catalogue, result.rulesets)
    tables = {**result.tables, **_read_later(result)}
    record = seal.record(result.plan, result.period, result.rulesets, tables)
    read = (Source(CLOSED, f"{plan} {period}", content) for (plan, period), content in past.items())
    record = evolve(record, sources=(*record.sources, *read))
    decisions = result.tables["decisions"].drop(*PERSONAL, "because", strict=False)
    held_back = result.tables["money"].select("agent_id", "ruleset", "held_back")
    decisions = decisions.join(held_back, on=["agent_id", "ruleset"], how="left", maintain_order="left")
    over = [str(breach) for each in result.judged for breach in each.decisions.held]
    return Sealed(
        record=record,
        period=result.period,
        bundle=bundle,
        archive=lambda: Archive(decisions, traces_of(result, judged.plan), _beside(judged)),
        held=tuple(text for text in over if text.startswith(f"{result.period.name}: ")),
        terms={r.ruleset.head.id: pay_terms(r, result.period, inputs.catalogue) for r in result.rulesets},
        limits={r.ruleset.head.id: r.ruleset.limits for r in result.rulesets},
        files=lambda: _files_read(judged) if inputs.project.ledger.archive else (),
    )


def _beside(judged: Judgement) -> dict[str, pl.DataFrame]:
    """The roster without names and addresses, the exclusions that held, and how many rows were rejected for what."""
    addresses = {receiver.address for receiver in judged.inputs.project.receivers.values()} | {"mail"}
    names = ("id", "scope", "scope_id", "start", "end", "metrics", "reason", "author")
    rows = [
        (e.id, e.scope, e.scope_id, e.start, e.end, " ".join(e.metrics), e.reason, e.author)
        for e in judged.plan.exclusions
    ]
    schema = {name: pl.Int64 if name in {"start", "end"} else pl.String for name in names}
    cause = ["table", "column", "code"]
    return {
        "roster": judged.plan.roster.frame.drop("agent", *PERSONAL, *addresses, strict=False),
        "exclusions": pl.DataFrame(rows, schema=schema, orient="row"),
        "rejected": judged.facts.rejected.group_by(cause).agg(rows=pl.len().cast(pl.Int64)).sort(cause),
    }


def _files_read(judged: Judgement) -> tuple[ReadFile, ...]:
    """Every file of the facts, the roster and the exclusions; a file that two tables read is there twice."""
    hashes = {one.path: one.sha256 for one in judged.facts.inputs}
    return tuple(ReadFile(file.path, file.shown, hashes[file.shown]) for file in judged.facts.files)


def _read_later(result: Result) -> dict[str, pl.DataFrame]:
    """What later periods read of the result: a change in it makes another result, even if no table shows it."""
    mine = pl.col("period_name") == result.period.name
    found = [
        each.alerts.frame.filter(mine).select(
            "agent_id",
            pl.lit(each.checked.ruleset.head.id).alias("ruleset"),
            pl.col(sorted({one.of for one in each.checked.closed} & set(each.alerts.frame.columns))).cast(pl.String),
        )
        for each in result.judged
        if each.checked.closed
    ]
    return {"read_later": pl.concat(found, how="diagonal")} if found else {}


def sealed_results(
    done: Iterable[tuple[Judgement, Result]], past: Past, worker: Worker, now: datetime
) -> Iterator[Sealed]:
    """Every result in order of plan and period, each with the closed ones before it that it was made from."""
    since: dict[tuple[str, str], str] = {}
    for judged, result in done:
        read = read_periods(result.rulesets, result.period, past, since)
        sealed = sealed_result(judged, result, worker, now, read)
        since[result.plan, result.period.name] = sealed.record.content
        yield sealed
