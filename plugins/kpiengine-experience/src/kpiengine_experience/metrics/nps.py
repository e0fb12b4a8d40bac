# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""nps: promoters less detractors as a share of all answers."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_experience.metrics.answers import ANSWERED, PERSON_UP, answers_of, every
from kpiengine_experience.metrics.credit import credited

VIEW = "survey_answers"


def plan(params: Params) -> Plan:
    """Three counts; passives stay in the base.  An answer on another scale than 0..10 spoils the cell."""
    chosen = answers_of("nps", params)
    return Plan(
        parts={
            "promoters": Part(VIEW, where=every(chosen, f"score >= {params['promoter_min']}")),
            "detractors": Part(VIEW, where=every(chosen, f"score <= {params['detractor_max']}")),
            "answers": Part(VIEW, where=chosen),
            "other_scale": Part(VIEW, where=every(chosen, "scale_min != 0 or scale_max != 10")),
        },
        value="100 * (promoters - detractors) / answers",
        sample="answers",
        errors={"other_scale > 0": "answers on another scale than 0 to 10"},
    )


NPS = Metric(
    id="nps",
    title={"en": "Net promoter score", "zh": "净推荐值"},
    unit="points",
    decimals=1,
    range=(-100, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=30,
    params={
        "promoter_min": Param(9, minimum=0, maximum=10, doc="lowest score of a promoter"),
        "detractor_max": Param(6, minimum=0, maximum=10, doc="highest score of a detractor"),
        **ANSWERED,
    },
    plan=lambda params: credited(plan(params), params),
    formula="100 * (promoters - detractors) / answers",
    docs={
        "en": "Promoters minus detractors as a share of all answers to the recommendation question.",
        "zh": "推荐者比例减去贬损者比例。",
        "edge_cases": "No answer: no value. Passives (7 and 8) stay in the base. A scale other than 0 to 10: error.",
        "edge_cases_zh": "没有回答时无数值。被动者（7、8 分）计入分母。量表不是 0 到 10 为错误。",
    },
    example="60 answers: 30 promoters, 20 passives, 10 detractors: 33.3",
    source="All sources agree on the classes; the number runs from -100 to 100.",
)
