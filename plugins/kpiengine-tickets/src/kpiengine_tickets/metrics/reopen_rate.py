# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""reopen_rate: how many solved tickets came back."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_tickets.metrics.settings import CHANNEL, MIN_COVERAGE, PERSON_UP, every, on_channel

VIEW = "first_solved_tickets"


def plan(params: Params) -> Plan:
    """Tickets by their first solution; one whose reopenings are not known is not judged."""
    asked = on_channel(params)
    return Plan(
        parts={
            "reopened": Part(VIEW, where=every(asked, "reopens > 0")),
            "solved": Part(VIEW, where=every(asked, "not is_missing(reopens)")),
            "all_solved": Part(VIEW, where=asked),
        },
        value="100 * reopened / solved",
        sample="solved",
        coverage=("solved", "all_solved"),
    )


REOPEN_RATE = Metric(
    id="reopen_rate",
    title={"en": "Reopen rate", "zh": "工单重开率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=20,
    params={
        "watch_days": Param(7, minimum=0, maximum=90, doc="days after the period for which the value is provisional"),
        "channel": CHANNEL,
        "min_coverage": MIN_COVERAGE,
    },
    plan=plan,
    formula="100 * reopened / first solved",
    docs={
        "en": "Share of solved tickets that came back.",
        "zh": "已解决工单中被重新打开的比例。",
        "edge_cases": "Nothing solved: no value; provisional for watch_days after the period. Dated by the first "
        "solution and charged to whoever had the ticket then (first_resolved_agent_id, else the assignee). A ticket "
        "opened again three times counts once. The source says how often, not when, so a later reopening still counts.",
        "edge_cases_zh": "没有已解决工单时无数值；期末后 watch_days 天内为暂定。"
        "按首次解决时间计期，记在当时负责人名下。多次重开只计一次。",
    },
    example="80 solved, 6 reopened: 7.5",
    source="Guard for every metric that rewards quick solutions.",
)
