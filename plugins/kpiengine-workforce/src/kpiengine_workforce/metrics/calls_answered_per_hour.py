# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""calls_answered_per_hour: answered calls per hour of staffed time."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import (
    LEVELS,
    LOGGED_IN,
    ON_QUEUE,
    PAID,
    PAID_KNOWN,
    STATES,
    channel,
    directions,
    legs,
    min_coverage,
    time,
)

HOURS = {"on_queue": ON_QUEUE, "logged_in": LOGGED_IN, "paid": PAID}


def plan(params: Params) -> Plan:
    """Legs over hours of the chosen states."""
    base = params["hours"]
    parts = {"answered": Part("handled_legs", where=legs(params)), "staffed": time(STATES, HOURS[base])}
    if base == "paid":
        parts |= {"known": time(STATES, PAID_KNOWN), "logged_in": time(STATES, LOGGED_IN)}
    return Plan(
        parts=parts,
        value="answered * 3600000 / staffed",
        sample="answered",
        coverage=("known", "logged_in") if base == "paid" else None,
    )


CALLS_ANSWERED_PER_HOUR = Metric(
    id="calls_answered_per_hour",
    title={"en": "Calls answered per hour", "zh": "每小时接听的电话数"},
    unit="per hour",
    decimals=2,
    range=(0, 10**10),
    better=Better.WITHIN,
    levels=LEVELS,
    group="productivity",
    control=Control.SHARED,
    min_sample=20,
    params={
        "hours": Param(
            "on_queue", one_of=tuple(HOURS), doc="available, ringing, on a contact and wrap-up; all logged in; or paid"
        ),
        "directions": directions(),
        "channel": channel("voice"),
        "min_coverage": min_coverage(),
    },
    plan=plan,
    formula="answered / hours",
    docs={
        "en": "Answered calls per hour of staffed time.",
        "zh": "每个在岗小时接听的电话数。",
        "edge_cases": "No hours: no value; nothing answered: no value either, as there is no case. Calls count whole "
        "where handling ends, hours are cut at the bounds of the period. Paid hours need the column paid of "
        "agent_states, and below min_coverage of known time there is no value. n is the number of calls. A target "
        "makes agents chase counts: pair it with quality.",
        "edge_cases_zh": "没有工时或没有接听时无数值。电话按处理结束时间整体计入，工时按周期边界切分。"
        "样本数为电话数。不宜过分强调，应与质量指标搭配。",
    },
    example="42 calls in 7 on-queue hours: 6.00 (8 paid hours: 5.25)",
    source="Genesys interactions per hour: count / on-queue time.",
)
