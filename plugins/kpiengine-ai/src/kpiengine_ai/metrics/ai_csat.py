# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""ai_csat: satisfaction with contacts that AI served alone."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_ai.metrics.conditions import CHANNEL, every, on_channel

VIEW = "ai_answers"
# Lowest positive score above the lowest of the scale, by the scale's length: 4 of 5, 6 of 7, 8 of 10.
POSITIVE = {1: 1, 2: 1, 4: 3, 5: 4, 6: 5, 9: 7, 10: 8}
SEVERAL = {
    "lowest_min != highest_min or lowest_max != highest_max": "answers on several scales have no common mean",
}


def plan(params: Params) -> Plan:
    """The mean of answers on one scale, or the share of positive ones, each judged on its own scale."""
    question = f"question == {params['question']!r}"
    chosen = every("kind == 'csat'", "respondent == 'customer'", question, on_channel(params))
    if params["method"] == "percent":
        judged = every(chosen, f"scale_length in [{', '.join(str(length) for length in POSITIVE)}]")
        positive = " or ".join(f"scale_length == {length} and above_min >= {low}" for length, low in POSITIVE.items())
        return Plan(
            parts={"positive": Part(VIEW, where=every(judged, positive)), "answers": Part(VIEW, where=judged)},
            value="100 * positive / answers",
            sample="answers",
        )
    return Plan(
        parts={
            "score_sum": Part(VIEW, Agg.SUM, "score", chosen),
            "answers": Part(VIEW, Agg.COUNT, "score", chosen),
            "lowest_min": Part(VIEW, Agg.MIN, "scale_min", chosen),
            "highest_min": Part(VIEW, Agg.MAX, "scale_min", chosen),
            "lowest_max": Part(VIEW, Agg.MIN, "scale_max", chosen),
            "highest_max": Part(VIEW, Agg.MAX, "scale_max", chosen),
        },
        value="score_sum / answers",
        sample="answers",
        errors=SEVERAL,
    )


AI_CSAT = Metric(
    id="ai_csat",
    title={"en": "AI CSAT", "zh": "客户对智能客服的满意度"},
    unit="points",
    decimals=2,
    range=(-1000, 1000),
    better=Better.HIGHER,
    levels=("queue", "site", "centre"),
    group="ai",
    control=Control.SYSTEM,
    min_sample=10,
    params={
        "method": Param("mean", one_of=("mean", "percent"), doc="mean score, or percent of positive answers"),
        "question": Param("overall", doc="dimension of the survey: overall, speed, accuracy, attitude"),
        "credit": Param("last", one_of=("last", "first", "owner"), doc="agent of the contact who gets the answer"),
        "survey_basis": Param("answered", one_of=("answered", "contact_ended"), doc="by answer or contact"),
        "channel": CHANNEL,
    },
    plan=plan,
    formula="sum of scores / answers (percent: 100 * positive / answers)",
    docs={
        "en": "Satisfaction with contacts the AI served.",
        "zh": "客户对智能客服所服务联系的满意度。",
        "edge_cases": "No answer: no value. Answers about contacts that people also served are out. The mean of "
        "answers on several scales is an error; percent judges each on its own scale: 4 of 5, 6 of 7, 8 of 10.",
        "edge_cases_zh": "没有回答时无数值。有人工参与的联系不计。均值遇量表不一致为错误；"
        "percent 按各自量表判断（5 分制 4 分、7 分制 6 分、10 分制 8 分起）。",
    },
    example="Scores 5, 3, 4, 4: 4.00",
    source="Customer satisfaction with the smart service; csat_mean with handled_by = ai.",
)
