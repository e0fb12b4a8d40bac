# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""cost_per_call: what a handled contact costs."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_people_and_cost.metrics.conditions import SEVERAL, among, currencies, every
from kpiengine_people_and_cost.tables.costs import CATEGORIES, CHANNELS

SERVED = {
    "human": "outcome == 'handled' and handled_by in ['human', 'mixed']",
    "all": "outcome in ['handled', 'contained']",
}
DIRECTIONS = "direction in ['inbound', 'callback']"


def plan(params: Params) -> Plan:
    """Costs over contacts; for one channel its own costs and its part of those that no channel has to itself."""
    chosen = among("category", params["categories"])
    channel = params["channel"]
    handled = every(SERVED[params["by"]], DIRECTIONS)
    if channel == "all":
        return Plan(
            parts={
                "cost": Part("costs", Agg.SUM, "amount", chosen),
                "cost_rows": Part("costs", where=chosen),
                "handled": Part("endings", where=handled),
                **currencies("costs", chosen),
            },
            value="cost / (handled if cost_rows > 0 else 0)",
            sample="handled",
            errors=SEVERAL,
        )
    on_channel = f"channel == {channel!r}"
    own, shared = every(chosen, on_channel), every(chosen, "is_missing(channel)")
    either = every(chosen, f"is_missing(channel) or {on_channel}")
    return Plan(
        parts={
            "own": Part("costs", Agg.SUM, "amount", own),
            "shared": Part("costs", Agg.SUM, "amount", shared),
            "shared_rows": Part("costs", where=shared),
            "cost_rows": Part("costs", where=either),
            "handled": Part("endings", where=every(handled, on_channel)),
            "own_time": Part("handled_legs", Agg.SUM, "handle_s", every(DIRECTIONS, on_channel)),
            "all_time": Part("handled_legs", Agg.SUM, "handle_s", DIRECTIONS),
            **currencies("costs", either),
        },
        value="(own * all_time + shared * own_time) / (all_time * handled) if shared_rows > 0 "
        "else own / (handled if cost_rows > 0 else 0)",
        sample="handled",
        errors=SEVERAL,
    )


COST_PER_CALL = Metric(
    id="cost_per_call",
    title={"en": "Cost per call (contact)", "zh": "每次通话费用"},
    unit="currency",
    decimals=2,
    range=(-(10**12), 10**12),
    better=Better.LOWER,
    levels=("queue", "centre"),
    group="cost",
    control=Control.SYSTEM,
    min_sample=100,
    params={
        "by": Param("human", one_of=("human", "all"), doc="contacts that people served, or self-service too"),
        "categories": Param(CATEGORIES, one_of=CATEGORIES, doc="kinds of cost that count; labour = labour per contact"),
        "channel": Param("all", one_of=("all", *CHANNELS), doc="medium whose contacts and costs are meant"),
    },
    plan=plan,
    formula="costs / handled contacts",
    docs={
        "en": "Total cost per handled contact.",
        "zh": "每个已处理联系的总成本。",
        "edge_cases": "Nothing handled, or no cost known: no value. A transferred contact is one. Several currencies: "
        "error. For one channel, costs that belong to no channel are shared out by handling time, which needs "
        "agent_legs.",
        "edge_cases_zh": "没有处理量或没有成本时无数值。转接的联系算一次。币种混用为错误。"
        "按渠道计算时，未分渠道的成本按处理时长分摊，需要 agent_legs。",
        "disagreements": "Fully loaded cost or labour only (categories); with self-service or without (by).",
        "decisions": "Inbound contacts and callbacks count, dated by their end. A queue has the costs that are written "
        "for it; the rest of the centre's costs stay with the centre.",
    },
    example="540 000 for 120 000 contacts: 4.50",
    source="klipfolio.com; callcentrehelper.com 207044 shares out by channel.",
)
