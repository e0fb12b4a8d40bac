# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""What stays open: backlog (how much) and avg_age_of_query (how old)."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_tickets.metrics.settings import CHANNEL, MIN_COVERAGE, PERSON_UP, clock, on_channel

VIEWS = {
    ("elapsed", "last"): "open_tickets",
    ("elapsed", "mean"): "open_tickets_daily",
    ("business", "last"): "open_tickets_business",
    ("business", "mean"): "open_tickets_business_daily",
}


def age_plan(params: Params) -> Plan:
    """Ages added up over open tickets, at the period's end or at the end of each of its days."""
    view, asked = VIEWS[params["clock"], params["over_time"]], on_channel(params)
    return Plan(
        parts={
            "age_sum": Part(view, Agg.SUM, "age_ms", asked),
            "known": Part(view, Agg.COUNT, "age_ms", asked),
            "open": Part(view, where=asked),
        },
        value="age_sum / known / 86400000",
        sample="known",
        coverage=("known", "open"),
    )


def backlog_plan(params: Params) -> Plan:
    """Open tickets at the period's end."""
    return Plan(parts={"open": Part("open_tickets", where=on_channel(params))}, value="open", sample="open")


AVG_AGE_OF_QUERY = Metric(
    id="avg_age_of_query",
    title={"en": "Average age of query", "zh": "平均查询年龄"},
    unit="days",
    decimals=2,
    range=(0, 20_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=5,
    params={
        "clock": clock(),
        "over_time": Param("last", one_of=("last", "mean"), doc="at the period's end, or over the ends of its days"),
        "channel": CHANNEL,
        "min_coverage": MIN_COVERAGE,
    },
    plan=age_plan,
    formula="sum of (period end - creation) / open tickets",
    docs={
        "en": "Mean age of matters still open at the moment of reporting.",
        "zh": "统计时点仍未解决事项的平均年龄。",
        "edge_cases": "Nothing open: no value, not 0. Open is from creation to the latest solution, as the times say; "
        "a reopened ticket was open all the while. Adds up over teams, not over time: a month has the value of its "
        "end, or with over_time = mean all ages over all ticket-days. A period that still runs is looked at as of now. "
        "On the business clock a day is 24 open hours. A solved ticket without a time is left out.",
        "edge_cases_zh": "没有未结工单时无数值（不是 0）。从创建到最近一次解决均视为未结，重开者亦然。可跨团队相加，"
        "不可跨时间相加：月值取月末，或 over_time = mean 取每日日终合计。业务时钟的一天为 24 个营业小时。",
    },
    example="Three open for 2, 3 and 10 days: 5.00",
    source="No authoritative formula was found; matters solved at first contact are never open.",
)

BACKLOG = Metric(
    id="backlog",
    title={"en": "Open backlog", "zh": "未结工单量"},
    unit="count",
    decimals=0,
    range=(0, 10**12),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=1,
    params={"channel": CHANNEL},
    plan=backlog_plan,
    formula="open tickets at the period's end",
    docs={
        "en": "Tickets open at the end of the period.",
        "zh": "期末未结工单数量。",
        "edge_cases": "0 is a value if tickets are loaded. Open is from creation to the latest solution; pending and "
        "on hold are open; merged, deleted and spam tickets are not.",
        "edge_cases_zh": "工单表已加载时 0 是有效数值。等待与挂起均为未结；合并、删除、垃圾工单不计。",
    },
    example="17 open tickets: 17",
    source="Guard for timely_resolution_rate, which does not see what stays open.",
)
