"""A result with all that the ledger keeps of it."""

from datetime import datetime

from kpiengine.judging.judge import Judgement
from kpiengine.ledger import Sealed
from kpiengine.ledger.archive import PERSONAL, Archive
from kpiengine.ledger.bundle import bundle_of
from kpiengine.ledger.pay_terms import pay_terms
from kpiengine.ledger.process import Worker
from kpiengine.ledger.seal import Seal
from kpiengine.outputs.results import Result
from kpiengine.outputs.trace import traces_of


def sealed_result(judged: Judgement, result: Result, worker: Worker, now: datetime) -> Sealed:
    """The result with all that is kept of it."""
    inputs = judged.inputs
    seal = Seal(inputs.project, inputs.catalogue, judged.plan, judged.facts, now, worker, judged.notes)
    bundle = inputs.bundle or bundle_of(inputs.project, inputs.catalogue, result.rulesets)
    record = seal.record(result.plan, result.period, result.rulesets, result.tables)
    decisions = result.tables["decisions"].drop(*PERSONAL, "because", strict=False)
    held_back = result.tables["money"].select("agent_id", "ruleset", "held_back")
    decisions = decisions.join(held_back, on=["agent_id", "ruleset"], how="left", maintain_order="left")
    over = [str(breach) for each in result.judged for breach in each.decisions.held]
    return Sealed(
        record=record,
        period=result.period,
        bundle=bundle,
        archive=lambda: Archive(decisions, traces_of(result, judged.plan)),
        held=tuple(text for text in over if text.startswith(f"{result.period.name}: ")),
        terms={r.ruleset.head.id: pay_terms(r, result.period, inputs.catalogue) for r in result.rulesets},
    )
