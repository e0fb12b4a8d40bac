# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Plan against states: schedule_adherence (the right thing in time) and schedule_conformance (enough of it)."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import EXCEPTIONS, LEVELS, time

ADHERENCE, CONFORMANCE = "adherence_time", "conformance_time"
IF_KNOWN = "(1 if anybody > 0 else 0)"


def anybody(view: str) -> Part:
    """Time that anybody in the whole centre was logged in; none means that states are not loaded for the period."""
    return Part(view, Agg.SUM, "ms", "logged_in", at="centre")


def adherence_plan(params: Params) -> Plan:
    """Time in the right state over tracked time; work outside the plan may count against it."""
    parts = {
        "adherent": time(ADHERENCE, "tracked and right"),
        "tracked": time(ADHERENCE, "tracked"),
        "days": Part(ADHERENCE, where="first_tracked"),
        "anybody": anybody(ADHERENCE),
    }
    if not params["outside_counts"]:
        return Plan(parts=parts, value=f"100 * adherent / tracked / {IF_KNOWN}", sample="days")
    return Plan(
        parts={**parts, "outside": time(ADHERENCE, "outside")},
        value=f"100 * adherent / (tracked + outside) / {IF_KNOWN}",
        sample="days",
    )


CONFORMANCE_PLAN = Plan(
    parts={
        "worked": time(CONFORMANCE, "on_queue"),
        "planned": time(CONFORMANCE, "planned_on_queue"),
        "days": Part(CONFORMANCE, where="first_planned_on_queue"),
        "anybody": anybody(CONFORMANCE),
    },
    value=f"100 * worked / planned / {IF_KNOWN}",
    sample="days",
)

SCHEDULE_ADHERENCE = Metric(
    id="schedule_adherence",
    title={"en": "Schedule adherence", "zh": "遵守时间表（排班遵守率）"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=LEVELS,
    group="schedule",
    control=Control.AGENT,
    min_sample=5,
    params={
        "grace_s": Param(120, minimum=0, maximum=3600, doc="seconds for which a running contact may outlast a change"),
        "outside_counts": Param(default=False, doc="time on queue outside the plan counts against adherence"),
        "match": Param("class", one_of=("class", "exact"), doc="the kind of activity must agree, or the very activity"),
        "exceptions": EXCEPTIONS,
    },
    plan=adherence_plan,
    formula="100 * adherent / tracked; outside_counts: 100 * (1 - (missed + outside) / (tracked + outside))",
    docs={
        "en": "Share of tracked scheduled time in which the agent was in the right kind of state.",
        "zh": "应遵守的排班时间中，坐席处于正确状态的比例。",
        "edge_cases": "No tracked time: no value; nobody in the centre logged in at all: no value, as states are not "
        "loaded. On queue agrees with available, ringing, on_contact and acw; break, lunch, meeting, training, "
        "coaching and admin with any other state but offline (exact: with the same word); an absence with offline or "
        "no state; while systems are down every state is right. Offline during a planned meeting is not adherent. The "
        "grace: work on a contact (on_contact and acw without a gap) that began before the plan changes to something "
        "else than on queue is right for grace_s after the change; coming late or back late has no grace. Outside the "
        "plan is where nothing is planned at all. Where rows overlap an exception goes before the base, and of one "
        "layer the row that begins later. Planned time after the as-of is not judged. n is the number of agent-days "
        "with tracked time.",
        "edge_cases_zh": "没有应遵守的时间时无数值。计划变更后，仍在处理的联系在 grace_s 秒内算遵守；迟到没有宽限。"
        "例外优先于基础排班。样本数为人日。",
    },
    example="Scheduled 08:00-11:00 on queue; works 07:30-10:30, then break: 150 of 180 min = 83.3. 10 min late, 10 min "
    "longer, 60 planned, with outside_counts: 1 - 20/70 = 71.4",
    source="Amazon Connect; Genesys with and without work outside the shift; Salesforce adherence = adherent / "
    "scheduled minutes. Often confused with conformance.",
)

SCHEDULE_CONFORMANCE = Metric(
    id="schedule_conformance",
    title={"en": "Schedule conformance", "zh": "排班符合率"},
    unit="%",
    decimals=1,
    range=(0, 10**9),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="schedule",
    control=Control.AGENT,
    min_sample=5,
    params={
        "exceptions": EXCEPTIONS,
    },
    plan=CONFORMANCE_PLAN,
    formula="100 * worked on queue / scheduled on queue",
    docs={
        "en": "Worked time over scheduled time, whatever the clock hours.",
        "zh": "实际在线工作时间与排班在线时间之比，不论具体时段。",
        "edge_cases": "Nothing scheduled on queue: no value, also where somebody worked. May exceed 100. Who was "
        "scheduled and never came has 0, if anybody in the centre was logged in. n is the number of agent-days "
        "scheduled on queue.",
        "edge_cases_zh": "没有在线排班时无数值。可能超过 100。样本数为人日。",
    },
    example="15 min late, 15 min longer: 60 of 60 = 100.0 (adherence 75.0)",
    source="cxcentral.com.au; Genesys, which gives infinity where nothing was scheduled.",
)
