# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""complaint_rate: complaints per hundred contacts, by what contacts say or by what was decided."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_experience.metrics.answers import CHANNEL, PERSON_UP, every

HANDLED = "outcome == 'handled'"
OFFERED = "outcome in ['handled', 'abandoned_queue', 'callback_taken', 'voicemail', 'failed']"
VERDICTS = ("open", "upheld", "rejected", "withdrawn")


def plan(params: Params) -> Plan:
    """Complaints over contacts, or over customers, who are counted once each."""
    channel = None if params["channel"] == "any" else f"channel == {params['channel']!r}"
    if params["source"] == "contacts":
        complaints = Part("blamed_contacts", where=every("is_complaint", HANDLED, channel))
    elif params["source"] == "tickets":
        complaints = Part("complaint_tickets", where=channel)
    else:
        verdicts = f"judged in [{', '.join(repr(verdict) for verdict in params['verdicts'])}]"
        complaints = Part("complaints_decided", where=every(verdicts, channel))
    base = Part("contacts_by_arrival", where=every(OFFERED if params["base"] == "offered" else HANDLED, channel))
    parts = {"complaints": complaints, "contacts": base}
    # Somebody without complaints has none, not an unknown number of them.
    if params["base"] != "customers":
        return Plan(parts=parts, value="per * coalesce(complaints, 0) / contacts", sample="contacts")
    fold = Reduce(
        {
            "complaints": (Agg.SUM, "coalesce(complaints, 0)", None),
            "customers": (Agg.COUNT, None, "contacts > 0 and not is_missing(customer_id)"),
        }
    )
    return Plan(
        parts=parts,
        by=("customer_id",),
        reduce=(fold,),
        value="per * complaints / customers",
        sample="customers",
    )


COMPLAINT_RATE = Metric(
    id="complaint_rate",
    title={"en": "Complaint rate", "zh": "客户投诉率"},
    unit="%",
    decimals=2,
    range=(0, 1_000_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=100,
    params={
        "per": Param(100, one_of=(100, 1000), doc="complaints per so many contacts"),
        "base": Param("handled", one_of=("handled", "offered", "customers"), doc="what complaints are measured by"),
        "source": Param(
            "contacts",
            one_of=("contacts", "complaints", "tickets"),
            doc="flag of the contact, table complaints, or tickets that are complaints",
        ),
        "verdicts": Param(("open", "upheld"), one_of=VERDICTS, doc="source complaints: which of them count"),
        "channel": CHANNEL,
    },
    plan=plan,
    formula="per * complaints / handled contacts",
    docs={
        "en": "Complaints per hundred contacts.",
        "zh": "每百次联系的投诉数。",
        "edge_cases": "No contact: no value; no complaint: 0. A complaint belongs to the agent it is about, and to "
        "nobody where it names none; it is measured by the contacts that this agent served last. source = complaints: "
        "rejected and withdrawn complaints do not count, undecided ones do until they are decided. source = tickets: a "
        "ticket says no agent that it is about, so there is only a value for queues and the centre.",
        "edge_cases_zh": "没有联系时无数值，没有投诉为 0。"
        "投诉计入被投诉员工，未指明则不计入个人；以其最后服务的联系为基数。"
        "source = complaints 时，已驳回或撤回的不计，未裁定的先计。source = tickets 时仅有队列和中心数值。",
        "disagreements": "Contacts or customers as the base (base); percent or per mille (per).",
        "decisions": "Complaints are dated by arrival: of the contact or the complaint; a ticket by its creation. The "
        "table complaints must be complete, since a missing row reads as no complaint.",
    },
    example="12 complaints among 4800 handled contacts: 0.25; per = 1000: 2.50",
    source="Generic complaint calculators use interactions or customers as base.",
)
