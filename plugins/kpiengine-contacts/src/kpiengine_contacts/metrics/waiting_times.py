# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""How long customers wait in queues: asa and max_wait."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP, QUEUE_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import PER_ENTRY, channel, min_coverage


def asa_plan(params: Params) -> Plan:
    """Waits of answered entries over answered entries; a wait that is not known is left out and counted."""
    chosen = every(on_channel(params), "seq == 1" if params["unit"] == "contact" else None)
    answered = every("outcome == 'answered'", chosen)
    waited = (
        every(among("outcome", ["answered", "abandoned"]), chosen) if params["include_abandoned_wait"] else answered
    )
    return Plan(
        parts={
            "wait_sum": Part("queue_entries", Agg.SUM, "wait_s", waited),
            "answered": Part("queue_entries", Agg.COUNT, "wait_s", answered),
            "all_answered": Part("queue_entries", Agg.COUNT, None, answered),
        },
        value="wait_sum / answered",
        sample="answered",
        coverage=("answered", "all_answered"),
    )


def max_wait_plan(params: Params) -> Plan:
    """The longest stay of all."""
    chosen = on_channel(params)
    return Plan(
        parts={
            "longest": Part("queue_entries", Agg.MAX, "wait_s", chosen),
            "known": Part("queue_entries", Agg.COUNT, "wait_s", chosen),
            "entries": Part("queue_entries", Agg.COUNT, None, chosen),
        },
        value="longest",
        sample="known",
        coverage=("known", "entries"),
    )


ASA = Metric(
    id="asa",
    title={"en": "Average speed of answer", "zh": "平均应答速度"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "include_abandoned_wait": Param(default=False, doc="add the waits of those who gave up to the numerator"),
        "unit": PER_ENTRY,
        "channel": channel("voice"),
        "min_coverage": min_coverage(),
    },
    plan=asa_plan,
    formula="sum of waits of answered entries / answered entries",
    docs={
        "en": "Mean wait in the queue of those who were answered, ringing included.",
        "zh": "已接通客户的平均排队等待时间（含振铃）。",
        "edge_cases": "Nothing answered: no value. Impatient callers vanish from this mean, so show it with "
        "abandonment_rate. It is a figure of the queue; staffing moves it, not the agent.",
        "edge_cases_zh": "没有接通时无数值。放弃的客户不在此均值内，应与放弃率一同查看。它反映队列与排班，而非个人。",
    },
    example="320 answered, 4800 s of waiting: 15.0 (with 600 s of 20 abandoned callers added: 16.9)",
    source="Genesys: sum of tAnswered / count, time before the queue left out.",
)

MAX_WAIT = Metric(
    id="max_wait",
    title={"en": "Longest wait", "zh": "最长等待时间"},
    unit="s",
    decimals=0,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=1,
    params={"channel": channel(), "min_coverage": min_coverage()},
    plan=max_wait_plan,
    formula="largest wait",
    docs={
        "en": "Longest single wait in the queue, abandoned ones included.",
        "zh": "单次最长排队等待时间（含放弃）。",
        "edge_cases": "No entry: no value.",
        "edge_cases_zh": "没有排队记录时无数值。",
    },
    example="Waits of 5, 40 and 120 s: 120",
    source="Supporting metric. Amazon Connect maximum queued time includes abandoned contacts.",
)
