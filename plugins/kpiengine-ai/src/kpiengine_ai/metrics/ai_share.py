# Chinese text has Chinese punctuation
"""ai_share: how much of what was served AI finished alone; a condition for weights rather than a target."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_ai.metrics.conditions import CHANNEL, every, on_channel

SERVED = "outcome in ['handled', 'contained']"


def plan(params: Params) -> Plan:
    """A share of the contacts that were served by anybody."""
    alone = "handled_by in ['ai', 'ivr']" if params["include_ivr"] else "handled_by == 'ai'"
    served = every(SERVED, on_channel(params))
    return Plan(
        parts={
            "ai": Part("served_contacts", where=every(served, alone)),
            "served": Part("served_contacts", where=served),
        },
        value="100 * ai / served",
        sample="served",
    )


AI_SHARE = Metric(
    id="ai_share",
    title={"en": "AI share of contacts", "zh": "智能客服占比"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.NEUTRAL,
    levels=("queue", "centre"),
    group="ai",
    control=Control.SYSTEM,
    min_sample=50,
    params={
        "include_ivr": Param(default=False, doc="menus without AI count as AI"),
        "channel": CHANNEL,
    },
    plan=plan,
    formula="100 * contacts that AI finished alone / contacts handled or contained",
    docs={
        "en": "Share of served contacts that AI finished alone.",
        "zh": "由智能客服独立完成的联系占已服务联系的比例。",
        "edge_cases": "Nothing served: no value. Contacts that AI passed on are not its own. Menus stay in the base.",
        "edge_cases_zh": "没有已服务的联系时无数值。转人工的不计入分子。菜单自助计入分母。",
        "decisions": "Where it is not said who served there is no such share: contacts are people's by default.",
    },
    example="310 of 1000: 31.0",
    source="As the share of bots grows, further figures are needed: a trigger for rules.",
)
