# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""cost_per_resolution: what a solved matter costs; cheap contacts that must be repeated are dear."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_people_and_cost.metrics.conditions import SEVERAL, currencies

VALUE = "cost / (solved if cost_rows > 0 else 0)"


def plan(params: Params) -> Plan:
    """All costs over the matters that contacts settled, with or without those that took a ticket."""
    cost = {"cost": Part("costs", Agg.SUM, "amount"), "cost_rows": Part("costs"), **currencies("costs", None)}
    if params["matters"] == "contacts":
        return Plan({**cost, "solved": Part("solved_contacts")}, VALUE, sample="solved", errors=SEVERAL)
    matters = {
        "contacts": Part("solved_contacts", where="is_missing(ticket_id)"),
        "tickets": Part("solved_tickets"),
    }
    both = "coalesce(contacts, 0) + coalesce(tickets, 0)"
    kept = {name: (Agg.SUM if part.agg is Agg.COUNT else part.agg, name, None) for name, part in cost.items()}
    fold = Reduce({**kept, "solved": (Agg.SUM, both, None)})
    return Plan({**cost, **matters}, VALUE, sample="solved", reduce=(fold,), errors=SEVERAL)


COST_PER_RESOLUTION = Metric(
    id="cost_per_resolution",
    title={"en": "Cost per resolution", "zh": "单次解决成本"},
    unit="currency",
    decimals=2,
    range=(-(10**12), 10**12),
    better=Better.LOWER,
    levels=("centre",),
    group="cost",
    control=Control.SYSTEM,
    min_sample=100,
    params={
        "matters": Param(
            "contacts",
            one_of=("contacts", "contacts_and_tickets"),
            doc="matters that contacts say are solved, or those without a ticket and solved tickets",
        )
    },
    plan=plan,
    formula="all costs / matters solved",
    docs={
        "en": "Total cost per solved matter.",
        "zh": "每个已解决事项的总成本。",
        "edge_cases": "Nothing solved, or no cost known: no value. A matter counts once: a follow-up or callback of a "
        "contact that was solved itself is not another one. Several currencies: error.",
        "edge_cases_zh": "没有已解决事项或没有成本时无数值。同一事项只计一次。币种混用为错误。"
        "matters = contacts_and_tickets 时，有工单的事项按工单最近一次解决计。",
        "decisions": "Solved is what the contact says (contacts.resolved), dated by its end; a matter that took a "
        "ticket is solved with the contact that closes it. With matters = contacts_and_tickets such a matter is solved "
        "with its ticket, dated by the latest solution, and its contacts do not count beside it.",
    },
    example="540 000 for 96 000 solved matters: 5.63",
    source="Guard rail beside cost per call: a balance of cost and quality.",
)
