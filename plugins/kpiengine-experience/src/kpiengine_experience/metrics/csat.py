# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Two metrics that the field both calls CSAT: the mean rating and the share of positive answers."""

from collections.abc import Mapping
from decimal import Decimal

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_experience.metrics.answers import ANSWERED, PERSON_UP, answers_of, every
from kpiengine_experience.metrics.credit import credited
from kpiengine_experience.metrics.scales import SEVERAL_SCALES, scale_ends

VIEW = "survey_answers"
# Lowest positive score by number of points on the scale.  Scales of 2, 6 and 11 points begin at 0, others at 1.
POSITIVE = {"2": 1, "3": 2, "5": 4, "6": 4, "7": 6, "10": 8, "11": 8}
FROM_ZERO = frozenset({2, 6, 11})
QUESTION = Param("overall", doc="dimension of the survey: overall, speed, accuracy, attitude")


def mean_plan(params: Params) -> Plan:
    """Sum of scores over answers of one scale; answers of several scales only after mapping each to 0..100."""
    chosen = answers_of("csat", params)
    parts = {
        "score_sum": Part(VIEW, Agg.SUM, "score", chosen),
        "answers": Part(VIEW, Agg.COUNT, "score", chosen),
    }
    if params["normalise"]:
        share = "(score_sum - answers * scale_min) * 100 / (scale_max - scale_min)"
        return Plan(
            parts=parts,
            by=("scale_min", "scale_max"),
            reduce=(
                Reduce(
                    let={"share": share},
                    parts={"share_sum": (Agg.SUM, "share", None), "all_answers": (Agg.SUM, "answers", None)},
                ),
            ),
            value="share_sum / all_answers",
            sample="all_answers",
        )
    return Plan(
        parts={**parts, **scale_ends(VIEW, chosen)},
        value="score_sum / answers",
        sample="answers",
        errors=SEVERAL_SCALES,
    )


def share_plan(params: Params) -> Plan:
    """Each answer is judged on its own scale, so scales may be mixed."""
    chosen = answers_of("csat", params)
    parts = share_of_positive(chosen, params["positive_min"])
    return Plan(
        parts={**parts, "all_answers": Part(VIEW, where=chosen)},
        value="100 * positive / answers",
        sample="answers",
        coverage=("answers", "all_answers"),
    )


def share_of_positive(chosen: str, given: Mapping[str, int] | int) -> dict[str, Part]:
    """The parts `positive` and `answers`: by scale as `given` says, or for all scales from one score on."""
    if isinstance(given, Mapping):
        lowest = {int(points): score for points, score in {**POSITIVE, **given}.items()}
        positive = " or ".join(
            f"scale_length == {n - 1} and above_min >= {score - (n not in FROM_ZERO)}" for n, score in lowest.items()
        )
        judged = every(chosen, f"scale_length in [{', '.join(str(n - 1) for n in lowest)}]")
    else:
        positive, judged = f"score >= {given}", chosen
    return {"positive": Part(VIEW, where=every(judged, positive)), "answers": Part(VIEW, where=judged)}


CSAT_MEAN = Metric(
    id="csat_mean",
    title={"en": "CSAT, mean rating", "zh": "客户满意度得分（均值）"},
    unit="points",
    decimals=2,
    range=(-1000, 1000),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=10,
    params={
        "question": QUESTION,
        "normalise": Param(default=False, doc="map every answer to 0..100 first; needed where scales are mixed"),
        **ANSWERED,
    },
    plan=lambda params: credited(mean_plan(params), params),
    formula="sum of scores / answers",
    docs={
        "en": "Mean answer to the overall-satisfaction question, on the scale that was asked.",
        "zh": "总体满意度问题的平均得分，按原量表。",
        "edge_cases": "No answer: no value. Several scales in one cell: error, unless normalise maps each to 0..100. "
        "Answers on a scale where low is good are mirrored first. Where several agents talked, credit = all gives each "
        "of them the whole answer, and by_talk_share the share of their talk time; a unit whose people share an answer "
        "has it once, and n counts answers. Without known talk the answer is the last agent's.",
        "edge_cases_zh": "没有回答时无数值。量表不一致为错误，除非 normalise。低分为好的量表先镜像。"
        "多名员工通话时，credit = all 使每人各得整份回答，by_talk_share 按通话时长分配；"
        "同一团队内的同一回答只计一次，n 为回答数。通话时长未知时归末位员工。",
    },
    example="100 answers from 1 to 5: 40 fives, 30 fours, 15 threes, 10 twos, 5 ones: 3.90",
    source="displayr.com describes mean and percent as two different CSATs.",
)

CSAT_PCT = Metric(
    id="csat_pct",
    title={"en": "CSAT, percent positive", "zh": "客户满意度（正面占比）"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=10,
    params={
        "question": QUESTION,
        "positive_min": Param(POSITIVE, doc="lowest positive score by number of points on the scale"),
        **ANSWERED,
        "min_coverage": Param(Decimal(1), minimum=0, maximum=1, doc="share of answers on a known scale, else no value"),
    },
    plan=lambda params: credited(share_plan(params), params),
    formula="100 * positive / answers",
    docs={
        "en": "Share of satisfaction answers that are positive.",
        "zh": "满意度回答中正面评价的比例。",
        "edge_cases": "No answer: no value. Scales may be mixed, because each answer is first judged on its own scale: "
        "4 of 5, 6 of 7, 8 of 10 are positive. A scale of another length is not judged.",
        "edge_cases_zh": "没有回答时无数值。量表可混用：每个回答先按自己的量表判断"
        "（5 分制 4 分、7 分制 6 分、10 分制 8 分起）。",
    },
    example="100 answers from 1 to 5: 40 fives, 30 fours, 15 threes, 10 twos, 5 ones: 70.0",
    source="Top-two-box is the usual rule on five points.",
)
