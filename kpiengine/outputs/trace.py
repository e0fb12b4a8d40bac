"""The trace of a result: all that is needed to redo every number of every agent, kept by the ledger.

One row per agent, with what was measured and each step; and a document that says how each step is computed, and the
rule set.  A trace stands on its own: neither rule files nor plugins of today are needed to read it.  Names of people
are not in it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import tomli_w
from attrs import asdict

from kpiengine.decisions.money import money_program
from kpiengine.expressions import build as b
from kpiengine.expressions.document import to_document, type_text
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import TEXT, Type
from kpiengine.ledger.archive import Trace
from kpiengine.metrics.formulas import formula
from kpiengine.metrics.lengths import LENGTHS, lengths
from kpiengine.metrics.values import EARLY, LOW, OK
from kpiengine.outputs.results import Judged, Result
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.checked import Back, CheckedRuleSet, Wanted
from kpiengine.rules.model.words import KpiLevel

FORMAT = 1
_VALUED = (OK, LOW, EARLY)


def traces_of(result: Result, plan: EvaluationPlan) -> dict[str, Trace]:
    """The trace of every rule set of a result, by its id."""
    return {
        judged.checked.ruleset.head.id: Trace(_rows(judged, result), _document(judged, result, plan))
        for judged in result.judged
    }


def _rows(judged: Judged, result: Result) -> pl.DataFrame:
    """The wide frame of the period, by agent: whole numbers, yes/no and text; lists and names of people stay out."""
    mine = judged.alerts.frame.filter(pl.col("period_name") == result.period.name)
    frame: pl.DataFrame = money_program(judged.decisions).run(mine)
    plain = [name for name, dtype in frame.schema.items() if not dtype.is_nested() and name != "name"]
    return frame.select(plain).sort("agent_id")


def _document(judged: Judged, result: Result, plan: EvaluationPlan) -> dict[str, Any]:
    checked, money = judged.checked, money_program(judged.decisions)
    types = {**judged.decisions.types, **judged.alerts.program.types(), **money.types()}
    head = checked.ruleset.head
    measured = _values(checked, types, {back: _lengths(plan, result, back) for back in _backs(checked)})
    stages = {
        "measure": measured,
        "lift": {step.name: step.node for step in judged.scorecards.lifted.steps},
        "score": {step.name: step.node for step in judged.scorecards.program.steps},
        "decide": {step.name: step.node for step in judged.decisions.program.steps},
        "money": {step.name: step.node for step in money.steps},
        "alert": {step.name: step.node for step in judged.alerts.program.steps},
    }
    return {
        "format": FORMAT,
        "plan": result.plan,
        "period": result.period.name,
        "ruleset": head.id,
        "path": checked.path,
        "sha256": checked.sha256,
        "bases": dict(checked.bases),
        "currency": judged.decisions.currency,
        "decimals": judged.decisions.decimals,
        "rules": tomli_w.dumps(checked.document),
        "measures": {key: _measure(wanted) for key, wanted in checked.wanted.items()},
        "types": {name: type_text(type_) for name, type_ in types.items()},
        "bounds": _bounds(judged),
        "money_bounds": {name: type_.bound for name, type_ in judged.decisions.narrowed.items()},
        "steps": [[s, name, to_document(node)] for s, steps in stages.items() for name, node in steps.items()],
        "reasons": [
            {"code": each.code, "column": each.column, "sentence": dict(each.sentence), "names": dict(each.names)}
            for each in judged.decisions.reasons
        ],
        "beside": [_beside(other) for other in plan.rulesets if other.ruleset.head.plan == result.plan],
    }


def _bounds(judged: Judged) -> dict[str, int]:
    """How large what was measured can be at most: with that, the recorded rules can be read again."""
    made = judged.scorecards.program.types()
    return {name: type_.bound for name, type_ in judged.scorecards.types.items() if name not in made}


def _beside(checked: CheckedRuleSet) -> dict[str, Any]:
    """Whom a rule set of the plan is for, so that it can be said why another one holds."""
    head = checked.ruleset.head
    return {
        "id": head.id,
        "path": checked.path,
        "agents": {name: list(values) for name, values in head.agents.items()},
        "except": {name: list(values) for name, values in head.excluded.items()},
        "from": head.start.isoformat(),
        "to": None if head.to is None else head.to.isoformat(),
    }


def _measure(wanted: Wanted) -> dict[str, Any]:
    """What a measure is, in the words of its plugin."""
    metric = wanted.metric
    return {
        "metric": metric.id,
        "title": dict(metric.title),
        "unit": metric.unit_for(wanted.params),
        "decimals": metric.decimals,
        "better": metric.better.value,
        "level": wanted.level.value,
        "group": metric.group,
        "params": {name: plain(value) for name, value in wanted.params.items()},
        "slice": {name: [plain(value) for value in values] for name, values in wanted.slice.items()},
        "only": None if wanted.only is None else asdict(wanted.only),
        "whole": wanted.whole,
        "min_sample": wanted.min_sample,
        "formula": metric.plan_for(wanted.params).value,
        "back": None if wanted.back is None else [wanted.back.first, wanted.back.last],
    }


def plain(value: Any) -> Any:  # noqa: ANN401 -- a parameter may be any value of TOML
    """As JSON can hold it without rounding: decimals and dates as text."""
    match value:
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case Decimal() | date():
            return str(value)
        case _:
            return value


def _backs(checked: CheckedRuleSet) -> list[Back | None]:
    """The stretches that its measures are of; none is the period itself."""
    return list(dict.fromkeys(wanted.back for wanted in checked.wanted.values()))


def _lengths(plan: EvaluationPlan, result: Result, back: Back | None) -> dict[str, Node]:
    """The lengths of a stretch, which formulas may name, as literals."""
    at = plan.periods.index(result.period)
    if back is not None:
        at = plan.windows.over.at[at, back]
    return {name: b.lit(values[at], LENGTHS[name]) for name, values in lengths(plan).items()}


def _values(
    checked: CheckedRuleSet, types: Mapping[str, Type], known: Mapping[Back | None, Mapping[str, Node]]
) -> dict[str, Node]:
    """Each value as its formula over the parts; what is put together from several queues comes as it was measured."""
    return {
        f"value:{key}": node
        for key, wanted in checked.wanted.items()
        if wanted.level is not KpiLevel.QUEUE
        for node in _value(key, wanted, types, known[wanted.back])
    }


def _value(key: str, wanted: Wanted, types: Mapping[str, Type], known: Mapping[str, Node]) -> Iterator[Node]:
    prefix = f"part:{key}:"
    parts = {name.removeprefix(prefix): b.name(name, t) for name, t in types.items() if name.startswith(prefix)}
    metric, text = wanted.metric, wanted.metric.plan_for(wanted.params).value
    found = formula(metric, "`value`", text, {**known, **parts}, wanted.params, decimals=metric.decimals)
    status = b.name(f"status:{key}", TEXT)
    valued = b.or_(*(b.eq(status, b.lit(word)) for word in _VALUED))
    yield b.if_(valued, found, b.missing(found.type))
