# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""avg_reply_time: the gap between a customer's turn and the agent's next reply, over the whole conversation."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every
from kpiengine_contacts.metrics.settings import directions
from kpiengine_contacts.views.responses import TEXT


def plan(params: Params) -> Plan:
    """Gaps and replies of typed legs; a leg's gaps are cut together, as sources hand on only their sum."""
    after = "_after_first" if params["exclude_first"] else ""
    gap, replies = f"reply_gap{after}_s", f"reply{after}_count"
    chosen = every(
        among("channel", TEXT),
        among("direction", params["directions"]),
        f"not is_missing({gap}) and not is_missing({replies})",
    )
    return Plan(
        parts={
            "gap_sum": Part("replies", Agg.SUM, f"min({gap}, {params['cap_s']} * {replies})", chosen),
            "replies": Part("replies", Agg.SUM, replies, chosen),
        },
        value="gap_sum / replies",
        sample="replies",
    )


AVG_REPLY_TIME = Metric(
    id="avg_reply_time",
    title={"en": "Average reply time", "zh": "平均回复时间（全程）"},
    unit="s",
    decimals=1,
    range=(0, 604_800),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="handling",
    control=Control.AGENT,
    min_sample=30,
    params={
        "cap_s": Param(86_400, minimum=1, maximum=604_800, doc="seconds; most that a reply counts: sleeping chats"),
        "exclude_first": Param(default=False, doc="leave out the first reply of the contact"),
        "directions": directions("inbound", "callback"),
    },
    plan=plan,
    formula="sum of gaps between a customer's turn and the next reply / replies",
    docs={
        "en": "Mean gap between what a customer writes and the agent's next reply, over the whole conversation.",
        "zh": "客户每次发言到坐席下一次回复的平均间隔（整个会话）。",
        "edge_cases": "No reply: no value. Several messages of the agent in a row are one reply. Sources hand on the "
        "sum of a leg's gaps, so that is what is cut: to cap_s for each of its replies. exclude_first takes the "
        "contact's first reply out of the leg in which it was written.",
        "edge_cases_zh": "没有回复时无数值。连续多条消息算一次回复。按每段会话的间隔合计封顶：cap_s 乘以回复次数。",
    },
    example="One chat with gaps of 30 (first), 20 and 10 s: 20.0 (exclude_first: 15.0)",
    source="kimoby.com: only the first of consecutive replies. Amazon Connect: average agent response time.",
)
