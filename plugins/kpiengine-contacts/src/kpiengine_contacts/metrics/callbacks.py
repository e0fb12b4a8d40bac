# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Callbacks: how many ask for one, how many get it, how long it takes."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP, QUEUE_UP, every
from kpiengine_contacts.metrics.settings import SHORT_ABANDON, min_coverage

VIEW = "callbacks"
REACHED = "status in ['connected', 'customer_returned']"


def requests_plan(params: Params) -> Plan:
    """Every request counts."""
    del params
    return Plan(parts={"requests": Part(VIEW)}, value="requests", sample="requests")


def rate_plan(params: Params) -> Plan:
    """Requests over stays in the queue; hang-ups that happened at once are no stays."""
    known = "not is_missing(wait_s) or outcome != 'abandoned'"
    kept = f"outcome != 'abandoned' or wait_s >= {params['short_abandon_s']}"
    return Plan(
        parts={
            "requests": Part(VIEW),
            "queued": Part("queue_entries", where=kept),
            "known": Part("queue_entries", where=known),
            "entries": Part("queue_entries"),
        },
        # No request where there was a queue is 0, not unknown.
        value="100 * coalesce(requests, 0) / queued",
        sample="queued",
        coverage=("known", "entries"),
    )


def completion_plan(params: Params) -> Plan:
    """Requests that reached the customer, over those that are settled."""
    reached = REACHED
    if params["on_time"]:
        in_time = f"ts_connected <= ts_promised + minutes({params['grace_min']})"
        reached = f"status == 'customer_returned' or status == 'connected' and (is_missing(ts_promised) or {in_time})"
    closed = None if params["pending"] == "fail" else "status != 'pending'"
    return Plan(
        parts={"connected": Part(VIEW, where=every(closed, reached)), "closed": Part(VIEW, where=closed)},
        value="100 * connected / closed",
        sample="closed",
    )


def wait_plan(params: Params) -> Plan:
    """Time to the first dialling over callbacks that were dialled."""
    column = "business_s" if params["clock"] == "business" else "elapsed_s"
    dialled = "not is_missing(ts_first_attempt)"
    return Plan(
        parts={
            "wait_sum": Part(VIEW, Agg.SUM, column, dialled),
            "known": Part(VIEW, Agg.COUNT, column, dialled),
            "attempted": Part(VIEW, where=dialled),
        },
        value="wait_sum / known / 60",
        sample="known",
        coverage=("known", "attempted"),
    )


CALLBACK_REQUESTS = Metric(
    id="callback_requests",
    title={"en": "Callback requests", "zh": "回呼请求数"},
    unit="count",
    decimals=0,
    range=(0, 10**12),
    better=Better.NEUTRAL,
    levels=QUEUE_UP,
    of_queues=True,
    group="volume",
    control=Control.SYSTEM,
    min_sample=1,
    plan=requests_plan,
    formula="requests",
    docs={
        "en": "Number of callbacks that customers asked for.",
        "zh": "客户提出的回呼请求数量。",
        "edge_cases": "0 is a value where callbacks are loaded, else there is none. Tests and internal contacts do not "
        "count. Dated by the request.",
        "edge_cases_zh": "回呼表已加载时 0 是有效数值，否则无数值。测试和内部联系不计。按请求时间计期。",
    },
    example="60 requests: 60",
    source="Some systems book callbacks in the interval of the inbound call.",
)

CALLBACK_RATE = Metric(
    id="callback_rate",
    title={"en": "Callback take-up", "zh": "回呼选择率"},
    unit="%",
    decimals=1,
    range=(0, 1_000),
    better=Better.NEUTRAL,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={"short_abandon_s": SHORT_ABANDON, "min_coverage": min_coverage()},
    plan=rate_plan,
    formula="100 * requests / queued",
    docs={
        "en": "Share of queued contacts that chose a callback.",
        "zh": "排队联系中选择回呼的比例。",
        "edge_cases": "Nothing queued: no value. Hang-ups in the menu never queued; those shorter than short_abandon_s "
        "are left out. Requests made outside a queue (by web) may raise it above 100.",
        "edge_cases_zh": "没有排队时无数值。菜单内挂断未进入排队；短于 short_abandon_s 的放弃不计。",
    },
    example="60 of 800 queued: 7.5",
    source="Virtual-queue reports use the queued contacts as base.",
)

CALLBACK_COMPLETION_RATE = Metric(
    id="callback_completion_rate",
    title={"en": "Callback completion rate", "zh": "回呼完成率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="access",
    control=Control.SHARED,
    min_sample=20,
    params={
        "pending": Param("exclude", one_of=("exclude", "fail"), doc="requests not settled yet: left out, or failed"),
        "on_time": Param(default=False, doc="only those reached by the agreed time count"),
        "grace_min": Param(15, minimum=0, maximum=1_440, doc="minutes after the agreed time that are still in time"),
    },
    plan=completion_plan,
    formula="100 * reached / settled requests",
    docs={
        "en": "Share of requested callbacks that reached the customer.",
        "zh": "回呼请求中成功联系到客户的比例。",
        "edge_cases": "Nothing settled: no value. A customer who called again himself counts as reached, in time too. "
        "With on_time, a callback for which no time was agreed is in time whenever it reaches the customer. An agent "
        "has a value only for callbacks that name him.",
        "edge_cases_zh": "没有已了结的请求时无数值。客户自行再次来电算已联系。"
        "on_time 时未约定时间的回呼只要接通即算按时。",
    },
    example="60 requests: 48 connected, 6 unreachable, 2 cancelled, 4 pending: 85.7",
    source="Callback summary reports of contact platforms.",
)

CALLBACK_WAIT = Metric(
    id="callback_wait",
    title={"en": "Time to callback", "zh": "回呼等待时间"},
    unit="min",
    decimals=1,
    range=(0, 600_000),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=10,
    params={
        "clock": Param("business", one_of=("business", "elapsed"), doc="open time of the calendar, or all time"),
        "min_coverage": min_coverage(),
    },
    plan=wait_plan,
    formula="sum of times from request to first dialling / callbacks dialled",
    docs={
        "en": "Mean time from the request to the first dialling.",
        "zh": "从请求到首次拨打的平均时间。",
        "edge_cases": "Nothing dialled: no value. On the business clock only open time of the queue's calendar counts; "
        "without a calendar every hour is open.",
        "edge_cases_zh": "没有拨打时无数值。业务时钟只计队列日历的营业时间；没有日历即全天营业。",
    },
    example="Dialled after 5, 10 and 30 min: 15.0",
    source="Average wait time to callback in virtual-queue reports.",
)
