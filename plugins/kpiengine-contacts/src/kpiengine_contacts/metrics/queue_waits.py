# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Waits of everybody who queued, of those who gave up, and the wait that nine of ten do not exceed."""

from decimal import Decimal

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce, Running, Total
from kpiengine_contacts.metrics.conditions import QUEUE_UP, every, on_channel
from kpiengine_contacts.metrics.service_level import kept_abandons
from kpiengine_contacts.metrics.settings import SHORT_ABANDON, channel, min_coverage


def _mean(where: str | None, kept: str) -> Plan:
    """Mean of the known waits among `kept` rows; what is not known is left out and counted."""
    known = every(where, "not is_missing(wait_s)")
    return Plan(
        parts={
            "wait_sum": Part("queue_entries", Agg.SUM, "wait_s", every(known, kept)),
            "entries": Part("queue_entries", where=every(known, kept)),
            "known": Part("queue_entries", where=known),
            "all": Part("queue_entries", where=where),
        },
        value="wait_sum / entries",
        sample="entries",
        coverage=("known", "all"),
    )


def wait_plan(params: Params) -> Plan:
    """Everybody who queued, but for those who hung up at once."""
    return _mean(on_channel(params), f"outcome != 'abandoned' or wait_s >= {params['short_abandon_s']}")


def patience_plan(params: Params) -> Plan:
    """Those who gave up."""
    return _mean(every(on_channel(params), "outcome == 'abandoned'"), kept_abandons(params))


def percentile_plan(params: Params) -> Plan:
    """A histogram by wait: how many waits each value has reached, and the value at the rank."""
    answered = every("outcome == 'answered'", on_channel(params))
    nearest = Reduce(
        {
            "wait": (Agg.MIN, "wait_s", "reached >= p * total"),
            "entries": (Agg.SUM, "n", None),
        },
        let={"reached": Running("n", "wait_s"), "total": Total("n")},
    )
    # Between the two values around the place (total - 1) * p; equal values leave nothing to share out.
    between = Reduce(
        {
            "low": (Agg.MIN, "wait_s", "reached > (total - 1) * p"),
            "rank": (Agg.MIN, "reached", "reached > (total - 1) * p"),
            "high": (Agg.MIN, "wait_s", "reached > (total - 1) * p + 1"),
            "entries": (Agg.SUM, "n", None),
        },
        let={"reached": Running("n", "wait_s"), "total": Total("n")},
    )
    linear = "low + coalesce(high - low, 0) * ((entries - 1) * p - rank + 1)"
    return Plan(
        parts={"n": Part("queue_entries", where=every(answered, "not is_missing(wait_s)"))},
        by=("wait_s",),
        reduce=(nearest if params["method"] == "nearest_rank" else between,),
        value="wait" if params["method"] == "nearest_rank" else linear,
        sample="entries",
    )


AVG_QUEUE_WAIT = Metric(
    id="avg_queue_wait",
    title={"en": "Average waiting time", "zh": "平均等待时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={"short_abandon_s": SHORT_ABANDON, "channel": channel(), "min_coverage": min_coverage()},
    plan=wait_plan,
    formula="sum of waits / entries",
    docs={
        "en": "Mean wait of everybody who queued, answered or not.",
        "zh": "所有排队客户（无论是否接通）的平均等待时间。",
        "edge_cases": "Nobody queued: no value. Whoever hung up within short_abandon_s is left out; whoever still "
        "waits is not in it yet.",
        "edge_cases_zh": "无人排队时无数值。短于 short_abandon_s 的放弃不计；仍在排队的不计。",
    },
    example="320 answered with 4800 s and 20 abandoned with 600 s: 15.9",
)

AVG_ABANDON_TIME = Metric(
    id="avg_abandon_time",
    title={"en": "Average time to abandon", "zh": "平均放弃等待时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.NEUTRAL,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=10,
    params={"short_abandon_s": SHORT_ABANDON, "channel": channel(), "min_coverage": min_coverage()},
    plan=patience_plan,
    formula="sum of waits of those who gave up / those who gave up",
    docs={
        "en": "Mean patience of those who gave up waiting.",
        "zh": "放弃排队的客户的平均耐心时间。",
        "edge_cases": "Nobody gave up: no value. Whoever hung up within short_abandon_s is left out.",
        "edge_cases_zh": "无人放弃时无数值。短于 short_abandon_s 的放弃不计。",
    },
    example="Three who gave up after 45, 60 and 90 s: 65.0",
    source="Amazon Connect: average queue abandon time.",
)

WAIT_P90 = Metric(
    id="wait_p90",
    title={"en": "90th percentile of wait", "zh": "等待时间P90"},
    unit="s",
    decimals=0,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "p": Param(Decimal("0.90"), minimum=0, maximum=1, doc="share of entries; 0.5 = the median"),
        "method": Param("nearest_rank", one_of=("nearest_rank", "linear"), doc="a wait that was, or one in between"),
        "channel": channel(),
    },
    plan=percentile_plan,
    formula="the smallest wait that a share p of answered entries does not exceed",
    docs={
        "en": "The wait that 90 % of answered entries do not exceed.",
        "zh": "90% 的已接通排队不超过的等待时间。",
        "edge_cases": "Nothing answered: no value. Made from the number of entries for each wait, so parts of days "
        "or queues merge exactly; percentiles are never averaged. Waits are taken in milliseconds.",
        "edge_cases_zh": "没有接通时无数值。由每个等待值的次数合并得出，绝不对百分位取平均。",
    },
    example="Waits 0, 2, 3, 5, 8, 10, 15, 20, 40, 120: the 9th of 10: 40 (median by nearest rank: 8; by linear: 9)",
    source="switchlabs.dev and Gorgias publish medians and p90, as means hide tails.",
)
