"""cost_per_resolution: what a solved matter costs; cheap contacts that must be repeated are dear."""

from kpiengine.plugin import Agg, Better, Control, Metric, Part, Plan
from kpiengine_people_and_cost.metrics.conditions import SEVERAL, currencies

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
    plan=Plan(
        parts={
            "cost": Part("costs", Agg.SUM, "amount"),
            "cost_rows": Part("costs"),
            "solved": Part("solved_contacts"),
            **currencies("costs", None),
        },
        value="cost / (solved if cost_rows > 0 else 0)",
        sample="solved",
        errors=SEVERAL,
    ),
    formula="all costs / matters solved",
    docs={
        "en": "Total cost per solved matter.",
        "zh": "每个已解决事项的总成本。",
        "edge_cases": "Nothing solved, or no cost known: no value. A matter counts once: a follow-up or callback of a "
        "contact that was solved itself is not another one. Several currencies: error.",
        "edge_cases_zh": "没有已解决事项或没有成本时无数值。同一事项只计一次。币种混用为错误。",
        "decisions": "Solved is what the contact says (contacts.resolved), dated by its end; a matter that took a "
        "ticket is solved with the contact that closes it.",
    },
    example="540 000 for 96 000 solved matters: 5.63",
    source="Guard rail beside cost per call: a balance of cost and quality.",
)
