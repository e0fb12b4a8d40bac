# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""What becomes of sessions with an AI agent: settled, kept from people, handed over.  Three figures, never one name."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_ai.metrics.conditions import among
from kpiengine_ai.tables.ai_sessions import CHANNELS

LEVELS = ("agent", "queue", "site", "centre")
HOURS = {**dict.fromkeys(CHANNELS, 2), "email": 72, "web_form": 72, "task": 72}
EVAL_H = Param(HOURS, one_of=CHANNELS, minimum=0, maximum=720, doc="hours after the end until a session is judged")
EVIDENCE = ("customer", "llm", "no_return")
WAITS = (
    "Sessions in evaluation are not judged yet, whatever became of them, and the value is provisional as long as "
    "there may be some. A session in which the customer said nothing, and one that is still open, is out."
)
WAITS_ZH = "处于评估期的会话一律暂不判断，期间数值为暂定。客户未表达实质内容或未结束的会话不计。"


def resolution_plan(params: Params) -> Plan:
    """Resolved with evidence that is accepted, and the customer did not come back during the evaluation."""
    view = "ai_sessions_followed"
    resolved = f"outcome == 'resolved' and {among('verified_by', params['evidence'])} and not returned"
    return Plan(
        parts={"resolved": Part(view, where=resolved), "judged": Part(view)},
        value="100 * resolved / judged",
        sample="judged",
    )


def share_plan(name: str, condition: str) -> Plan:
    """A share of the sessions that can be judged."""
    return Plan(
        parts={name: Part("ai_sessions", where=condition), "judged": Part("ai_sessions")},
        value=f"100 * {name} / judged",
        sample="judged",
    )


AI_RESOLUTION_RATE = Metric(
    id="ai_resolution_rate",
    title={"en": "AI resolution rate", "zh": "智能客服问题解决率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=LEVELS,
    group="ai",
    control=Control.SYSTEM,
    min_sample=50,
    params={
        "eval_h": EVAL_H,
        "evidence": Param(EVIDENCE, one_of=(*EVIDENCE, "none"), doc="whose word for a resolution counts"),
    },
    plan=resolution_plan,
    formula="100 * sessions resolved with accepted evidence and without a return / sessions judged",
    docs={
        "en": "Share of AI conversations that settled the matter without a human.",
        "zh": "由智能客服独立解决问题的会话比例。",
        "edge_cases": f"No session judged: no value. {WAITS} If the customer makes contact again by any channel before "
        "the evaluation is over, the session is not resolved. Resolved without evidence is not resolved.",
        "edge_cases_zh": f"没有可判断的会话时无数值。{WAITS_ZH}评估期内客户再次联系则不算解决；无证据的解决不计。",
        "disagreements": "Deflection, containment and resolution are three numbers.",
        "decisions": "Sessions handed off at once wait for the end of their evaluation too, so that a running "
        "period is not judged by its failures. A session without a known customer has no known return. As an agent's "
        "value it is the AI agent's own; people have none.",
    },
    example="500 sessions: 310 resolved, 120 handed off, 50 abandoned, 20 in evaluation: 64.6",
    source="ticketboard.cc on Zendesk: 2 h for messaging, 72 h for mail; fin.ai, myaskai.com; Amazon Lex.",
)

AI_CONTAINMENT_RATE = Metric(
    id="ai_containment_rate",
    title={"en": "AI containment rate", "zh": "智能客服自助留存率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.NEUTRAL,
    levels=LEVELS,
    group="ai",
    control=Control.SYSTEM,
    min_sample=50,
    params={"eval_h": EVAL_H},
    plan=share_plan("contained", "outcome != 'handed_off'"),
    formula="100 * sessions judged and not handed off / sessions judged",
    docs={
        "en": "Share of AI conversations that ended without hand-over, solved or not.",
        "zh": "未转人工即结束的智能客服会话比例，无论是否解决。",
        "edge_cases": f"No session judged: no value. {WAITS} Never a target of its own: who gives up is contained too.",
        "edge_cases_zh": f"没有可判断的会话时无数值。{WAITS_ZH}不应单独作为目标：放弃的客户也算留存。",
    },
    example="310 resolved and 50 abandoned of 480: 75.0",
    source="Guard rail beside the resolution rate: fin.ai, owlish.bot.",
)

AI_HANDOFF_RATE = Metric(
    id="ai_handoff_rate",
    title={"en": "AI hand-off rate", "zh": "转人工率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.WITHIN,
    levels=LEVELS,
    group="ai",
    control=Control.SYSTEM,
    min_sample=50,
    params={"eval_h": EVAL_H},
    plan=share_plan("handed", "outcome == 'handed_off'"),
    formula="100 * sessions handed off / sessions judged",
    docs={
        "en": "Share of AI conversations passed to a human.",
        "zh": "转交人工的智能客服会话比例。",
        "edge_cases": f"No session judged: no value. {WAITS} With the containment rate it makes 100.",
        "edge_cases_zh": f"没有可判断的会话时无数值。{WAITS_ZH}与自助留存率之和为 100。",
    },
    example="120 of 480: 25.0",
    source="A standard for the division of work between AI and people; ada.cx counts a conversation once.",
)
