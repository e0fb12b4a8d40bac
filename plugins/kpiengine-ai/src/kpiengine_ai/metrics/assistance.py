# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""People with an AI assistant beside them: how often they use it, and how much shorter contacts are with it."""

from decimal import Decimal

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_ai.metrics.conditions import CHANNEL, DIRECTIONS, PERSON_UP, among, every, on_channel
from kpiengine_ai.views.legs_before import first_day


def usage_plan(params: Params) -> Plan:
    """A share of the legs of which it is known whether the assistant was used."""
    chosen = every(among("direction", params["directions"]), on_channel(params))
    return Plan(
        parts={
            "used": Part("handled_legs", where=every(chosen, "ai_assist == 'used'")),
            "known": Part("handled_legs", Agg.COUNT, "ai_assist", chosen),
            "legs": Part("handled_legs", where=chosen),
        },
        value="100 * used / known",
        sample="known",
        coverage=("known", "legs"),
    )


def reduction_plan(params: Params) -> Plan:
    """What the assisted legs took, against what as many legs of the same types take without the assistant.

    The time expected for a type is divided to a millionth of a second, since fractions with different divisors do not
    add up to one; what that leaves is far below the decimals shown.
    """
    first_day(params["rollout_on"])  # a text that is no day is refused here, with its reason
    chosen = every(among("direction", params["directions"]), on_channel(params))
    with_it = every(chosen, "ai_assist == 'used'")
    if params["baseline"] == "before_rollout":
        view, without = "legs_before_rollout", chosen
    else:
        view, without = "handled_legs", every(chosen, "ai_assist in ['none', 'offered']")
    parts = {
        "t1": Part("handled_legs", Agg.SUM, "handle_s", with_it),
        "n1": Part("handled_legs", Agg.COUNT, "handle_s", with_it),
        "t0": Part(view, Agg.SUM, "handle_s", without),
        "n0": Part(view, Agg.COUNT, "handle_s", without),
    }
    if params["standardise"] == "none":
        return Plan(parts=parts, value="100 * (t0 * n1 - t1 * n0) / (t0 * n1)", sample="n1")
    matched = f"not is_missing(contact_type) and n1 >= {params['min_type_n']} and n0 >= {params['min_type_n']}"
    fold = Reduce(
        let={"expected": "round(n1 * t0 / n0, 6)"},
        parts={
            "expected_s": (Agg.SUM, "expected", matched),
            "assisted_s": (Agg.SUM, "t1", matched),
            "assisted": (Agg.SUM, "n1", matched),
        },
    )
    return Plan(
        parts=parts,
        by=("contact_type",),
        reduce=(fold,),
        value="100 * (expected_s - assisted_s) / expected_s",
        sample="assisted",
    )


AI_ASSIST_USAGE = Metric(
    id="ai_assist_usage",
    title={"en": "AI-assist usage", "zh": "AI辅助使用率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.NEUTRAL,
    levels=PERSON_UP,
    group="ai",
    control=Control.AGENT,
    min_sample=20,
    params={
        "directions": DIRECTIONS,
        "channel": CHANNEL,
        "min_coverage": Param(Decimal("0.9"), minimum=0, maximum=1, doc="share of legs that say so, else no value"),
    },
    plan=usage_plan,
    formula="100 * legs with the assistant used / legs handled",
    docs={
        "en": "Share of human-handled contacts in which the assistant was used.",
        "zh": "人工处理的联系中使用AI辅助的比例。",
        "edge_cases": "Nothing handled: no value. Offered is not used. Legs that do not say whether it was used are "
        "left out; below min_coverage there is no value.",
        "edge_cases_zh": "没有处理量时无数值。提示而未使用不算。"
        "未记录是否使用的不计，覆盖率低于 min_coverage 时无数值。",
        "disagreements": "Usage is not effect; see ai_assist_aht_reduction.",
    },
    example="30 of 80: 37.5",
    source="asapp.com: impact = usage x effect.",
)

AI_ASSIST_AHT_REDUCTION = Metric(
    id="ai_assist_aht_reduction",
    title={"en": "Human-AI collaboration efficiency", "zh": "人机协作效率（AI辅助处理时长缩短率）"},
    unit="%",
    decimals=2,
    range=(-1_000_000, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="ai",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "standardise": Param("type", one_of=("type", "none"), doc="compare like with like, or all with all"),
        "baseline": Param(
            "same_period",
            one_of=("same_period", "before_rollout"),
            doc="contacts without the assistant: now, or before",
        ),
        "rollout_on": Param("", doc="day on which the assistant came, such as 2025-01-01; for before_rollout"),
        "min_type_n": Param(10, minimum=1, maximum=1_000_000, doc="legs that a type must have on both sides"),
        "directions": DIRECTIONS,
        "channel": CHANNEL,
    },
    plan=reduction_plan,
    formula="100 * (1 - time with assistance / sum over types of (legs with it * mean time without it))",
    docs={
        "en": "How much shorter handling is with AI assistance, for the same mix of contacts.",
        "zh": "在相同联系类型构成下，使用AI辅助使处理时长缩短的比例。",
        "edge_cases": "No type with min_type_n legs on both sides: no value. A type without a counterpart changes "
        "nothing, and contacts without a type are in none. Offered but unused is not assistance. Legs with an unknown "
        "handling time are out. Longer handling gives less than 0.",
        "edge_cases_zh": "两侧均达到 min_type_n 的类型不存在时无数值。无对照的类型和无类型的联系不影响结果。"
        "提示而未使用不算辅助。处理时长未知的不计。时长变长则为负。",
        "disagreements": "The raw ratio (standardise = none) mistakes an easier mix of contacts for an effect.",
        "decisions": "The sample is the assisted legs that have a counterpart. baseline = before_rollout compares with "
        "the same unit's legs that ended before rollout_on; without that day there is no value.",
    },
    example="Billing: 20 with at 300 s, 30 without at 360 s; tech: 10 with at 700 s, 20 without at 800 s: 14.47 "
    "(standardise = none: 19.15)",
    source="asapp.com: usage is not effect, and confounders such as the type must be removed.",
)
