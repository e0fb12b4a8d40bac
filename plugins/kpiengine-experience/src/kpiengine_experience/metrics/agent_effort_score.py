# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""agent_effort_score: how hard agents find it to serve customers; about the work, never about one agent."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_experience.metrics.answers import SURVEY_BASIS
from kpiengine_experience.metrics.scales import SEVERAL_SCALES, scale_ends

VIEW = "survey_answers"
CHOSEN = "kind == 'aes' and respondent == 'agent'"
# The view has the good end up, so an easy contact scores high; effort is the other way round.
EFFORT = "scale_min + scale_max - score"


def plan(params: Params) -> Plan:
    """Too few answers have no value at all, so that nobody's answer can be told."""
    of = EFFORT if params["polarity"] == "effort" else "score"
    return Plan(
        parts={
            "score_sum": Part(VIEW, Agg.SUM, of, CHOSEN),
            "answers": Part(VIEW, Agg.COUNT, "score", CHOSEN),
            **scale_ends(VIEW, CHOSEN),
        },
        value="score_sum / (answers if answers >= least_answers else 0)",
        sample="answers",
        errors=SEVERAL_SCALES,
    )


AGENT_EFFORT_SCORE = Metric(
    id="agent_effort_score",
    title={"en": "Agent effort score", "zh": "座席努力得分"},
    unit="points",
    decimals=2,
    range=(-1000, 1000),
    better=Better.LOWER,
    levels=("team", "site", "centre"),
    group="experience",
    control=Control.SYSTEM,
    min_sample=5,
    params={
        "polarity": Param("effort", one_of=("effort", "ease"), doc="effort: high is hard; ease: high is easy"),
        "least_answers": Param(
            5, minimum=1, maximum=1000, doc="fewer answers have no value, which keeps them anonymous"
        ),
        "credit": Param("last", one_of=("last", "first", "owner"), doc="agent of the contact, where none is named"),
        "survey_basis": SURVEY_BASIS,
    },
    plan=plan,
    formula="sum of scores / answers",
    docs={
        "en": "Mean answer of agents to how hard it is to serve customers.",
        "zh": "座席对服务客户难易程度的平均评分。",
        "edge_cases": "Fewer than least_answers answers: no value, not even one marked as few, which keeps answers "
        "anonymous. Answers asked the other way round (high_is_good) are mirrored. Several scales: error. Never for "
        "one agent.",
        "edge_cases_zh": "回答少于 least_answers 时完全无数值，以保护匿名。方向相反的量表先镜像。量表不一致为错误。"
        "不用于个人。",
        "decisions": "A low sample elsewhere keeps its value; here it would show what one person answered.",
    },
    example="Answers 2, 3, 4, 2, 4: 3.00",
    source="ujet.cx: 1 very easy to 5 very hard; others ask for ease, hence polarity.",
)
