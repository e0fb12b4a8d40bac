# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Mean times of handled contacts: aht, avg_talk_time, avg_hold_time, avg_wrap_up_time."""

from collections.abc import Callable

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import PER_LEG, channel, directions, min_coverage

_TYPED = "not is_missing(contact_type)"
# Days of handling cannot be a mean of contacts; anything above is a fault.
LONGEST = 10_000_000


def mean_of(column: str, part: str) -> Callable[[Params], Plan]:
    """The plan of a mean of `column` per leg or per contact; legs whose time is unknown are left out and counted."""

    def plan(params: Params) -> Plan:
        chosen = every(among("direction", params["directions"]), on_channel(params))
        parts = {
            part: Part("handled_legs", Agg.SUM, column, chosen),
            "known": Part("handled_legs", Agg.COUNT, column, chosen),
            "legs": Part("handled_legs", Agg.COUNT, None, chosen),
        }
        if params["unit"] == "leg":
            return Plan(parts=parts, value=f"{part} / known", sample="known", coverage=("known", "legs"))
        # A contact is known when all of its legs are.
        complete = "legs > 0 and known == legs"
        fold = Reduce(
            {
                part: (Agg.SUM, part, complete),
                "handled": (Agg.COUNT, None, complete),
                "contacts": (Agg.COUNT, None, "legs > 0"),
            },
        )
        return Plan(
            parts=parts,
            by=("contact_id",),
            reduce=(fold,),
            value=f"{part} / handled",
            sample="handled",
            coverage=("handled", "contacts"),
        )

    return plan


def aht_plan(params: Params) -> Plan:
    """The mean; or, for `standardise`, what was needed against what the centre needs for the same types of contact.

    The time expected for a type is divided to a millionth of a second, since fractions with different divisors do not
    add up to one; what that leaves is far below the decimals shown.
    """
    time = "handle_s + (ring_s if direction == 'outbound' else 0)" if params["include_dial"] else "handle_s"
    if params["standardise"] == "none":
        return mean_of(time, "handle_sum")(params)
    if params["unit"] != "leg":
        raise ValueError('standardise = "type" compares legs; leave unit = "leg"')
    chosen = every(among("direction", params["directions"]), on_channel(params))
    fold = Reduce(
        let={"alike": "round(n * centre_s / centre_n, 6)"},
        parts={
            "handle_sum": (Agg.SUM, "s", _TYPED),
            "expected_sum": (Agg.SUM, "alike", _TYPED),
            "known": (Agg.SUM, "n", _TYPED),
            "legs": (Agg.SUM, "all_legs", None),
        },
    )
    return Plan(
        parts={
            "s": Part("handled_legs", Agg.SUM, time, chosen),
            "n": Part("handled_legs", Agg.COUNT, time, chosen),
            "all_legs": Part("handled_legs", Agg.COUNT, None, chosen),
            "centre_s": Part("handled_legs", Agg.SUM, time, chosen, at="centre"),
            "centre_n": Part("handled_legs", Agg.COUNT, time, chosen, at="centre"),
        },
        by=("contact_type",),
        reduce=(fold,),
        value="100 * handle_sum / expected_sum",
        sample="known",
        coverage=("known", "legs"),
    )


def aht_unit(params: Params) -> str:
    """Seconds; against one's own mix of types a percentage."""
    return "s" if params["standardise"] == "none" else "%"


def hold_plan(params: Params) -> Plan:
    """Mean hold over all legs, or over those with a hold."""
    chosen = every(among("direction", params["directions"]), on_channel(params))
    parts = {
        "hold_sum": Part("handled_legs", Agg.SUM, "hold_s", chosen),
        "known": Part("handled_legs", Agg.COUNT, "hold_s", chosen),
        "legs": Part("handled_legs", Agg.COUNT, None, chosen),
    }
    if not params["held_only"]:
        return Plan(parts=parts, value="hold_sum / known", sample="known", coverage=("known", "legs"))
    # Where holds are not counted, a hold time of more than nothing is a hold.
    held = every(chosen, "coalesce(hold_count > 0, hold_s > 0)", "hold_s >= 0")
    return Plan(
        parts={**parts, "held": Part("handled_legs", Agg.COUNT, None, held)},
        value="hold_sum / held",
        sample="held",
        coverage=("known", "legs"),
    )


def wrap_up_plan(params: Params) -> Plan:
    """Mean wrap-up; forgotten wrap-ups may be cut."""
    chosen = every(among("direction", params["directions"]), on_channel(params))
    wrap_up = f"min(acw_s, {params['cap_s']})" if params["cap_s"] else "acw_s"
    parts = {
        "acw_sum": Part("handled_legs", Agg.SUM, wrap_up, chosen),
        "known": Part("handled_legs", Agg.COUNT, "acw_s", chosen),
        "legs": Part("handled_legs", Agg.COUNT, None, chosen),
    }
    return Plan(parts=parts, value="acw_sum / known", sample="known", coverage=("known", "legs"))


AHT = Metric(
    id="aht",
    title={"en": "Average handle time", "zh": "平均处理时间"},
    unit="s",
    decimals=1,
    range=(0, LONGEST),
    better=Better.WITHIN,
    levels=PERSON_UP,
    group="handling",
    control=Control.SHARED,
    min_sample=20,
    params={
        "unit": PER_LEG,
        "directions": directions("inbound", "callback"),
        "standardise": Param(
            "none",
            one_of=("none", "type"),
            doc="type: in percent of what the centre needs for the same types of contact",
        ),
        "include_dial": Param(default=False, doc="dialling counts too, where directions has outbound"),
        "channel": channel(),
        "min_coverage": min_coverage(),
    },
    plan=aht_plan,
    units=aht_unit,
    formula="sum of (talk + hold + wrap-up) / handled (standardise = type: 100 * that sum / what the centre's mean for "
    "each type would make of as many contacts)",
    docs={
        "en": "Mean working time per contact: talk, hold and wrap-up.",
        "zh": "每次联系的平均工作时间：通话、保持与话后处理。",
        "edge_cases": "Nothing handled: no value. Ringing is not handling. A leg without a known talk, hold or wrap-up "
        "time is left out, and below min_coverage there is no value. Who handles the long types looks slow: "
        "compare within one contact type, or with standardise = type, where 100 is the centre's pace with one's "
        "own mix; contacts without a type are left out.",
        "edge_cases_zh": "没有处理量时无数值。振铃不计入。通话、保持或话后时间未知的记录不计，"
        "覆盖率低于 min_coverage 时无数值。standardise = type 时与全中心同类型联系的用时相比，100 为相同。",
    },
    example="9600 s over 25 calls: 384.0. A transferred contact of 200 s + 400 s: 300 per leg, 600 per contact. "
    "2 refunds of 500 s where the centre needs 400, 2 questions of 100 s where it needs 205; standardise = type: 99.2.",
    source="Amazon Connect: talk + hold + after-contact work.",
)

AVG_TALK_TIME = Metric(
    id="avg_talk_time",
    title={"en": "Average talk time", "zh": "平均通话时间"},
    unit="s",
    decimals=1,
    range=(0, LONGEST),
    better=Better.WITHIN,
    levels=PERSON_UP,
    group="handling",
    control=Control.SHARED,
    min_sample=20,
    params={
        "unit": PER_LEG,
        "directions": directions("inbound", "callback"),
        "channel": channel(),
        "min_coverage": min_coverage(),
    },
    plan=mean_of("talk_s", "talk_sum"),
    formula="sum of talk / handled",
    docs={
        "en": "Mean conversation time without hold and wrap-up.",
        "zh": "平均通话时长，不含保持和话后处理。",
        "edge_cases": "Nothing handled: no value. Legs without a known talk time are left out, and below min_coverage "
        "there is no value.",
        "edge_cases_zh": "没有处理量时无数值。通话时间未知的记录不计，覆盖率低于 min_coverage 时无数值。",
    },
    example="25 calls, 7500 s talk: 300.0",
    source="Amazon Connect agent interaction time leaves out hold and after-contact work.",
)

AVG_HOLD_TIME = Metric(
    id="avg_hold_time",
    title={"en": "Average hold time", "zh": "平均停留（保持）时间"},
    unit="s",
    decimals=1,
    range=(0, LONGEST),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="handling",
    control=Control.AGENT,
    min_sample=20,
    params={
        "held_only": Param(default=False, doc="divide by contacts with a hold only"),
        "directions": directions("inbound", "callback"),
        "channel": channel("voice"),
        "min_coverage": min_coverage(),
    },
    plan=hold_plan,
    formula="sum of hold / handled (held_only: / handled with a hold)",
    docs={
        "en": "Mean time customers are parked during the conversation.",
        "zh": "通话中客户被保持等待的平均时间。",
        "edge_cases": "Nothing handled: no value. No hold at all is a true 0, and no value with held_only. Waiting in "
        "the queue is not hold.",
        "edge_cases_zh": "没有处理量时无数值。完全没有保持时为 0，held_only 时无数值。排队等待不是保持。",
    },
    example="25 calls, 8 with hold, 600 s in total: 24.0 (held_only: 75.0)",
    source="Amazon Connect has both forms; Twilio leaves out calls without hold.",
)

AVG_WRAP_UP_TIME = Metric(
    id="avg_wrap_up_time",
    title={"en": "Average wrap-up time", "zh": "结束时间（话后处理时长）"},
    unit="s",
    decimals=1,
    range=(0, LONGEST),
    better=Better.WITHIN,
    levels=PERSON_UP,
    group="handling",
    control=Control.AGENT,
    min_sample=20,
    params={
        "cap_s": Param(0, minimum=0, maximum=86_400, doc="seconds; longer wrap-ups count as this much, 0 = no cut"),
        "directions": directions("inbound", "callback"),
        "channel": channel(),
        "min_coverage": min_coverage(),
    },
    plan=wrap_up_plan,
    formula="sum of wrap-up / handled",
    docs={
        "en": "Mean after-contact work.",
        "zh": "平均话后处理时长。",
        "edge_cases": "Nothing handled: no value. Legs without a known wrap-up are left out, and below min_coverage "
        "there is no value.",
        "edge_cases_zh": "没有处理量时无数值。话后时间未知的记录不计，覆盖率低于 min_coverage 时无数值。",
    },
    example="25 calls: 9600 s handling, 600 hold, 7500 talk: 60.0",
    source="Amazon Connect averages AfterContactWorkDuration.",
)
