# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Handling over time: agent_utilisation over the agents' own time, resource_utilisation over what was planned."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import (
    LEVELS,
    LOGGED_IN,
    NOT_PAUSED,
    PAID,
    PAID_KNOWN,
    PLAN,
    STATES,
    channels,
    directions,
    every,
    min_coverage,
    time,
)

BASES = {"paid": PAID, "logged_in": LOGGED_IN, "paid_less_breaks": every(PAID, NOT_PAUSED)}
# Planned absence from the queue is no capacity; unplanned absence is, since it is a waste of it.
CAPACITY = {
    "net_planned": "paid and (activity == 'on_queue' or not planned)",
    "gross_paid": "paid",
    "on_queue": "activity == 'on_queue'",
}
# The centre's time says whether any handling is loaded at all: then somebody without any was busy for no time.
HANDLING = {
    "handled": time("busy_time", None),
    "everyone": Part("busy_time", at="centre"),
    "timed": Part("busy_legs", where="not is_missing(busy_s)"),
    "legs": Part("busy_legs"),
}
BUSY = "coalesce(handled, 0 * everyone)"


def agent_plan(params: Params) -> Plan:
    """Busy time over the chosen base; from planned time the base needs no states."""
    base = params["base"]
    if base == "scheduled":
        staffed = {"staffed": time(PLAN, "present"), "days": Part(PLAN, where="first_paid")}
        return _of(staffed, f"100 * {BUSY} / staffed")
    staffed = {"staffed": time(STATES, BASES[base]), "days": Part(STATES, where="first_logged_in")}
    if base == "logged_in":
        return _of(staffed, f"100 * {BUSY} / staffed")
    known = {"known": time(STATES, PAID_KNOWN), "logged_in": time(STATES, LOGGED_IN)}
    return _of({**staffed, **known}, f"100 * {BUSY} / (staffed if known >= min_coverage * logged_in else 0)")


def resource_plan(params: Params) -> Plan:
    """Busy time over the capacity that was planned."""
    capacity = {"capacity": time(PLAN, CAPACITY[params["capacity"]]), "days": Part(PLAN, where="first_paid")}
    return _of(capacity, f"100 * {BUSY} / capacity")


def _of(base: dict[str, Part], value: str) -> Plan:
    return Plan(parts={**HANDLING, **base}, value=value, sample="days", coverage=("timed", "legs"))


AGENT_UTILISATION = Metric(
    id="agent_utilisation",
    title={"en": "Agent utilisation rate", "zh": "座席利用率"},
    unit="%",
    decimals=1,
    range=(0, 10**9),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="utilisation",
    control=Control.SHARED,
    min_sample=5,
    params={
        "base": Param(
            "paid",
            one_of=(*BASES, "scheduled"),
            doc="working time: paid, all logged in, paid less breaks and lunch, or planned at work",
        ),
        "directions": directions(),
        "channels": channels(),
        "min_coverage": min_coverage(),
    },
    plan=agent_plan,
    formula="100 * handling seconds / working seconds",
    docs={
        "en": "Share of working time spent on contacts.",
        "zh": "工作时间中用于处理客户联系的比例。",
        "edge_cases": "No working time: no value. A second in which several contacts are handled counts once, so 100 "
        "is a ceiling where all handling lies in working time; handling and working time are both cut at the bounds "
        "of the period. Consults, tests and internal calls are working time and no handling, outbound calls are "
        "handling only with directions. Paid time needs the column paid of agent_states: below min_coverage of known "
        "time there is no value, and likewise below min_coverage of legs with known times. An agent who worked and "
        "handled nothing has 0, if any handling is loaded for the period. n is the number of agent-days logged in "
        "(base scheduled: with paid plan).",
        "edge_cases_zh": "没有工作时间时无数值。同时处理多个联系的时间只计一次。咨询、测试和内部通话算工作时间，"
        "不算处理时间。已付薪时间需要 paid 列，覆盖率不足时无数值。样本数为人日。",
    },
    example="45 calls x 480 s = 6 h in an 8 h shift: 75.0",
    source="Calls x AHT / working hours x 100. callcentrehelper.com 132518: utilisation uses all time at work, "
    "occupancy only logged-in time; other writers swap the words, hence base.",
)

RESOURCE_UTILISATION = Metric(
    id="resource_utilisation",
    title={"en": "Resource utilisation", "zh": "资源利用率"},
    unit="%",
    decimals=1,
    range=(0, 10**9),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="utilisation",
    control=Control.SYSTEM,
    min_sample=5,
    params={
        "capacity": Param(
            "net_planned",
            one_of=tuple(CAPACITY),
            doc="paid plan less planned time off queue, all paid plan, or planned time on queue",
        ),
        "directions": directions(),
        "channels": channels(),
        "min_coverage": min_coverage(),
    },
    plan=resource_plan,
    formula="100 * handling seconds / (scheduled paid seconds - planned off-queue seconds)",
    docs={
        "en": "How much of the bookable human capacity was used for customers.",
        "zh": "可安排的人力产能中用于服务客户的比例。",
        "edge_cases": "No capacity: no value. Unplanned absence stays in the capacity: it is a waste of it. Planned "
        "time off queue (leave, training, meetings, breaks) is taken out by the flag planned of the row that holds. "
        "Handling is counted as in agent_utilisation. Planned time after the as-of is not counted. Of one agent it is "
        "utilisation on scheduled time. n is the number of agent-days with paid plan.",
        "edge_cases_zh": "没有产能时无数值。计划外缺勤仍计入产能；计划内的离线时间从产能中扣除。样本数为人日。",
    },
    example="10 agents x 8 h = 80 h, 16 h planned off-phone, 48 h handling: 75.0",
    source="No external definition; ours.",
)
