# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""How soon a person answers: first_response_time (tickets or contacts) and message_response_time (left messages)."""

from collections.abc import Mapping
from decimal import Decimal

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce, Running, Total
from kpiengine_tickets.metrics.settings import CHANNEL, MIN_COVERAGE, PERSON_UP, clock, every, on_channel

MESSAGES = "channel in ['email', 'web_form'] or outcome == 'voicemail'"
VIEWS = {"tickets": "ticket_replies", "contacts": "contact_replies"}
SHARE: Mapping[str, Decimal] = {"median": Decimal("0.5"), "p90": Decimal("0.9")}


def message_plan(params: Params) -> Plan:
    """Time to the first human reply over replied messages; those without one are counted beside it."""
    column = "business_s" if params["clock"] == "business" else "reply_s"
    replied = every(MESSAGES, "not is_missing(reply_s)")
    return Plan(
        parts={
            "resp_sum": Part("contact_replies", Agg.SUM, column, replied),
            "known": Part("contact_replies", Agg.COUNT, column, replied),
            "replied": Part("contact_replies", where=replied),
            "unanswered": Part("contact_replies", where=every(MESSAGES, "is_missing(reply_s)")),
        },
        value="resp_sum / known / 60",
        sample="known",
        coverage=("known", "replied"),
    )


def first_plan(params: Params) -> Plan:
    """Mean, or a value of the histogram by whole seconds, of replied items that count."""
    view, asked = VIEWS[params["source"]], on_channel(params)
    business = params["out_of_hours"] == "business_clock"
    replied = every(asked, "not is_missing(reply_s)")
    clear = {
        "exclude": "not is_missing(in_hours)",
        "business_clock": "not is_missing(business_s)",
        "calendar": None,
    }[params["out_of_hours"]]
    counted = every(replied, "in_hours" if params["out_of_hours"] == "exclude" else clear)
    parts = {
        "items": Part(view, where=counted),
        "clear": Part(view, where=every(replied, clear)),
        "replied": Part(view, where=replied),
        "unanswered": Part(view, where=every(asked, "is_missing(reply_s)")),
    }
    if params["stat"] == "mean":
        column = "business_s" if business else "reply_s"
        return Plan(
            parts={"frt_sum": Part(view, Agg.SUM, column, counted), **parts},
            value="frt_sum / items",
            sample="items",
            coverage=("clear", "replied"),
        )
    key = "business_whole_s" if business else "reply_whole_s"
    whole = {name: (Agg.SUM, name, None) for name in parts}
    return Plan(
        parts=parts,
        by=(key,),
        reduce=(
            Reduce(
                {"at_rank": (Agg.MIN, key, f"items > 0 and reached >= {SHARE[params['stat']]} * total"), **whole},
                let={"reached": Running("items", key), "total": Total("items")},
            ),
        ),
        value="at_rank",
        sample="items",
        coverage=("clear", "replied"),
    )


MESSAGE_RESPONSE_TIME = Metric(
    id="message_response_time",
    title={"en": "Left-message response time", "zh": "留言平均响应时间"},
    unit="min",
    decimals=1,
    range=(0, 30_000_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="access",
    control=Control.SHARED,
    min_sample=20,
    params={"clock": clock("business"), "min_coverage": MIN_COVERAGE},
    plan=message_plan,
    formula="sum of times to the first human reply / replied messages",
    docs={
        "en": "Time until a voicemail, an offline form or an e-mail gets its first human reply.",
        "zh": "语音留言、离线表单或邮件得到首次人工回复的时间。",
        "edge_cases": "Nothing replied: no value; the part unanswered counts messages without a reply. Business time "
        "is what the linked ticket says if its first reply is this one, else open time by the calendar of the queue; "
        "without a calendar every hour is open. Dated by arrival, credited to the first agent.",
        "edge_cases_zh": "没有已回复留言时无数值；unanswered 为未回复数。业务时间优先采用关联工单的数值，"
        "否则按队列日历计算；没有日历即全天营业。按到达时间计期，记在首位员工名下。",
    },
    example="Three messages answered after 15, 45 and 60 business minutes: 40.0",
    source="Help desks show first reply time on the calendar and on the business clock.",
)

FIRST_RESPONSE_TIME = Metric(
    id="first_response_time",
    title={"en": "Average first response time", "zh": "平均首次响应时间"},
    unit="s",
    decimals=1,
    range=(0, 2_000_000_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="access",
    control=Control.SHARED,
    min_sample=20,
    params={
        "source": Param("tickets", one_of=("tickets", "contacts"), doc="what is answered"),
        "out_of_hours": Param(
            "exclude",
            one_of=("exclude", "business_clock", "calendar"),
            doc="what arrives outside opening hours: left out, on open time, or on all time",
        ),
        "stat": Param("mean", one_of=("mean", "median", "p90"), doc="mean, or nearest rank by whole seconds"),
        "channel": CHANNEL,
        "min_coverage": MIN_COVERAGE,
    },
    plan=first_plan,
    formula="sum of times to the first reply / items with a reply",
    docs={
        "en": "From the creation of a ticket or the arrival of a contact to the first public answer by a person.",
        "zh": "从工单创建或联系到达至首次人工公开回复的时间。",
        "edge_cases": "Nothing replied: no value; the part unanswered counts items without a reply. Automatic "
        "acknowledgements are no reply. Outside opening hours is what the contact says (in_hours), else the calendar "
        "of the queue; without a calendar every hour is open. business_clock measures all items in open time, calendar "
        "all in time that passed. Median and p90 are the nearest rank of whole seconds, made of merged histograms. "
        "Credited to whoever wrote the reply, if the source says so, else to the assignee.",
        "edge_cases_zh": "没有回复时无数值；unanswered 为未回复数。自动确认不算回复。营业时间优先采用联系自带的标记，"
        "否则按队列日历；没有日历即全天营业。business_clock 全部按营业时间计，calendar 全部按自然时间计。"
        "中位数与 P90 按整秒最近秩计算。",
    },
    example="Replied after 120, 300 and 480 s, a fourth arrived at night: 300.0",
    source="Help desks measure from creation to the first public agent comment; some publish the median.",
)
