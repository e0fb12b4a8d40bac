"""Why a decision is as it is: a code and a sentence for everything that bore on it.

Codes are stable: `GATE_FAILED:quality`, `GATE_UNKNOWN:quality`, `SCORE_UNKNOWN`, `MIN_WEIGHT`, `KPI_NO_DATA:csat`,
`KPI_FEW:csat`, `KPI_UNAVAILABLE:csat`, `KPI_NO_TARGET:csat`, `RELAXED:csat:storm`, `RELAX_UNKNOWN:csat`, `EASED`,
`REWEIGHTED:campaign`, `REWEIGHT_UNKNOWN`, `TIER_DROPPED:x`, `TIER_CAPPED:x`, `REDUCED:x`, and those of
`reasons_of_money`.  Each has a yes/no column `why:CODE` of its own; all that hold are
listed, in one order.  Sentences are made for outputs only.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Iterable, Mapping

from kpiengine.decisions.reason import Reason, columns_of, shown_name
from kpiengine.decisions.reasons_of_money import of_money, of_points, of_tiers
from kpiengine.decisions.score_reasons import of_kpi, of_marks, of_scenarios, of_weights
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import variants
from kpiengine.rules.in_force import is_eased
from kpiengine.rules.model.gate import Gate
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import GatePolicy
from kpiengine.scores.sentences import title
from kpiengine.scores.steps import Steps, whole


def add_reasons(steps: Steps, checked: CheckedRuleSet) -> tuple[Reason, ...]:
    """Adds `why:CODE` for each reason that this rule set can give, and returns them in the order of listing."""
    reasons = tuple(_reasons(steps, checked))
    for reason in reasons:
        steps.add(reason.column, b.coalesce(reason.holds, b.lit(value=False)))
    return reasons


def _reasons(steps: Steps, checked: CheckedRuleSet) -> Iterable[Reason]:
    rules = checked.ruleset
    for gate in rules.gates.values():
        yield from _of_gate(steps, checked, gate)
    if rules.weighted:
        yield _of_score(steps)
        yield from of_points(steps, rules)
        yield from _of_what_is_scored(steps, checked)
    yield from of_tiers(steps, rules)
    yield from of_money(steps, checked)


def _of_what_is_scored(steps: Steps, checked: CheckedRuleSet) -> Iterable[Reason]:
    rules = checked.ruleset
    if rules.scenarios is None:
        yield _of_measured(steps, rules.score.min_weight)
        for kpi in rules.weighted:
            yield from of_kpi(steps, kpi, kpi.id, checked.wanted[kpi.id].min_sample)
            yield from of_marks(steps, kpi)
    else:
        yield from of_scenarios(steps, checked)
    if rules.ramp is not None and any(is_eased(rules, case.kpi) for kpi in rules.weighted for case in variants(kpi)):
        yield _of_ramp(steps)
    if rules.scenarios is None:
        yield from of_weights(steps, rules, "reweighted")


# --- gates ------------------------------------------------------------------------------------------------------


def _of_gate(steps: Steps, checked: CheckedRuleSet, gate: Gate) -> Iterable[Reason]:
    condition = checked.conditions[f"gate.{gate.id}.require"]
    names = {shown_name(column): column for column in columns_of(condition)}
    values = ", ".join(f"{name} {{{name}}}" for name in names)
    failed = steps[f"failed:{gate.id}"]
    en, zh = (title(gate.title, language, gate.id) for language in ("en", "zh"))
    required = gate.require.replace("{", "(").replace("}", ")")
    yield Reason(
        f"GATE_FAILED:{gate.id}",
        failed,
        {"en": f"{en}: {required} is not met ({values})", "zh": f"{zh}：未满足 {required}（{values}）"},
        names,
    )
    what = UNKNOWN_GATE[gate.if_missing]
    yield Reason(
        f"GATE_UNKNOWN:{gate.id}",
        b.is_missing(steps[f"gate:{gate.id}"]),
        {
            "en": f"{en}: {required} cannot be judged ({values}); {what['en']}",
            "zh": f"{zh}：无法判断 {required}（{values}）；{what['zh']}",
        },
        names,
    )
    yield from _effect(steps, checked.ruleset, gate)


UNKNOWN_GATE: Mapping[GatePolicy, Mapping[str, str]] = {
    GatePolicy.HOLD: {"en": "nothing is paid before it is known", "zh": "查明前不发放"},
    GatePolicy.PASS: {"en": "counted as met", "zh": "视为满足"},
    GatePolicy.FAIL: {"en": "counted as not met", "zh": "视为未满足"},
}


def _effect(steps: Steps, rules: RuleSet, gate: Gate) -> Iterable[Reason]:
    """What a failed gate took away, where there was something to take."""
    failed, otherwise = steps[f"failed:{gate.id}"], gate.otherwise
    en, zh = (title(gate.title, language, gate.id) for language in ("en", "zh"))
    if otherwise.drop_tiers:
        count = otherwise.drop_tiers
        text = {"en": f"{en}: {count} tier{'s' if count > 1 else ''} lower", "zh": f"{zh}：降 {count} 档"}
        yield Reason(f"TIER_DROPPED:{gate.id}", b.and_(failed, _had(steps, "tier_by_score")), text)
    if otherwise.cap_tier is not None:
        place, tier = next((i, t) for i, t in enumerate(rules.tiers, start=1) if t.id == otherwise.cap_tier)
        text = {
            "en": f"{en}: at most {title(tier.title, 'en', tier.id)}",
            "zh": f"{zh}：最高 {title(tier.title, 'zh', tier.id)}",
        }
        yield Reason(f"TIER_CAPPED:{gate.id}", b.and_(failed, b.gt(steps["dropped"], whole(place))), text)
    if otherwise.pay_percent is not None:
        percent = otherwise.pay_percent
        text = {"en": f"{en}: pays {percent} %", "zh": f"{zh}：按 {percent}% 发放"}
        yield Reason(f"REDUCED:{gate.id}", b.and_(failed, _had(steps, "tier")), text)


def _had(steps: Steps, column: str) -> Node:
    """Whether there was a tier to take something of; without tiers there is always the money."""
    return b.gt(steps[column], whole(0)) if column in steps else b.lit(value=True)


# --- score and KPIs ---------------------------------------------------------------------------------------------


def _of_score(steps: Steps) -> Reason:
    return Reason("SCORE_UNKNOWN", b.is_missing(steps["score"]), {"en": "the score is not known", "zh": "得分未知"})


def _of_measured(steps: Steps, least: Number) -> Reason:
    return Reason(
        "MIN_WEIGHT",
        b.lt(steps["measured"], b.number_lit(least)),
        {
            "en": f"only {{measured}} points of weight were measured, and {least} are needed",
            "zh": f"只测得权重 {{measured}}，至少需要 {least}",
        },
        {"measured": "measured"},
    )


def _of_ramp(steps: Steps) -> Reason:
    """How far new people's targets are eased."""
    return Reason(
        "EASED",
        b.gt(steps["ease"], whole(0)),
        {"en": "targets {ease} % of the way back to their floors", "zh": "目标向底线放宽 {ease}%"},
        {"ease": "ease"},
    )
