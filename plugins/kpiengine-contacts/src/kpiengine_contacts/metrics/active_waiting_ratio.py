# Chinese text has Chinese punctuation
"""active_waiting_ratio: who waits for each one who is being served; the live pressure on a centre."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import QUEUE_UP, on_channel
from kpiengine_contacts.metrics.settings import channel

VALUES = {
    "snapshots": {"ratio": "waiting / active", "avg_waiting": "waiting / samples", "avg_active": "active / samples"},
    "intervals": {"ratio": "waiting / active", "avg_waiting": "waiting / open_ms", "avg_active": "active / open_ms"},
}


def plan(params: Params) -> Plan:
    """Sums over snapshots in opening hours, or time spent waiting and being served."""
    value = VALUES[params["source"]][params["output"]]
    if params["source"] == "snapshots":
        both = "open and not is_missing(active_n) and not is_missing(waiting_n)"
        return Plan(
            parts={
                "waiting": Part("snapshots", Agg.SUM, "waiting_n", both),
                "active": Part("snapshots", Agg.SUM, "active_n", both),
                "samples": Part("snapshots", where=both),
            },
            value=value,
            sample="samples",
        )
    chosen = on_channel(params)
    return Plan(
        parts={
            "waiting": Part("waiting_time", Agg.SUM, "ms", chosen),
            "active": Part("serving_time", Agg.SUM, "ms", chosen),
            "samples": Part("serving_time", where=chosen),
        },
        value=value,
        sample="samples",
    )


ACTIVE_WAITING_RATIO = Metric(
    id="active_waiting_ratio",
    title={"en": "Active and waiting calls", "zh": "主动等待呼叫"},
    unit="waiting per active",
    decimals=2,
    range=(0, 1_000_000),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=20,
    params={
        "output": Param(
            "ratio", one_of=("ratio", "avg_waiting", "avg_active"), doc="waiting per active, or a mean of one"
        ),
        "source": Param("snapshots", one_of=("snapshots", "intervals"), doc="live counters, or times of each contact"),
        "channel": channel("voice"),
    },
    plan=plan,
    formula="waiting contacts / contacts being served, over all snapshots",
    docs={
        "en": "Waiting contacts for each contact that is being served.",
        "zh": "每个正在处理的联系对应的等待数。",
        "edge_cases": "Nobody being served: no ratio (avg_waiting still has a value). Snapshots outside the opening "
        "hours of their queue are left out. source = intervals takes the time spent waiting and being served; its "
        "means are over the open time of the project's default calendar, its sample are the legs. The channel "
        "chooses intervals only: counters have none.",
        "edge_cases_zh": "无人处理中时无比值。营业时间外的快照不计。source = intervals 由等待与处理时长重建。",
    },
    example="Five snapshots, active 12, 10, 14, 12, 12; waiting 2, 0, 6, 3, 1: 0.20",
    source="No standard formula is published; the ratio of sums is ours.",
)
