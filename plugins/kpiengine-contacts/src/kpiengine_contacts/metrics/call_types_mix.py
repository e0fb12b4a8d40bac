# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""call_types_mix: what handled contacts are about."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import channel, directions

TYPES = (
    *("order", "order_tracking", "question", "support", "claim_refund", "complaint", "redirect", "change_request"),
    "other",
)


def plan(params: Params) -> Plan:
    """The share of one type; or, for all, of the type that is handled most."""
    chosen = every(among("direction", params["directions"]), on_channel(params))
    handled = Part("handled_legs", where=chosen)
    if params["type"] == "all":
        largest = Reduce({"most": (Agg.MAX, "n", None), "handled": (Agg.SUM, "n", None)})
        return Plan(
            parts={"n": handled},
            by=("contact_type",),
            reduce=(largest,),
            value="100 * most / handled",
            sample="handled",
        )
    own = "is_missing(contact_type)" if params["type"] == "unknown" else f"contact_type == {params['type']!r}"
    return Plan(
        parts={"own": Part("handled_legs", where=every(chosen, own)), "handled": handled},
        value="100 * own / handled",
        sample="handled",
    )


CALL_TYPES_MIX = Metric(
    id="call_types_mix",
    title={"en": "Types of calls handled", "zh": "处理的呼叫类型分布"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.NEUTRAL,
    levels=PERSON_UP,
    group="volume",
    control=Control.SYSTEM,
    min_sample=1,
    params={
        "type": Param("all", one_of=("all", *TYPES, "unknown"), doc="whose share; all = that of the largest type"),
        "directions": directions("inbound", "callback"),
        "channel": channel(),
    },
    plan=plan,
    formula="100 * handled contacts of the type / handled contacts",
    docs={
        "en": "How handled contacts divide over contact types: the share of one type.",
        "zh": "已处理联系在各类型中的分布：某一类型的占比。",
        "edge_cases": "Nothing handled: no value. A contact without a type is a class of its own (unknown). The "
        "whole distribution is one KPI per type; type = all gives the share of the largest class, which says how "
        "one-sided the work is.",
        "edge_cases_zh": "没有处理量时无数值。类型未知自成一类（unknown）。type = all 为占比最大的类型。",
    },
    example="200 contacts: 90 support, 60 order, 30 claim_refund, 20 complaint; type = complaint: 10.0 (all: 45.0)",
)
