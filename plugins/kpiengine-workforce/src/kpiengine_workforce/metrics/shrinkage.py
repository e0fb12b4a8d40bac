# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Shrinkage: paid time that is not there for customers, in total, planned and unplanned."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import LEVELS, NOTICE, PLAN, every, time

BOTH = "planned_and_worked"
OFF_QUEUE = "activity != 'on_queue'"
# Inside time on queue, nobody there and nothing recorded that says why.
GONE = "activity == 'on_queue' and not logged_in"
# A base row is planned by its flag; an exception must also have been published early enough.
BEFOREHAND = "planned and (layer == 'base' or is_missing(notice_s) or notice_s >= 3600 * notice_h)"
NO_BREAKS = "not (activity in ['break', 'lunch'])"
NO_LEAVE = "not (activity == 'holiday' or activity == 'leave' and coalesce(leave_type, 'annual') == 'annual')"
NO_OUTAGE = "activity != 'system_down'"
IF_KNOWN = "(1 if anybody > 0 else 0)"
ANYBODY = Part(BOTH, Agg.SUM, "ms", "logged_in", at="centre")


def total_plan(params: Params) -> Plan:
    """All time off queue over paid time, or over all planned time."""
    base = "paid" if params["paid_base"] == "paid" else "in_plan"
    lost = f"({OFF_QUEUE}) or ({GONE})"
    chosen = every(
        base,
        lost,
        None if params["include_breaks"] else NO_BREAKS,
        None if params["include_leave"] else NO_LEAVE,
    )
    return Plan(
        parts={
            "lost": time(BOTH, chosen),
            "base": time(BOTH, base),
            "days": Part(BOTH, where="first_paid"),
            "anybody": ANYBODY,
        },
        value=f"100 * lost / base / {IF_KNOWN}",
        sample="days",
    )


def planned_plan(params: Params) -> Plan:
    """The planned part; it needs no states."""
    chosen = every("paid", OFF_QUEUE, BEFOREHAND, None if params["include_breaks"] else NO_BREAKS)
    return Plan(
        parts={"planned_ms": time(PLAN, chosen), "base": time(PLAN, "paid"), "days": Part(PLAN, where="first_paid")},
        value="100 * planned_ms / base",
        sample="days",
    )


def unplanned_plan(params: Params) -> Plan:
    """The unplanned part, unexplained absence from the queue included."""
    recorded = every(OFF_QUEUE, f"not ({BEFOREHAND})")
    chosen = every("paid", f"({recorded}) or ({GONE})", NO_OUTAGE if params["outage"] == "exclude" else None)
    return Plan(
        parts={
            "unplanned_ms": time(BOTH, chosen),
            "base": time(BOTH, "paid"),
            "days": Part(BOTH, where="first_paid"),
            "anybody": ANYBODY,
        },
        value=f"100 * unplanned_ms / base / {IF_KNOWN}",
        sample="days",
    )


INCLUDE_BREAKS = Param(default=True, doc="breaks and lunch count as time lost")
CUT = "Planned time after the as-of is not counted; all time is cut at the bounds of the period. "
OVERLAP = "Exceptions win over the base plan, and of one layer the row that begins later. "
SAMPLE = "n is the number of agent-days with paid plan."

SHRINKAGE_TOTAL = Metric(
    id="shrinkage_total",
    title={"en": "Shrinkage, total", "zh": "缩水率（总）"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="schedule",
    control=Control.SYSTEM,
    min_sample=20,
    params={
        "include_breaks": INCLUDE_BREAKS,
        "include_leave": Param(default=True, doc="annual leave and holidays count as time lost"),
        "paid_base": Param("paid", one_of=("paid", "scheduled"), doc="share of paid time, or of all planned time"),
    },
    plan=total_plan,
    formula="100 * (planned + unplanned off-queue seconds) / paid seconds",
    docs={
        "en": "Share of paid time that is not available for customers.",
        "zh": "带薪时间中无法用于服务客户的比例。",
        "edge_cases": "No paid time: no value; nobody in the centre logged in at all: no value, as states are not "
        "loaded. Lost is every planned activity but on_queue, and time offline (or without a state) inside time on "
        "queue that nothing explains. Only paid time can be lost: an unpaid lunch is in neither part, with paid_base "
        "= scheduled it is in both. What is not included leaves the numerator only. Leave without a leave_type is "
        "annual leave. " + OVERLAP + CUT + SAMPLE,
        "edge_cases_zh": "没有带薪时间时无数值。计划的非在线活动和无法解释的离线时间都算缩水。"
        "例外优先于基础排班。样本数为人日。",
    },
    example="1600 paid h: leave 120, training 64, meetings 32, breaks 104; sickness 56, lateness 8, outage 16: 25.0",
    source="contactcentrehelper.com 90353: (external + internal) / hours available; AgentTime does not count scheduled "
    "breaks, hence include_breaks. 25-35 % is typical.",
)

SHRINKAGE_PLANNED = Metric(
    id="shrinkage_planned",
    title={"en": "Shrinkage, planned", "zh": "计划内缩水率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="schedule",
    control=Control.SYSTEM,
    min_sample=20,
    params={"notice_h": NOTICE, "include_breaks": INCLUDE_BREAKS},
    plan=planned_plan,
    formula="100 * planned off-queue seconds / paid seconds",
    docs={
        "en": "The planned part of shrinkage: training, meetings, leave, breaks.",
        "zh": "缩水率的计划内部分：培训、会议、休假、休息。",
        "edge_cases": "No paid time: no value. A base row is planned by its flag. An exception is planned if its flag "
        "says so and it was published at least notice_h hours before it begins; where the publication is not known, "
        "the flag decides. With the same notice_h, planned and unplanned shrinkage make the total. Needs no states. "
        + OVERLAP
        + CUT
        + SAMPLE,
        "edge_cases_zh": "没有带薪时间时无数值。例外须提前 notice_h 小时发布才算计划内。样本数为人日。",
    },
    example="320 of 1600 h: 20.0",
    source="Planned: training, meetings, leave, breaks.",
)

SHRINKAGE_UNPLANNED = Metric(
    id="shrinkage_unplanned",
    title={"en": "Shrinkage, unplanned", "zh": "计划外缩水率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=LEVELS,
    human=True,
    group="schedule",
    control=Control.SHARED,
    min_sample=20,
    personal=True,
    params={
        "notice_h": NOTICE,
        "outage": Param("count", one_of=("count", "exclude"), doc="planned time with systems down is lost, or not"),
    },
    plan=unplanned_plan,
    formula="100 * unplanned off-queue seconds / paid seconds",
    docs={
        "en": "The unplanned part of shrinkage: sickness, lateness, early leave, outage, unexplained absence.",
        "zh": "缩水率的计划外部分：病假、迟到、早退、系统故障和无法解释的离线。",
        "edge_cases": "No paid time: no value; nobody in the centre logged in at all: no value, as states are not "
        "loaded. It holds health data: sickness must not decide anybody's pay where the law forbids it, so the metric "
        "is marked personal. An outage that is excluded leaves the numerator only. What is planned is told as in "
        "shrinkage_planned. " + OVERLAP + CUT + SAMPLE,
        "edge_cases_zh": "没有带薪时间时无数值。含健康信息，按法律可能不得用于个人薪酬。样本数为人日。",
    },
    example="80 of 1600 h: 5.0",
    source="callcentertalks.com, callcentrehelper.com: sickness, lateness, early leave, outage.",
)
