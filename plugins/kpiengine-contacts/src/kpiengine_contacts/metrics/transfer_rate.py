"""transfer_rate: how often a contact is passed on; charged to the agent who passes it on."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import PER_LEG, channel, directions, min_coverage

KINDS = ("blind", "warm", "to_queue", "external")


def plan(params: Params) -> Plan:
    """Share of legs, or of contacts with at least one such leg."""
    chosen = every(among("direction", params["directions"]), on_channel(params))
    parts = {
        "transferred": Part("handled_legs", where=every(chosen, among("transfer_out", params["kinds"]))),
        "known": Part("handled_legs", Agg.COUNT, "transfer_out", chosen),
        "legs": Part("handled_legs", where=chosen),
    }
    if params["unit"] == "leg":
        return Plan(parts=parts, value="100 * transferred / known", sample="known", coverage=("known", "legs"))
    fold = Reduce(
        {
            "transferred": (Agg.COUNT, None, "transferred > 0"),
            "known": (Agg.COUNT, None, "legs > 0 and known == legs or transferred > 0"),
            "contacts": (Agg.COUNT, None, "legs > 0"),
        },
    )
    return Plan(
        parts=parts,
        by=("contact_id",),
        reduce=(fold,),
        value="100 * transferred / known",
        sample="known",
        coverage=("known", "contacts"),
    )


TRANSFER_RATE = Metric(
    id="transfer_rate",
    title={"en": "Transfer rate", "zh": "转接率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="handling",
    control=Control.SHARED,
    min_sample=30,
    params={
        "kinds": Param(KINDS, one_of=(*KINDS, "to_survey"), doc="ways of passing on that count"),
        "channel": channel("voice"),
        "directions": directions("inbound"),
        "unit": PER_LEG,
        "min_coverage": min_coverage(),
    },
    plan=plan,
    formula="100 * transferred / handled",
    docs={
        "en": "Share of handled contacts passed on to another person or department.",
        "zh": "已处理联系中转给其他人或部门的比例。",
        "edge_cases": "Nothing handled: no value. A consultation without a hand-over is no transfer, nor is the "
        "hand-over to a survey. Charged to the agent who passes on.",
        "edge_cases_zh": "没有处理量时无数值。仅咨询或转至满意度调查不算转接。记在转出的员工名下。",
    },
    example="1000 handled, 150 passed on: 15.0",
    source="Amazon Connect separates agent and flow transfers.",
)
