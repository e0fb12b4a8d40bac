# Chinese text has Chinese punctuation
"""agent_csat: satisfaction with the contacts that one person served."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_experience.metrics.answers import ANSWERED, answers_of, every
from kpiengine_experience.metrics.credit import credited
from kpiengine_experience.metrics.csat import POSITIVE, QUESTION, share_of_positive
from kpiengine_experience.metrics.scales import SEVERAL_SCALES, scale_ends

VIEW = "survey_answers"
BY_PEOPLE = "is_missing(handled_by) or handled_by in ['human', 'mixed']"


def plan(params: Params) -> Plan:
    """The mean of answers on one scale, or the share of positive ones, each judged on its own scale."""
    chosen = every(answers_of("csat", params), BY_PEOPLE)
    if params["method"] == "percent":
        parts = share_of_positive(chosen, POSITIVE)
        return Plan(parts=parts, value="100 * positive / answers", sample="answers")
    return Plan(
        parts={
            "score_sum": Part(VIEW, Agg.SUM, "score", chosen),
            "answers": Part(VIEW, Agg.COUNT, "score", chosen),
            **scale_ends(VIEW, chosen),
        },
        value="score_sum / answers",
        sample="answers",
        errors=SEVERAL_SCALES,
    )


AGENT_CSAT = Metric(
    id="agent_csat",
    title={"en": "Agent CSAT", "zh": "员工客户满意度得分"},
    unit="points",
    decimals=2,
    range=(-1000, 1000),
    better=Better.HIGHER,
    levels=("agent",),
    group="experience",
    control=Control.AGENT,
    min_sample=10,
    personal=True,
    params={
        "method": Param("mean", one_of=("mean", "percent"), doc="mean score, or percent of positive answers"),
        "question": QUESTION,
        **ANSWERED,
    },
    plan=lambda params: credited(plan(params), params),
    formula="sum of scores / answers (percent: 100 * positive / answers)",
    docs={
        "en": "Mean satisfaction given to the contacts one agent served.",
        "zh": "客户对某员工所服务联系的平均满意度。",
        "edge_cases": "No answer: no value. Answers on several scales: error. Contacts that AI or a menu served alone "
        "do not count. A team's figure is csat_mean, over all its answers, and not the mean of agents' figures.",
        "edge_cases_zh": "没有回答时无数值。量表不一致为错误。仅由智能客服或菜单服务的联系不计。团队值请用 csat_mean。",
        "disagreements": "The answer goes to the last agent, the first, the owner of the case, or to everybody who "
        "talked (credit).",
    },
    example="Answers credited to agent A: 5, 4, 4, 2, 5: 4.00",
    source="Credit to the last agent follows puzzel.com and brandbastion.com; happyfox.com credits the assignee.",
)
