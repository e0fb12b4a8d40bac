"""Why a decision is as it is: a code and a sentence for everything that bore on it.

Codes are stable: `GATE_FAILED:quality`, `GATE_UNKNOWN:quality`, `SCORE_UNKNOWN`, `MIN_WEIGHT`, `KPI_NO_DATA:csat`,
`KPI_FEW:csat`, `KPI_UNAVAILABLE:csat`, `KPI_NO_TARGET:csat`, `RELAXED:csat:storm`, `RELAX_UNKNOWN:csat`, `EASED`,
`REWEIGHTED:campaign`, `REWEIGHT_UNKNOWN`, `NO_TIER`, `TIER_DROPPED:x`, `TIER_CAPPED:x`, `REDUCED:x`,
`BASE_UNKNOWN:base_pay`, `CAPPED`, `PART_PERIOD`.  Each has a yes/no column `why:CODE` of its own; all that hold are
listed, in one order.  Sentences are made for outputs only.
"""

# ruff: noqa: RUF001 - Chinese sentences have Chinese punctuation

from collections.abc import Iterable, Mapping

from attrs import Factory, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node, Op
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.in_force import is_eased, ranked
from kpiengine.rules.model import Gate, GatePolicy, Kpi, RuleSet
from kpiengine.rules.windows import shown_key
from kpiengine.scores.evidence import Lack
from kpiengine.scores.sentences import title
from kpiengine.scores.steps import Steps, whole


@frozen
class Reason:
    """A code, when it holds, and its sentence per language with the columns that fill it."""

    code: str
    holds: Node
    sentence: Mapping[str, str]
    names: Mapping[str, str] = Factory(dict)  # name in the sentence -> column

    @property
    def column(self) -> str:
        """Where the frame says whether it holds."""
        return f"why:{self.code}"


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
    yield from _of_score(steps, rules)
    for kpi in rules.weighted:
        yield from _of_kpi(steps, kpi, checked.wanted[kpi.id].min_sample)
        yield from _of_marks(steps, kpi)
    yield from _of_weights(steps, rules)
    yield from _of_money(steps, rules)


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
        yield Reason(f"TIER_DROPPED:{gate.id}", b.and_(failed, b.gt(steps["tier_by_score"], whole(0))), text)
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
        yield Reason(f"REDUCED:{gate.id}", b.and_(failed, b.gt(steps["tier"], whole(0))), text)


# --- score and KPIs ---------------------------------------------------------------------------------------------


def _of_score(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    least = rules.score.min_weight
    yield Reason(
        "SCORE_UNKNOWN",
        b.is_missing(steps["score"]),
        {"en": "the score is not known", "zh": "得分未知"},
    )
    yield Reason(
        "MIN_WEIGHT",
        b.lt(steps["measured"], b.number_lit(least)),
        {
            "en": f"only {{measured}} points of weight were measured, and {least} are needed",
            "zh": f"只测得权重 {{measured}}，至少需要 {least}",
        },
        {"measured": "measured"},
    )


def _of_kpi(steps: Steps, kpi: Kpi, min_sample: int) -> Iterable[Reason]:
    en, zh = (title(kpi.title, language, kpi.id) for language in ("en", "zh"))
    lack = steps[f"lack:{kpi.id}"]
    names = {"n": f"n:{kpi.id}", "then": f"evidence:{kpi.id}"}
    sentences = {
        Lack.NO_DATA: {"en": f"{en}: no data; {{then}}", "zh": f"{zh}：无数据；{{then}}"},
        Lack.FEW: {
            "en": f"{en}: {{n}} of the {min_sample} cases that are needed; {{then}}",
            "zh": f"{zh}：样本 {{n}}，至少需要 {min_sample}；{{then}}",
        },
        Lack.UNAVAILABLE: {"en": f"{en}: cannot be measured; {{then}}", "zh": f"{zh}：无法测量；{{then}}"},
        Lack.NO_TARGET: {"en": f"{en}: its target is not known; {{then}}", "zh": f"{zh}：目标未知；{{then}}"},
    }
    for kind, sentence in sentences.items():
        yield Reason(f"KPI_{kind.name}:{kpi.id}", b.eq(lack, whole(kind)), sentence, names)


# --- targets and weights ----------------------------------------------------------------------------------------


def _of_marks(steps: Steps, kpi: Kpi) -> Iterable[Reason]:
    """Which relaxation holds, and where that cannot be known."""
    if not kpi.relax:
        return
    relaxed = steps[f"relaxed:{kpi.id}"]
    en, zh = (title(kpi.title, language, kpi.id) for language in ("en", "zh"))
    for place, relax in enumerate(ranked(kpi.relax), 1):
        why = f" ({relax.because})" if relax.because else ""
        yield Reason(
            f"RELAXED:{kpi.id}:{relax.id}",
            b.eq(relaxed, whole(place)),
            {"en": f"{en}: relaxed by {relax.id}{_plain(why)}", "zh": f"{zh}：按 {relax.id} 放宽{_plain(why)}"},
        )
    yield Reason(
        f"RELAX_UNKNOWN:{kpi.id}",
        b.is_missing(relaxed),
        {"en": f"{en}: whether its target is relaxed cannot be known", "zh": f"{zh}：无法判断目标是否放宽"},
    )


def _of_weights(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    """How far new people's targets are eased, and which weights hold instead."""
    if rules.ramp is not None and any(is_eased(rules, kpi) for kpi in rules.weighted):
        yield Reason(
            "EASED",
            b.gt(steps["ease"], whole(0)),
            {"en": "targets {ease} % of the way back to their floors", "zh": "目标向底线放宽 {ease}%"},
            {"ease": "ease"},
        )
    for place, one in enumerate(ranked(rules.reweights), 1):
        en, zh = (title(one.title, language, one.id) for language in ("en", "zh"))
        why = f" ({one.because})" if one.because else ""
        yield Reason(
            f"REWEIGHTED:{one.id}",
            b.eq(steps["reweighted"], whole(place)),
            {"en": f"weights of {_plain(en)}{_plain(why)}", "zh": f"采用 {_plain(zh)} 权重{_plain(why)}"},
        )
    if rules.reweights:
        yield Reason(
            "REWEIGHT_UNKNOWN",
            b.is_missing(steps["reweighted"]),
            {"en": "which weights hold cannot be known", "zh": "无法判断适用哪套权重"},
        )


def _plain(text: str) -> str:
    """Text of a rule file inside a sentence, where braces stand for columns."""
    return text.replace("{", "(").replace("}", ")")


# --- tiers and money --------------------------------------------------------------------------------------------


def _of_money(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    lowest = rules.tiers[0]
    yield Reason(
        "NO_TIER",
        b.le(steps["tier_by_score"], whole(0)),
        {
            "en": f"score {{score}} is under {lowest.start}, where {title(lowest.title, 'en', lowest.id)} starts",
            "zh": f"得分 {{score}} 低于 {lowest.start}（{title(lowest.title, 'zh', lowest.id)} 起点）",
        },
        {"score": "score"},
    )
    base, cap = rules.payout.of, rules.payout.cap
    if rules.payout.kind == "percent":
        yield Reason(
            f"BASE_UNKNOWN:{base}",
            steps["base_unknown"],
            {"en": f"the roster says no {base} to take the percent of", "zh": f"花名册中没有 {base}"},
        )
    if cap is not None:
        yield Reason("CAPPED", b.and_(steps["capped"], _is_paid(steps)), {"en": f"cut to {cap}", "zh": f"封顶 {cap}"})
    yield Reason(
        "PART_PERIOD",
        b.lt(steps["days"], steps["period_days"]),
        {
            "en": "{days} of the {period_days} days that the plan covers",
            "zh": "{period_days} 天中的 {days} 天",
        },
        {"days": "days", "period_days": "period_days"},
    )


def _is_paid(steps: Steps) -> Node:
    return b.gt(steps["amount"], whole(0))


def columns_of(node: Node) -> tuple[str, ...]:
    """Columns that a tree names, in order of appearance."""
    if node.op is Op.NAME:
        return (str(node.value),)
    return tuple(dict.fromkeys(column for arg in node.args for column in columns_of(arg)))


def shown_name(column: str) -> str:
    """A column as conditions name it: `known:csat` is csat, `n:csat` sample(csat), `known:csat@team` team(csat)."""
    kind, _, key = column.rpartition(":")
    name = shown_key(key).partition(" n>=")[0]
    return f"{FUNCTIONS[kind]}({name})" if kind in FUNCTIONS else name


FUNCTIONS = {"n": "sample", "points": "points", "target": "target"}
