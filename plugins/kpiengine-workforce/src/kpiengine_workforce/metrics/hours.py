# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Paid and worked time of the plan, with its recorded exceptions: what money is prorated by."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import LEVELS, PLAN, every, time

GROUP = "presence"
AT_WORK = "paid and present"
# Kinds of leave as rule sets call them -> the rows of the plan that they are.
LEAVE = {
    "annual_leave": "activity == 'leave' and coalesce(leave_type, 'annual') == 'annual'",
    "compensatory_leave": "activity == 'leave' and leave_type == 'compensatory'",
    "parental_leave": "activity == 'leave' and leave_type == 'parental'",
    "study_leave": "activity == 'leave' and leave_type == 'study'",
    "sick_leave": "activity == 'sick' or activity == 'leave' and leave_type == 'sick'",
    "public_holiday": "activity == 'holiday'",
    "training": "activity == 'training'",
}
HAS_QUEUE = "not is_missing(queue_id)"
PAID_DAYS = Part(PLAN, where="first_paid")
ANY_ABSENCE = "activity == 'leave' or activity == 'holiday' or activity == 'sick'"


def paid_plan(params: Params) -> Plan:
    """Paid time at work, and of the kinds of leave that count."""
    kinds = " or ".join(f"({LEAVE[str(kind)]})" for kind in params["count_as_worked"])
    where = every("paid", f"present or {kinds}" if kinds else "present")
    return Plan(parts={"paid_ms": time(PLAN, where), "days": PAID_DAYS}, value="paid_ms / 3600000", sample="days")


def _hours(where: str) -> Plan:
    return Plan(parts={"ms": time(PLAN, where), "days": PAID_DAYS}, value="ms / 3600000", sample="days")


PLANNED = "The schedule with all recorded exceptions over it; what was not planned and not recorded is not seen. "
PLANNED_ZH = "按含例外记录的排班计算；未排班也未记录的时间不计。"

PAID_HOURS = Metric(
    id="paid_hours",
    title={"en": "Paid hours at work", "zh": "计薪工时"},
    unit="h",
    decimals=2,
    range=(0, 100_000),
    better=Better.NEUTRAL,
    levels=LEVELS,
    group=GROUP,
    control=Control.SHARED,
    params={
        "count_as_worked": Param((), one_of=tuple(LEAVE), doc="kinds of leave that count as if they were worked"),
    },
    plan=paid_plan,
    formula="paid ms / 3,600,000, of time at work and of the kinds of leave that count",
    docs={
        "en": "Hours that are paid and planned at work; leave does not count unless it is named.",
        "zh": "排班中带薪的在岗小时数；未指明的休假不计。",
        "edge_cases": PLANNED + "n is the number of days with paid time.",
        "edge_cases_zh": PLANNED_ZH + "样本数为有带薪时间的天数。",
    },
    example="7 days of 8 h at work and 2 of annual leave: 56.00; with annual_leave: 72.00",
    source="payroll practice",
)

WORKED_HOURS = Metric(
    id="worked_hours",
    title={"en": "Hours worked", "zh": "出勤工时"},
    unit="h",
    decimals=2,
    range=(0, 100_000),
    better=Better.NEUTRAL,
    levels=LEVELS,
    group=GROUP,
    control=Control.SHARED,
    plan=_hours(AT_WORK),
    formula="paid ms at work / 3,600,000",
    docs={
        "en": "Hours that are paid and planned at work, without any leave.",
        "zh": "排班中带薪的在岗小时数，不含任何休假。",
        "edge_cases": PLANNED + "n is the number of days with paid time.",
        "edge_cases_zh": PLANNED_ZH + "样本数为有带薪时间的天数。",
    },
    example="7 days of 8 h: 56.00",
    source="payroll practice",
)

LEAVE_HOURS = Metric(
    id="leave_hours",
    title={"en": "Hours on leave", "zh": "休假工时"},
    unit="h",
    decimals=2,
    range=(0, 100_000),
    better=Better.NEUTRAL,
    levels=LEVELS,
    group=GROUP,
    control=Control.SHARED,
    plan=Plan(
        parts={"ms": time(PLAN, ANY_ABSENCE), "days": Part(PLAN, where="first_paid")},
        value="ms / 3600000",
        sample="days",
    ),
    formula="ms of leave, holidays and sickness / 3,600,000",
    docs={
        "en": "Hours of the plan that were leave, a holiday or sickness, paid or not.",
        "zh": "排班中休假、法定假日和病假的小时数。",
        "edge_cases": PLANNED + "n is the number of days with paid time.",
        "edge_cases_zh": PLANNED_ZH + "样本数为有带薪时间的天数。",
    },
    example="2 days of 8 h of annual leave: 16.00",
    source="payroll practice",
)

WORKED_DAYS = Metric(
    id="worked_days",
    title={"en": "Days worked", "zh": "出勤天数"},
    unit="count",
    decimals=0,
    range=(0, 1_000_000),
    better=Better.NEUTRAL,
    levels=LEVELS,
    group=GROUP,
    control=Control.SHARED,
    plan=Plan(parts={"days": Part("planned_time", where="first_worked")}, value="days", sample="days"),
    formula="local days with paid time at work",
    docs={
        "en": "Days on which paid time at work was planned and not taken back by an exception.",
        "zh": "有带薪在岗时间的天数。",
        "edge_cases": PLANNED + "n is the number of such days.",
        "edge_cases_zh": PLANNED_ZH + "样本数即天数。",
    },
    example="7 days at work and 2 of leave: 7",
    source="payroll practice",
)

QUEUE_HOURS = Metric(
    id="queue_hours",
    title={"en": "Paid hours for queues", "zh": "队列计薪工时"},
    unit="h",
    decimals=2,
    range=(0, 100_000_000),
    better=Better.NEUTRAL,
    levels=(*LEVELS, "queue"),
    group=GROUP,
    control=Control.SHARED,
    plan=Plan(
        parts={"time": Part("paid_time", Agg.SUM, "paid_s", HAS_QUEUE), "pieces": Part("paid_time", where=HAS_QUEUE)},
        value="time / 3600",
        sample="pieces",
    ),
    formula="paid seconds at work for a queue / 3,600",
    docs={
        "en": "Paid hours at work, shared out each day among the queues of the day.",
        "zh": "带薪在岗小时数，按当天的队列逐日分摊。",
        "edge_cases": "Time that is planned for a queue is that queue's. Other paid time at work is shared out among "
        "the queues of the day: by the planned time that names them, else by handle time. On a day without either it "
        "is for no queue. n is the number of pieces of planned time.",
        "edge_cases_zh": "排班注明队列的时间归该队列；其余带薪在岗时间按当天各队列的排班时间分摊，"
        "没有则按处理时长分摊；两者皆无的日子不归任何队列。样本数为排班时间段数。",
    },
    example="8 h without a named queue, 3 h of chat and 1 h of calls handled: 6.00 for chat, 2.00 for the phone",
    source="payroll practice",
)

METRICS = (PAID_HOURS, WORKED_HOURS, LEAVE_HOURS, WORKED_DAYS, QUEUE_HOURS)
