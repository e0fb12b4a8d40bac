"""abandonment_rate: who gave up waiting, or (as a residual) whoever came and was not served."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import QUEUE_UP, every, on_channel
from kpiengine_contacts.metrics.service_level import kept_abandons, offered
from kpiengine_contacts.metrics.settings import SHORT_ABANDON, channel, min_coverage

IVR = "outcome == 'abandoned_ivr'"


def plan(params: Params) -> Plan:
    """Real hang-ups in the queue, or contacts received and not handled."""
    asked = on_channel(params)
    if params["variant"] == "residual":
        received = every(asked, None if params["include_ivr"] else "outcome != 'abandoned_ivr'")
        return Plan(
            parts={
                "received": Part("arrivals", where=received),
                "handled": Part("arrivals", where=every(received, "outcome in ['handled', 'contained']")),
            },
            value="100 * (received - handled) / received",
            sample="received",
        )
    judged = every(asked, "not is_missing(wait_s)")
    parts = {
        "abandoned": Part("queue_entries", where=every(judged, kept_abandons(params))),
        "offered": Part("queue_entries", where=every(judged, offered(params))),
        "known": Part("queue_entries", where=judged),
        "entries": Part("queue_entries", where=asked),
    }
    if not params["include_ivr"]:
        return Plan(parts=parts, value="100 * abandoned / offered", sample="offered", coverage=("known", "entries"))
    return Plan(
        parts={**parts, "left_menu": Part("arrivals", where=every(asked, IVR))},
        value="100 * (abandoned + coalesce(left_menu, 0)) / (offered + coalesce(left_menu, 0))",
        sample="offered",
        coverage=("known", "entries"),
    )


ABANDONMENT_RATE = Metric(
    id="abandonment_rate",
    title={"en": "Abandonment rate", "zh": "呼叫放弃率"},
    unit="%",
    decimals=2,
    range=(0, 100),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "short_abandon_s": SHORT_ABANDON,
        "variant": Param("queue", one_of=("queue", "residual"), doc="real hang-ups, or received less handled"),
        "include_ivr": Param(default=False, doc="hang-ups in the menu count too"),
        "channel": channel(),
        "min_coverage": min_coverage(),
    },
    plan=plan,
    formula="100 * abandoned / offered (residual: 100 * (received - handled) / received)",
    docs={
        "en": "Share of offered entries in which the customer gave up waiting.",
        "zh": "排队中放弃等待的客户比例。",
        "edge_cases": "Nothing offered: no value. Waits shorter than short_abandon_s are dropped from both parts; "
        "exactly that long counts. Taking a callback is no abandonment. The residual also holds overflow, voicemail "
        "and failures.",
        "edge_cases_zh": "没有进线时无数值。短于 short_abandon_s 的放弃从分子分母中去除。选择回呼不算放弃。",
    },
    example="60 abandoned, 10 of them before 5 s, 1000 answered: 4.76 (short_abandon_s = 0: 5.66; residual with 100 "
    "received, 95 handled: 5.00)",
    source="callcentrehelper.com 75869: leaving out the first 5 s is common.",
)
