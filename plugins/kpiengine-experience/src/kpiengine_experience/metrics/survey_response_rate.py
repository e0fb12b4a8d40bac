# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""survey_response_rate: how far the other figures from surveys can be trusted."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_experience.metrics.answers import CHANNEL, CREDIT, PERSON_UP, every

VIEW = "survey_invitations"


def plan(params: Params) -> Plan:
    """Invitations of one family of questions to customers."""
    channel = None if params["channel"] == "any" else f"channel == {params['channel']!r}"
    sent = every(f"kind == {params['kind']!r}", "respondent == 'customer'", channel)
    return Plan(
        parts={"answered": Part(VIEW, where=every(sent, "answered")), "sent": Part(VIEW, where=sent)},
        value="100 * answered / sent",
        sample="sent",
    )


SURVEY_RESPONSE_RATE = Metric(
    id="survey_response_rate",
    title={"en": "Survey response rate", "zh": "问卷回收率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "kind": Param("csat", one_of=("csat", "nps", "ces", "fcr"), doc="family of questions"),
        "wait_days": Param(7, minimum=0, maximum=90, doc="days that customers have; younger invitations wait"),
        "credit": CREDIT,
        "channel": CHANNEL,
    },
    plan=plan,
    formula="100 * invitations answered / invitations sent",
    docs={
        "en": "Share of sent survey invitations that were answered; tells how far CSAT and NPS can be trusted.",
        "zh": "已发送问卷中收回的比例；说明满意度和净推荐值的可信程度。",
        "edge_cases": "Nothing sent: no value. Several questions of one family about one contact are one invitation, "
        "answered if any of them is. Invitations younger than wait_days are not counted yet, and the value is "
        "provisional. A source that has only answers must not map ts_sent: then there is no rate, rather than 100.",
        "edge_cases_zh": "没有发送时无数值。同一联系同类多题算一次邀请，答任一题即算回收。"
        "不足 wait_days 的邀请暂不计，数值为暂定。仅导出回答的来源不要映射 ts_sent。",
    },
    example="400 invitations, 96 answered: 24.0",
    source="A sudden change betrays surveys that are sent to the satisfied only (telecentreassist.com).",
)
