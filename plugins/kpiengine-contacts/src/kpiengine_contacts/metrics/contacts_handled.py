# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""contacts_handled: how many contacts were served, by people, by machines, or both."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import PER_LEG, channel, directions

SERVED_BY_MACHINE = "outcome == 'contained' and handled_by in ['ivr', 'ai']"


def plan(params: Params) -> Plan:
    """One count per view that is asked for; contacts with several legs are folded where the unit is the contact."""
    chosen = every(among("direction", params["directions"]), on_channel(params))
    by_people = Part("handled_legs", where=chosen)
    by_machine = Part("endings", where=every(SERVED_BY_MACHINE, among("direction", ["inbound"]), on_channel(params)))
    match params["by"], params["unit"]:
        case "self_service", _:
            return Plan(parts={"handled": by_machine}, value="handled", sample="handled")
        case "human", "leg":
            return Plan(parts={"handled": by_people}, value="handled", sample="handled")
        case "human", _:
            return Plan(
                parts={"legs": by_people},
                by=("contact_id",),
                reduce=(Reduce({"handled": (Agg.COUNT, None, "legs > 0")}),),
                value="handled",
                sample="handled",
            )
        case _, "leg":
            # One of the two may have no rows where the other has some, so each is 0 by itself.
            both = Reduce({"handled": (Agg.SUM, "coalesce(people, 0) + coalesce(machine, 0)", None)})
            parts = {"people": by_people, "machine": by_machine}
            return Plan(parts=parts, reduce=(both,), value="handled", sample="handled")
        case _:
            return Plan(
                parts={"people": by_people, "machine": by_machine},
                by=("contact_id",),
                reduce=(Reduce({"handled": (Agg.COUNT, None, "people > 0 or machine > 0")}),),
                value="handled",
                sample="handled",
            )


CONTACTS_HANDLED = Metric(
    id="contacts_handled",
    title={"en": "Contacts handled", "zh": "电话处理量"},
    unit="count",
    decimals=0,
    range=(0, 10**12),
    better=Better.NEUTRAL,
    levels=PERSON_UP,
    group="volume",
    control=Control.SYSTEM,
    min_sample=1,
    params={
        "by": Param("human", one_of=("human", "self_service", "all"), doc="who served the contact"),
        "unit": PER_LEG,
        "directions": directions("inbound", "callback"),
        "channel": channel(),
    },
    plan=plan,
    formula="handled",
    docs={
        "en": "Number of contacts served, by people, by self-service, or both.",
        "zh": "已处理的联系数量：人工、自助或两者合计。",
        "edge_cases": "Abandoned, blocked and dropped contacts, tests and internal calls do not count. 0 is a value "
        "where the agent was present; an absent agent has none.",
        "edge_cases_zh": "放弃、阻塞、掉线、测试和内部通话不计。在岗而未接为 0；缺勤则无数值。",
    },
    example="700 calls served by agents, 300 by the menu; by = human: 700",
    source="Amazon Connect counts every connection to an agent, hence legs and contacts.",
)
