"""What bore on the score: values that lack, targets that moved, other weights; and all of that in each scenario.

In a scenario a code ends in its name (`KPI_FEW:response#chat`), and holds only where the scenario counts.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from kpiengine.decisions.reason import Reason, plain
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import measured_alike
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Number
from kpiengine.rules.segments import in_segment, scenarios_of, segment_key
from kpiengine.scores.evidence import Lack
from kpiengine.scores.sentences import title
from kpiengine.scores.steps import Steps, any_of, whole

LACKS = (Lack.NO_DATA, Lack.FEW, Lack.UNAVAILABLE, Lack.NO_TARGET)
_PERIOD_LACKS = (Lack.NO_DATA, Lack.FEW)  # of the whole period, so the same in every scenario


def of_kpi(steps: Steps, kpi: Kpi, key: str, min_sample: int, lacks: Sequence[Lack] = LACKS) -> Iterable[Reason]:
    """What is wanting in the value of one KPI, and what becomes of it."""
    en, zh = (title(kpi.title, language, kpi.id) for language in ("en", "zh"))
    lack = steps[f"lack:{key}"]
    names = {"n": f"n:{key}", "then": f"evidence:{key}"}
    sentences = {
        Lack.NO_DATA: {"en": f"{en}: no data; {{then}}", "zh": f"{zh}：无数据；{{then}}"},
        Lack.FEW: {
            "en": f"{en}: {{n}} of the {min_sample} cases that are needed; {{then}}",
            "zh": f"{zh}：样本 {{n}}，至少需要 {min_sample}；{{then}}",
        },
        Lack.UNAVAILABLE: {"en": f"{en}: cannot be measured; {{then}}", "zh": f"{zh}：无法测量；{{then}}"},
        Lack.NO_TARGET: {"en": f"{en}: its target is not known; {{then}}", "zh": f"{zh}：目标未知；{{then}}"},
        Lack.NOT_HERE: {"en": f"{en}: no case; {{then}}", "zh": f"{zh}：无样本；{{then}}"},
    }
    for kind in lacks:
        yield Reason(f"KPI_{kind.name}:{key}", b.eq(lack, whole(kind)), sentences[kind], names)


def of_marks(steps: Steps, kpi: Kpi) -> Iterable[Reason]:
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
            {"en": f"{en}: relaxed by {relax.id}{plain(why)}", "zh": f"{zh}：按 {relax.id} 放宽{plain(why)}"},
        )
    yield Reason(
        f"RELAX_UNKNOWN:{kpi.id}",
        b.is_missing(relaxed),
        {"en": f"{en}: whether its target is relaxed cannot be known", "zh": f"{zh}：无法判断目标是否放宽"},
    )


def of_weights(steps: Steps, rules: RuleSet, column: str) -> Iterable[Reason]:
    """Which weights hold instead; `column` says which."""
    for place, one in enumerate(ranked(rules.reweights), 1):
        en, zh = (title(one.title, language, one.id) for language in ("en", "zh"))
        why = f" ({one.because})" if one.because else ""
        yield Reason(
            f"REWEIGHTED:{one.id}",
            b.eq(steps[column], whole(place)),
            {"en": f"weights of {plain(en)}{plain(why)}", "zh": f"采用 {plain(zh)} 权重{plain(why)}"},
        )
    if rules.reweights:
        yield Reason(
            column.replace("reweighted", "REWEIGHT_UNKNOWN"),
            b.is_missing(steps[column]),
            {"en": "which weights hold cannot be known", "zh": "无法判断适用哪套权重"},
        )


# --- scenarios --------------------------------------------------------------------------------------------------


def of_scenarios(steps: Steps, checked: CheckedRuleSet) -> Iterable[Reason]:
    """How the work was parted, and in each scenario that counts what bore on its score."""
    rules = checked.ruleset
    names = scenarios_of(rules)
    counted = {name: b.gt(steps[f"counts:{name}"], whole(0)) for name in names}
    yield Reason(
        "NO_SCENARIO",
        b.not_(any_of(counted.values())),
        {"en": "no work in any scenario", "zh": "没有任何场景的工作量"},
    )
    for name in names:
        yield _left_out(steps, rules, name, counted[name])
    segments = {name: in_segment(checked, name) for name in names}
    for kpi in rules.weighted:
        if measured_alike(kpi):
            weighs = any_of(counted[n] for n in names if segment_key(kpi.id, n) in segments[n].ruleset.kpis)
            least = checked.wanted[kpi.id].min_sample
            yield from _where(weighs, of_kpi(steps, kpi, kpi.id, least, _PERIOD_LACKS))
    for name, segment in segments.items():
        yield from _where(counted[name], _of_segment(steps, checked, segment, name), name)


def _of_segment(steps: Steps, checked: CheckedRuleSet, segment: CheckedRuleSet, name: str) -> Iterable[Reason]:
    rules = segment.ruleset
    measured, least = segment_key("measured", name), rules.score.min_weight
    yield Reason(
        segment_key("MIN_WEIGHT", name), b.lt(steps[measured], b.number_lit(least)), _few_weights(least),
        {"measured": measured},
    )  # fmt: skip
    for kpi in rules.kpis.values():
        own = evolve(kpi, title=kpi.title if "" not in kpi.title else {"": kpi.id.partition("#")[0]})
        alike = measured_alike(checked.ruleset.kpis[kpi.id.partition("#")[0]])
        lacks = [lack for lack in (*LACKS, Lack.NOT_HERE) if not (alike and lack in _PERIOD_LACKS)]
        yield from of_kpi(steps, own, kpi.id, segment.wanted[kpi.id].min_sample, lacks)
        yield from of_marks(steps, own)
    yield from of_weights(steps, rules, segment_key("reweighted", name))


def _few_weights(least: Number) -> Mapping[str, str]:
    return {
        "en": f"only {{measured}} points of weight were measured, and {least} are needed",
        "zh": f"只测得权重 {{measured}}，至少需要 {least}",
    }


def _left_out(steps: Steps, rules: RuleSet, name: str, counted: Node) -> Reason:
    """Some work, but not enough of it to count."""
    scenarios = rules.scenarios
    main = scenarios is not None and scenarios.blend == "main"
    least = None if scenarios is None else scenarios.min_percent
    worked = b.gt(steps[f"exposure:{name}"], whole(0))
    en = "only the main scenario counts" if main else f"under {least} %, left out"
    zh = "只计主要场景" if main else f"低于 {least}%，不计"
    return Reason(
        f"SCENARIO_LEFT_OUT:{name}",
        b.and_(worked, b.not_(counted)),
        {"en": f"{name}: {{share}} % of the work, {en}", "zh": f"{name}：占工作量 {{share}}%，{zh}"},
        {"share": f"work:{name}"},
    )


def _where(condition: Node, reasons: Iterable[Reason], scenario: str = "") -> Iterable[Reason]:
    """The reasons where the scenario counts, and in which one it is."""
    for one in reasons:
        said = {language: f"{scenario}: {text}" if language == "en" else f"{scenario}：{text}"
                for language, text in one.sentence.items()}  # fmt: skip
        yield evolve(one, holds=b.and_(condition, one.holds), sentence=said if scenario else one.sentence)
