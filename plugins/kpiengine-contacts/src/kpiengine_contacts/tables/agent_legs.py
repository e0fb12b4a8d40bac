"""agent_legs: one row per offer of a contact to one agent, answered or not, with the handling times."""

from kpiengine.plugin import FactTable, RowCheck
from kpiengine_contacts.tables.columns import (
    GONE,
    UPDATED_AT,
    VERSION,
    choice,
    count,
    duration,
    instant,
    key,
    status,
    text,
)
from kpiengine_contacts.tables.contacts import parent_contact

OUTCOMES = ("answered", "no_answer", "declined", "caller_gone", "error", "open")
TRANSFERS = ("none", "blind", "warm", "to_queue", "external", "to_survey")

AGENT_LEGS = FactTable(
    id="agent_legs",
    title={"en": "Agent legs", "zh": "坐席通话段"},
    doc="One row per offer of a contact to one agent.  A flat call log gives one leg per answered call.",
    key=("leg_id",),
    version="version",
    deleted=GONE,
    time="ts_ended",
    columns={
        "leg_id": key("id of the leg"),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "contact_id": key("contact"),
        "entry_id": text("queue stay that it came from; missing = direct or outbound"),
        "queue_id": text("queue charged"),
        "agent_id": key("agent offered"),
        "leg_type": choice(("handle", "consult", "monitor", "preview"), "only handle legs are handled", "handle"),
        "ts_offered": instant("started to ring, or was assigned"),
        "ts_answered": instant("accepted"),
        "ts_ended": instant("agent left the conversation; missing = still open, or never answered"),
        "ts_acw_end": instant("wrap-up finished"),
        "outcome": choice(OUTCOMES, "result of the offer", "answered"),
        "ring_s": duration("from offer to answer or end of ringing"),
        "talk_s": duration("conversation without hold; text: session time"),
        "hold_s": duration("customer on hold by this agent"),
        "hold_count": count("number of holds"),
        "acw_s": duration("after-contact work"),
        # No default here and for ai_assist: "not mapped" must not read as "never".
        "transfer_out": choice(TRANSFERS, "how the agent passed it on"),
        "transfer_to": text("target queue, agent or number class"),
        "ended_by": choice(("agent", "customer", "system"), "who hung up"),
        "ai_assist": choice(("none", "offered", "used"), "was the assistant in play"),
        "reply_count": count("text: replies of this agent to a customer turn"),
        "reply_gap_s": duration("text: sum of the gaps before these replies"),
        "status": status(),
    },
    parents=(parent_contact(),),
    checks=(
        RowCheck("ts_answered >= ts_offered", "the leg is answered before it is offered"),
        RowCheck("ts_ended >= ts_answered", "the leg ends before it is answered"),
        RowCheck("ts_acw_end >= ts_ended", "the wrap-up ends before the conversation does"),
    ),
)
