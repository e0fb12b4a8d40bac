# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""resolution_24h_rate: how many tickets are solved within a day of their creation."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_tickets.metrics.settings import (
    CHANNEL,
    MIN_COVERAGE,
    PERSON_UP,
    RESOLUTION,
    clock,
    every,
    on_channel,
)


def plan(params: Params) -> Plan:
    """Tickets old enough to be judged; younger ones are left out, and the value is provisional meanwhile."""
    asked = on_channel(params)
    return Plan(
        parts={
            "in_time": Part("created_tickets", where=every(asked, "judged", "in_time")),
            "mature": Part("created_tickets", where=every(asked, "judged")),
            "known": Part("created_tickets", Agg.COUNT, "judged", asked),
            "created": Part("created_tickets", where=asked),
        },
        value="100 * in_time / mature",
        sample="mature",
        coverage=("known", "created"),
    )


RESOLUTION_24H_RATE = Metric(
    id="resolution_24h_rate",
    title={"en": "24-hour resolution rate", "zh": "24小时解决率"},
    unit="%",
    decimals=2,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=30,
    params={
        "limit_h": Param(24, minimum=1, maximum=8_760, doc="hours within which a ticket is to be solved"),
        "clock": clock(),
        "resolution": RESOLUTION,
        "channel": CHANNEL,
        "min_coverage": MIN_COVERAGE,
    },
    plan=plan,
    formula="100 * solved within limit_h / tickets old enough to be judged",
    docs={
        "en": "Share of tickets solved within 24 hours of creation.",
        "zh": "创建后 24 小时内解决的工单比例。",
        "edge_cases": "Nothing to be judged: no value. Younger than limit_h at as-of: not counted, solved or not, and "
        "the value is provisional. Exactly limit_h is in time. Tickets that agents or machines opened do not count; "
        "one that does not say who opened it does. A reopened ticket counts as unsolved unless resolution = first. On "
        "the business clock the value stays provisional for seven times limit_h.",
        "edge_cases_zh": "没有可判定的工单时无数值。统计时点不足 limit_h 的不计，数值为暂定。恰好 limit_h 算按时。"
        "员工或系统创建的工单不计；未注明创建者的计入。重开的工单视为未解决，除非 resolution = first。",
    },
    example="200 created, 4 too young, 190 solved within 24 h: 96.94",
    source="A stretch objective of 98 % is best cut into stages.",
)
