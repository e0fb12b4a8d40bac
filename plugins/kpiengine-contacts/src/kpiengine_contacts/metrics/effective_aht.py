# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""effective_aht: handling time per contact when one agent serves several chats at once."""

from kpiengine.plugin import Agg, Better, Control, Metric, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP
from kpiengine_contacts.metrics.settings import TEXT_CHANNELS, channels, directions, min_coverage

EFFECTIVE_AHT = Metric(
    id="effective_aht",
    title={"en": "Concurrency-adjusted handle time", "zh": "并发折算处理时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.WITHIN,
    levels=PERSON_UP,
    group="handling",
    control=Control.SHARED,
    min_sample=20,
    params={
        "channels": channels(TEXT_CHANNELS),
        "directions": directions("inbound", "callback"),
        "min_coverage": min_coverage(),
    },
    plan=Plan(
        parts={
            "busy_union": Part("busy_legs", Agg.SUM, "busy_s"),
            "session_sum": Part("busy_legs", Agg.SUM, "session_s"),
            "known": Part("busy_legs", Agg.COUNT, "busy_s"),
            "legs": Part("busy_legs"),
        },
        value="busy_union / known",
        sample="known",
        coverage=("known", "legs"),
    ),
    formula="seconds in which at least one contact is handled / handled; concurrency = session_sum / busy_union",
    docs={
        "en": "Handling time per contact when one agent serves several chats at once: shared seconds count once.",
        "zh": "一名坐席同时处理多个会话时，每次联系折算的处理时间：重叠的时间只计一次。",
        "edge_cases": "Nothing handled: no value. A leg lasts from the answer to the end of wrap-up; one whose start "
        "or end is not known is left out, and below min_coverage there is no value. A second shared by several "
        "contacts belongs to the one that began first, so the figure adds up over agents, queues and periods; of one "
        "queue or one day it depends on what ran beside it. Only contacts of the channels and directions "
        "asked for share time.",
        "edge_cases_zh": "没有处理量时无数值。起止时间未知的记录不计，覆盖率低于 min_coverage 时无数值。"
        "多个会话共享的时间归最先开始的会话，因此可按坐席、队列和周期相加。",
    },
    example="10 chats, 5000 session seconds inside 3600 busy seconds (concurrency 1.39, plain AHT 500): 360.0",
    source="Supporting. globalwfm.com: concurrency = work time / engaged time. callcentrehelper.com 207062 divides "
    "once more by the concurrency, which counts it twice; not adopted. Amazon occupancy also ignores concurrency.",
)
