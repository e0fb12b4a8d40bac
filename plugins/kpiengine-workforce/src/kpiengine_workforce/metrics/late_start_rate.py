# Chinese text has Chinese punctuation
"""late_start_rate: shifts begun late."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import EXCEPTIONS, LEVELS, SHIFT_GAP, every

VIEW = "shifts"
LATE = "late_s > 60 * grace_min"
CAME = "not is_missing(late_s)"


def plan(params: Params) -> Plan:
    """Late shifts over shifts; a shift without any log-in is late, or left out."""
    apart = params["no_show"] == "separate"
    return Plan(
        parts={
            "late": Part(VIEW, where=every(LATE, CAME) if apart else f"({LATE}) or is_missing(late_s)"),
            "shifts": Part(VIEW, where=CAME if apart else None),
            # Nobody came to any shift in the whole centre: then states are not loaded, and it is no finding.
            "anybody": Part(VIEW, Agg.COUNT, None, CAME, at="centre"),
        },
        value="100 * late / shifts / (1 if anybody > 0 else 0)",
        sample="shifts",
    )


LATE_START_RATE = Metric(
    id="late_start_rate",
    title={"en": "Late-start rate", "zh": "迟到率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=LEVELS,
    human=True,
    group="schedule",
    control=Control.AGENT,
    min_sample=5,
    params={
        "grace_min": Param(5, minimum=0, maximum=120, doc="minutes; a start exactly that late is still in time"),
        "no_show": Param("late", one_of=("late", "separate"), doc="a shift without any log-in is late, or left out"),
        "exceptions": EXCEPTIONS,
        "shift_gap_h": SHIFT_GAP,
    },
    plan=plan,
    formula="100 * late / shifts",
    docs={
        "en": "Share of shifts begun late.",
        "zh": "迟到班次占全部班次的比例。",
        "edge_cases": "No shift: no value; nobody in the centre came to any shift: no value, as states are not loaded. "
        "A shift is planned time at work without a gap of shift_gap_h hours, and counts on the local day on which it "
        "begins. Who is logged in at the start is in time, else the first state that is not offline inside the shift "
        "decides. Approved exceptions move or remove the start: leave in the morning is no late start. Sickness "
        "without notice is a shift missed unless exceptions = all or no_show = separate. A shift whose grace is not "
        "over at the as-of is not judged. n is the number of shifts.",
        "edge_cases_zh": "没有班次时无数值。班次计入开始当天。事先批准的例外会移动或取消班次开始。"
        "缺勤默认算迟到。样本数为班次数。",
    },
    example="20 shifts, 3 late by 15 min: 15.0",
    source="3 of 20 agents late: 15 % of the capacity is missing.",
)
