# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""contacts_per_agent: how many contacts one agent serves in a day worked."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_workforce.metrics.settings import LEVELS, SHIFT_GAP, channel, directions, legs
from kpiengine_workforce.views.worked_days import UNITS


def plan(params: Params) -> Plan:
    """Legs, or customers served, over days worked.

    The centre's count says whether any handling is loaded at all: then somebody without any has served nobody.
    """
    handled, days = Part("handled_legs", where=legs(params)), Part("worked_days")
    if params["unit"] == "contacts":
        return Plan(
            parts={"handled": handled, "agent_days": days, "everyone": Part("handled_legs", at="centre")},
            value="coalesce(handled, 0 * everyone) / agent_days",
            sample="agent_days",
        )
    fold = Reduce(
        {
            "customers": (Agg.COUNT, None, "handled > 0"),
            "agent_days": (Agg.SUM, "agent_days", None),
        },
    )
    return Plan(
        parts={"handled": Part("legs_of_customers", where=legs(params)), "agent_days": days},
        by=("customer",),
        reduce=(fold,),
        value="customers / agent_days",
        sample="agent_days",
    )


CONTACTS_PER_AGENT = Metric(
    id="contacts_per_agent",
    title={"en": "Contacts per agent", "zh": "员工平均处理客户数量"},
    unit="per agent-day",
    decimals=1,
    range=(0, 10**9),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="productivity",
    control=Control.SHARED,
    min_sample=5,
    params={
        "per": Param("day", one_of=UNITS, doc="over agent-days, agent-weeks (from Monday) or agent-months"),
        "unit": Param(
            "contacts",
            one_of=("contacts", "customers"),
            doc="count contacts, or each customer once in the period",
        ),
        "shift_gap_h": SHIFT_GAP,
        "directions": directions(),
        "channel": channel(),
    },
    plan=plan,
    formula="handled / agent_days",
    docs={
        "en": "Mean number of contacts that one agent serves per day worked.",
        "zh": "每名坐席每个工作日平均处理的客户联系数。",
        "edge_cases": "No day worked: no value. A day is worked if the agent was available, ringing, on a contact or "
        "in wrap-up in it; a night shift is of the local day on which it began, and two shifts of one day are one "
        "day. A week or month counts in the period in which its first shift of the agent began, so periods add up. "
        "Contacts count by the end of handling. An agent who worked and handled nothing has 0, if any handling is "
        "loaded for the period. Customers are counted once in the whole period; a contact of an unknown customer "
        "counts as one. n is the number of agent-days. Read it with aht and csat.",
        "edge_cases_zh": "没有工作日时无数值。夜班算作开始当天；同一天两个班次算一天。"
        "联系按处理结束时间计入。在岗而未处理为 0。样本数为人日。应与平均处理时间和满意度一同查看。",
    },
    example="420 contacts, 14 agent-days: 30.0",
    source="Contacts per agent in a day or week, read with handling time and satisfaction.",
)
