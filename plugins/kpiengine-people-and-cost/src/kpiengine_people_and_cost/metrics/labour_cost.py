# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""labour_cost: what staff cost in the period, or its share of all costs."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_people_and_cost.metrics.conditions import SEVERAL, currencies

LABOUR = "category == 'labour'"


def plan(params: Params) -> Plan:
    """A sum of days' shares; for a share of all costs these are summed beside it."""
    view = {"all": "costs", "agents": "agent_costs"}[params["of"]]
    parts = {"amount": Part(view, Agg.SUM, "amount", LABOUR), "labour_rows": Part(view, where=LABOUR)}
    if params["share"]:
        parts |= {"all_costs": Part(view, Agg.SUM, "amount"), **currencies(view, None)}
        return Plan(parts=parts, value="100 * amount / all_costs", sample="labour_rows", errors=SEVERAL)
    return Plan(parts=parts | currencies(view, LABOUR), value="amount", sample="labour_rows", errors=SEVERAL)


LABOUR_COST = Metric(
    id="labour_cost",
    title={"en": "Labour cost", "zh": "人力成本"},
    unit="currency",
    decimals=2,
    range=(-(10**14), 10**14),
    better=Better.LOWER,
    levels=("team", "queue", "site", "centre"),
    group="cost",
    control=Control.SYSTEM,
    min_sample=1,
    params={
        "share": Param(default=False, doc="percent of all costs instead of an amount"),
        "of": Param("all", one_of=("all", "agents"), doc="all costs, or those written for one agent each"),
    },
    plan=plan,
    formula="sum of labour costs that fall in the period (share: 100 * labour / all costs)",
    docs={
        "en": "Staff cost of the period.",
        "zh": "本周期的人力成本。",
        "edge_cases": "No labour cost for the period: no value, not 0. A cost over several days falls on each of them "
        "alike; its parts in any cut add up to it to the last cent. Several currencies: error. Teams and sites have a "
        "value with of = agents only, since other costs belong to nobody in them.",
        "edge_cases_zh": "本周期没有人力成本记录时无数值，不是 0。跨多日的成本按日分摊，任意切分之和等于总额。"
        "币种混用为错误。团队和站点仅在 of = agents 时有数值。",
        "decisions": "What is left of a cent goes where the running total passes its half. A cost counts in full for "
        "the days it covers, however many of them have passed.",
    },
    example="A month of 31 days costs 31 000; the first 7 days: 7000.00",
    source="Cost control, part of every centre's report.",
)
