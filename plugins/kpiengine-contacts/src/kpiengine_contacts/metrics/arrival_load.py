# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""How many come, and when: call_arrival_rate, peak_hour_traffic, peak_share."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_contacts.metrics.conditions import QUEUE_UP, every, on_channel
from kpiengine_contacts.metrics.settings import channel
from kpiengine_contacts.views.attempts import STEPS

MS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
SLOT = Param(
    "clock_hour", one_of=tuple(STEPS), doc="an hour by the clock, two half-hours, or 60 min from every 5th min"
)


def rate_plan(params: Params) -> Plan:
    """Arrivals over the hours of the whole period; adding queues adds arrivals, never hours."""
    hours = "open_ms" if params["hours"] == "open" else "period_ms"
    return Plan(
        parts={"arrivals": Part("attempts", where=on_channel(params))},
        value=f"arrivals * {MS[params['per']]} / {hours}",
        sample="arrivals",
    )


def _windows(params: Params) -> dict[str, Part]:
    chosen = on_channel(params)
    return {
        "n": Part("arrival_windows", where=chosen),
        "came": Part("arrival_windows", where=every(chosen, "first")),
    }


def traffic_plan(params: Params) -> Plan:
    """The largest window of each day, then their mean; or the largest of all."""
    daily = Reduce({"most": (Agg.MAX, "n", None), "came": (Agg.SUM, "came", None)}, keep=("day",))
    whole = Reduce(
        {
            "peaks": (Agg.SUM, "most", None),
            "highest": (Agg.MAX, "most", None),
            "days": (Agg.COUNT, None, None),
            "arrivals": (Agg.SUM, "came", None),
        },
    )
    return Plan(
        parts=_windows(params),
        by=("day", "slot"),
        reduce=(daily, whole),
        value="peaks / days" if params["agg"] == "mean_of_daily_max" else "highest",
        sample="arrivals",
    )


def share_plan(params: Params) -> Plan:
    """The busiest hour of the day, over all days of the period, as a share of all arrivals."""
    return Plan(
        parts={"n": Part("attempts", where=on_channel(params))},
        by=("hour",),
        reduce=(Reduce({"most": (Agg.MAX, "n", None), "arrivals": (Agg.SUM, "n", None)}),),
        value="100 * most / arrivals",
        sample="arrivals",
    )


CALL_ARRIVAL_RATE = Metric(
    id="call_arrival_rate",
    title={"en": "Call arrival rate", "zh": "呼叫到达率"},
    unit="per hour",
    decimals=2,
    range=(0, 1_000_000_000),
    better=Better.NEUTRAL,
    levels=QUEUE_UP,
    of_queues=True,
    group="volume",
    control=Control.SYSTEM,
    min_sample=1,
    params={
        "per": Param("hour", one_of=tuple(MS), doc="calls per minute, hour or day of 24 hours"),
        "hours": Param("open", one_of=("open", "clock"), doc="open hours of the project's default calendar, or all"),
        "channel": channel("voice"),
    },
    plan=rate_plan,
    formula="arrivals / hours of the period",
    docs={
        "en": "Incoming calls per hour.",
        "zh": "单位时间内的来电数量。",
        "edge_cases": "No open hour: no value. Calls that met a busy tone count if the source tells them; transfers "
        "are no arrivals. The hours are those of the whole period, for a queue as for the centre, also while the "
        "period runs. A project without calendars is open around the clock.",
        "edge_cases_zh": "没有营业时间时无数值。转接不算到达。时长为整个周期，不因队列数而增加。",
    },
    example="2880 calls on a line that is open all day: 120.00 per hour",
    source="Erlang load = rate x handle time.",
)

PEAK_HOUR_TRAFFIC = Metric(
    id="peak_hour_traffic",
    title={"en": "Peak-hour traffic", "zh": "高峰时段流量"},
    unit="calls",
    decimals=1,
    range=(0, 1_000_000_000),
    better=Better.NEUTRAL,
    levels=QUEUE_UP,
    of_queues=True,
    group="volume",
    control=Control.SYSTEM,
    min_sample=1,
    params={
        "slot": SLOT,
        "agg": Param(
            "mean_of_daily_max", one_of=("mean_of_daily_max", "overall_max"), doc="mean of daily peaks, or the top"
        ),
        "channel": channel("voice"),
    },
    plan=traffic_plan,
    formula="mean over days of the calls in the busiest hour",
    docs={
        "en": "Calls in the busiest hour of a day, as a mean over days.",
        "zh": "每日最繁忙一小时的来电数（按日平均）。",
        "edge_cases": "No arrivals: no value; days without any are left out. Hours of several queues are added "
        "before the largest is taken. An hour that the clocks repeat is two. Windows begin on the day that they are "
        "counted for; with slot = sliding_60 they begin every five minutes.",
        "edge_cases_zh": "没有来电时无数值。多个队列先按小时相加再取最大。夏令时重复的小时算两个。",
    },
    example="Hours with 55, 80, 60, 45 on one day and 50, 60, 66, 40 on the next: 73.0 (overall_max: 80.0)",
    source="FS-1037: busy hour = 60 minutes of greatest load. customercontactweekdigital.com: two half-hours.",
)

PEAK_SHARE = Metric(
    id="peak_share",
    title={"en": "Peak-hour share", "zh": "高峰小时占比"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.NEUTRAL,
    levels=QUEUE_UP,
    of_queues=True,
    group="volume",
    control=Control.SYSTEM,
    min_sample=30,
    params={"channel": channel("voice")},
    plan=share_plan,
    formula="100 * calls in the busiest hour of the day / calls",
    docs={
        "en": "The busiest hour of the day as a share of all calls.",
        "zh": "最繁忙的钟点占全天来电的比例。",
        "edge_cases": "No arrivals: no value. Over several days the calls of each hour of the day are added first.",
        "edge_cases_zh": "没有来电时无数值。多日时先按钟点相加。",
    },
    example="Peak 80 of 400 calls: 20.0",
)
