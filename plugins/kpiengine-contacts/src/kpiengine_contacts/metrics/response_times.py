# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""How long customers wait for a first response: over all channels, by phone, online, in and out of peak hours."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import channel
from kpiengine_contacts.tables.columns import CHANNELS
from kpiengine_contacts.views.responses import TEXT, VOICE

MIXED = "spoken, typed and mailed contacts have different clocks; choose a channel, or say allow_mixed = true"
RESPONDER = Param("human", one_of=("human", "any", "ai"), doc="whose reply ends the wait; any = the earlier one")
CLOCK = Param("elapsed", one_of=("elapsed", "business"), doc="all time, or open hours only")
ALLOW_MIXED = Param(default=False, doc="one mean over spoken, typed and mailed contacts")
WINDOWS = Param(
    "calendar", one_of=("calendar", "auto"), doc="peak windows of the calendar, or the busiest hours before"
)
BUSIEST = Param(3, minimum=1, maximum=12, doc="windows auto: how many local hours of the 28 days before are peak")
UNIT_UP = ("team", "queue", "site", "centre")


def _waits(view: str, params: Params, where: str | None) -> dict[str, Part]:
    """Sum and number of the known waits, and the kinds of clock among them."""
    waited = f"{params['responder']}_s"
    answered = every(where, f"not is_missing({waited})")
    return {
        "resp_sum": Part(view, Agg.SUM, waited, answered),
        "responses": Part(view, where=answered),
        "lowest": Part(view, Agg.MIN, "clock_kind", answered),
        "highest": Part(view, Agg.MAX, "clock_kind", answered),
    }


def _mean(params: Params, where: str | None) -> Plan:
    return Plan(
        parts=_waits("responses", params, where),
        value="resp_sum / responses",
        sample="responses",
        errors={} if params.get("allow_mixed", True) else {"lowest != highest": MIXED},
    )


def all_plan(params: Params) -> Plan:
    """Mean wait of those who got a response."""
    return _mean({**params, "start": "arrival"}, on_channel(params))


def voice_plan(params: Params) -> Plan:
    """The same by phone; one kind of clock."""
    return _mean(params, among("channel", VOICE))


def online_plan(params: Params) -> Plan:
    """The same in typed channels; one kind of clock."""
    return _mean(params, every(among("channel", TEXT), on_channel(params)))


def _peak_plan(params: Params, where: str) -> Plan:
    return Plan(
        parts=_waits("responses_by_peak", params, every(where, on_channel(params))),
        value="resp_sum / responses",
        sample="responses",
        errors={} if params["allow_mixed"] else {"lowest != highest": MIXED},
    )


def peak_plan(params: Params) -> Plan:
    """Mean wait of those who came in peak hours."""
    return _peak_plan(params, "peak")


def offpeak_plan(params: Params) -> Plan:
    """Mean wait of those who came outside peak hours."""
    return _peak_plan(params, "not peak")


def ratio_plan(params: Params) -> Plan:
    """Mean in peak over mean outside; both must have a value."""
    sides = {
        f"{side}_{name}": part
        for side, where in (("peak", "peak"), ("off", "not peak"))
        for name, part in _waits("responses_by_peak", params, every(where, on_channel(params))).items()
    }
    mixed = "min(peak_lowest, off_lowest) != max(peak_highest, off_highest)"
    return Plan(
        parts=sides,
        value="peak_resp_sum * off_responses / (peak_responses * off_resp_sum)",
        sample="peak_responses",
        errors={} if params["allow_mixed"] else {mixed: MIXED},
    )


FIXED_START = Param("arrival", one_of=("arrival",), doc="the clock starts when the customer arrives")
START = Param("arrival", one_of=("arrival", "handoff"), doc="the clock starts on arrival, or on joining the queue")
PEAK_PARAMS = {
    "responder": RESPONDER,
    "clock": CLOCK,
    "windows": WINDOWS,
    "k": BUSIEST,
    "channel": channel(),
    "allow_mixed": ALLOW_MIXED,
    "start": FIXED_START,
}
PEAK_EDGES = (
    "Nobody with a response then: no value. Where the calendar has no peak windows nothing is peak or off-peak and "
    "there is no value. windows = auto takes the k busiest local hours of the whole centre in the 28 days before the "
    "period; of two equally busy hours the earlier; without contacts in these days there is no value."
)
PEAK_EDGES_ZH = "该时段没有响应时无数值。日历没有高峰时段时无数值。windows = auto 取前28天全中心最繁忙的 k 个当地小时。"

AVG_RESPONSE_TIME = Metric(
    id="avg_response_time",
    title={"en": "Average response time", "zh": "平均响应时间（分渠道）"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=UNIT_UP,
    group="access",
    control=Control.SYSTEM,
    min_sample=20,
    params={
        "responder": RESPONDER,
        "clock": CLOCK,
        "channel": channel(),
        "allow_mixed": ALLOW_MIXED,
        "start": FIXED_START,
    },
    plan=all_plan,
    formula="sum of (first response - arrival) / contacts with a response",
    docs={
        "en": "How long the customer waits for the first effective response, with the clock of the channel.",
        "zh": "客户等到首次有效响应的时间，按渠道计时。",
        "edge_cases": "No response at all: no value. Contacts without a response are not in it, so read it with "
        "abandonment_rate or connect_rate. Menus and queue count. Spoken, typed and mailed contacts together are an "
        "error unless allow_mixed. A team's and a site's value is of the contacts that their agents answered first; a "
        "bot's answers belong to queue and centre. For a single agent use response_time_online.",
        "edge_cases_zh": "没有响应时无数值。未获响应的联系不计入，应与放弃率或接通率一同查看。"
        "语音、文字与邮件混合时为错误，除非 allow_mixed。",
    },
    example="Three calls: 35, 50, 95 s from arrival to agent: 60.0 (responder = any with the bot at 4, 6, 5 s: 5.0)",
    source="Average speed of answer counts from the queue, this metric from arrival.",
)

RESPONSE_TIME_VOICE = Metric(
    id="response_time_voice",
    title={"en": "Average response time, phone", "zh": "电话平均响应时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=("queue", "site", "centre"),
    group="access",
    control=Control.SYSTEM,
    min_sample=20,
    params={"responder": RESPONDER, "clock": CLOCK, "start": FIXED_START},
    plan=voice_plan,
    formula="sum of (first response - arrival) / calls with a response",
    docs={
        "en": "How long callers wait for the first response, menus included.",
        "zh": "来电等到首次响应的平均时间（含语音导航）。",
        "edge_cases": "No call with a response: no value. Video counts as a call.",
        "edge_cases_zh": "没有获得响应的来电时无数值。视频按来电计。",
    },
    example="15 s menu + 10 s queue, 20 + 25, 15 + 55: 25, 45 and 70 s: 46.7",
)

RESPONSE_TIME_ONLINE = Metric(
    id="response_time_online",
    title={"en": "Average response time, online", "zh": "在线平均响应时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="access",
    control=Control.SHARED,
    min_sample=20,
    params={
        "responder": RESPONDER,
        "clock": CLOCK,
        "start": START,
        "channel": Param(
            "any", one_of=("any", *(name for name in CHANNELS if name in TEXT)), doc="any = all typed ones"
        ),
    },
    plan=online_plan,
    formula="sum of (first reply - arrival) / typed contacts with a reply",
    docs={
        "en": "How long customers who write wait for the first reply.",
        "zh": "在线客户等到首次回复的平均时间。",
        "edge_cases": "No reply: no value. Chat, messages, social media, text messages and web forms; not mail. With "
        "a bot in front, start = handoff begins at the queue entry (at the arrival where there is none). The agent "
        "is the one who answered first; a bot's replies belong to queue and centre.",
        "edge_cases_zh": "没有回复时无数值。包含聊天、消息、社交媒体、短信与网页表单，不含邮件。"
        "start = handoff 从进入人工队列起计。",
    },
    example="First replies after 20, 40 and 60 s: 40.0",
    source="bolddesk.com starts the human clock at the hand-over request.",
)

PEAK_RESPONSE_TIME = Metric(
    id="peak_response_time",
    title={"en": "Response time in peak hours", "zh": "高峰时段响应时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=UNIT_UP,
    group="access",
    control=Control.SYSTEM,
    min_sample=20,
    params=PEAK_PARAMS,
    plan=peak_plan,
    formula="sum of waits in peak hours / contacts with a response in peak hours",
    docs={
        "en": "Mean wait for the first response of those who came in peak hours.",
        "zh": "高峰时段客户等到首次响应的平均时间。",
        "edge_cases": PEAK_EDGES,
        "edge_cases_zh": PEAK_EDGES_ZH,
    },
    example="45 contacts, 2700 s: 60.0",
)

OFFPEAK_RESPONSE_TIME = Metric(
    id="offpeak_response_time",
    title={"en": "Response time off-peak", "zh": "非高峰时段响应时间"},
    unit="s",
    decimals=1,
    range=(0, 10_000_000),
    better=Better.LOWER,
    levels=UNIT_UP,
    group="access",
    control=Control.SYSTEM,
    min_sample=20,
    params=PEAK_PARAMS,
    plan=offpeak_plan,
    formula="sum of waits outside peak hours / contacts with a response outside peak hours",
    docs={
        "en": "Mean wait for the first response of those who came outside peak hours.",
        "zh": "非高峰时段客户等到首次响应的平均时间。",
        "edge_cases": PEAK_EDGES,
        "edge_cases_zh": PEAK_EDGES_ZH,
    },
    example="100 contacts, 2000 s: 20.0",
)

PEAK_RESPONSE_RATIO = Metric(
    id="peak_response_ratio",
    title={"en": "Peak to off-peak response ratio", "zh": "高峰响应倍率"},
    unit="ratio",
    decimals=2,
    range=(0, 1_000_000),
    better=Better.LOWER,
    levels=("queue", "site", "centre"),
    group="access",
    control=Control.SYSTEM,
    min_sample=20,
    params=PEAK_PARAMS,
    plan=ratio_plan,
    formula="peak_response_time / offpeak_response_time",
    docs={
        "en": "How many times slower the first response is in peak hours.",
        "zh": "高峰时段响应时间是非高峰时段的几倍。",
        "edge_cases": "One exact fraction of the sums, not of the two rounded means. No value where either side has "
        "none or "
        "the off-peak mean is 0. The sample are the responses in peak hours. " + PEAK_EDGES,
        "edge_cases_zh": "由两侧的合计直接相除，不用已取整的均值。任一侧无数值或非高峰均值为0时无数值。"
        + PEAK_EDGES_ZH,
    },
    example="60 s against 20 s: 3.00",
)
