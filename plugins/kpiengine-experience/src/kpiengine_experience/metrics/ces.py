# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""How easy customers found it: the mean answer, and the share of answers on the easy side."""

from decimal import Decimal

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_experience.metrics.answers import ANSWERED, PERSON_UP, answers_of, every
from kpiengine_experience.metrics.credit import credited
from kpiengine_experience.metrics.scales import SEVERAL_SCALES, scale_ends

VIEW = "survey_answers"
# The view has the good end up, so an easy contact scores high; effort is the other way round.
EFFORT = "scale_min + scale_max - score"
SEVEN, FIVE = 6, 4  # lengths of the scales 1 to 7 and 1 to 5
# Easy and hard of the net index, as points above the lowest of the scale: 6-7 and 1-3 of seven, 5 and 1-2 of five.
NET = {SEVEN: (5, 2), FIVE: (4, 1)}


def mean_plan(params: Params) -> Plan:
    """All answers are expressed in one polarity, whichever way they were asked."""
    chosen = answers_of("ces", params)
    return Plan(
        parts={
            "score_sum": Part(VIEW, Agg.SUM, EFFORT if params["polarity"] == "effort" else "score", chosen),
            "answers": Part(VIEW, Agg.COUNT, "score", chosen),
            **scale_ends(VIEW, chosen),
        },
        value="score_sum / answers",
        sample="answers",
        errors=SEVERAL_SCALES,
    )


def easy_plan(params: Params) -> Plan:
    """Each answer is judged on its own scale, of seven or of five points."""
    chosen = answers_of("ces", params)
    judged = every(chosen, f"scale_length in [{SEVEN}, {FIVE}]")
    if params["variant"] == "net":
        easy = " or ".join(f"scale_length == {length} and above_min >= {top}" for length, (top, _) in NET.items())
        hard = " or ".join(f"scale_length == {length} and above_min <= {low}" for length, (_, low) in NET.items())
        counted = {"easy": Part(VIEW, where=every(judged, easy)), "hard": Part(VIEW, where=every(judged, hard))}
        value = "100 * (easy - hard) / answers"
    else:
        easy = (
            f"scale_length == {SEVEN} and above_min >= {params['easy_min_of_7'] - 1} "
            f"or scale_length == {FIVE} and above_min >= {5 - params['easy_max_of_5']}"
        )
        counted, value = {"easy": Part(VIEW, where=every(judged, easy))}, "100 * easy / answers"
    return Plan(
        parts={**counted, "answers": Part(VIEW, where=judged), "all_answers": Part(VIEW, where=chosen)},
        value=value,
        sample="answers",
        coverage=("answers", "all_answers"),
    )


CES = Metric(
    id="ces",
    title={"en": "Customer effort score", "zh": "客户努力评分（费力度）"},
    unit="points",
    decimals=2,
    range=(-1000, 1000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=10,
    params={
        "polarity": Param("effort", one_of=("effort", "ease"), doc="effort: high is hard; ease: high is easy"),
        **ANSWERED,
    },
    plan=lambda params: credited(mean_plan(params), params),
    formula="sum of scores / answers",
    docs={
        "en": "Mean answer to the how-easy-was-it question.",
        "zh": "客户对办事费力程度的平均评分。",
        "edge_cases": "No answer: no value. Answers asked the other way round are mirrored into the polarity. Several "
        "scales: error.",
        "edge_cases_zh": "没有回答时无数值。方向相反的回答先镜像。量表不一致为错误。",
        "disagreements": "CES 2.0 asks for ease, where high is good; older surveys for effort. polarity says which.",
        "decisions": 'Lower is better, as with effort. With polarity = ease write better = "higher" in the rule set.',
    },
    example="1000 answers 80/210/140/110/160/180/120 for 1 to 7 on an ease scale: 3.92; polarity = ease: 4.08",
    source="support.cys.group 3000095529 for CES 2.0.",
)

CES_EASY_PCT = Metric(
    id="ces_easy_pct",
    title={"en": "Low-effort share", "zh": "低费力占比"},
    unit="%",
    decimals=1,
    range=(-100, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=10,
    params={
        "easy_min_of_7": Param(5, minimum=1, maximum=7, doc="lowest easy answer on the ease scale 1 to 7"),
        "easy_max_of_5": Param(2, minimum=1, maximum=5, doc="highest easy answer on the effort scale 1 to 5"),
        "variant": Param("share", one_of=("share", "net"), doc="share of easy answers, or easy less hard ones"),
        **ANSWERED,
        "min_coverage": Param(Decimal(1), minimum=0, maximum=1, doc="share of answers on a known scale, else no value"),
    },
    plan=lambda params: credited(easy_plan(params), params),
    formula="100 * easy answers / answers (net: 100 * (easy - hard) / answers)",
    docs={
        "en": "Share of effort answers on the easy side.",
        "zh": "客户认为省力的回答比例。",
        "edge_cases": "No answer: no value. Scales of seven and five points may be mixed, asked either way; others are "
        "not judged. net: 6 and 7 less 1 to 3 on seven points, 5 less 1 and 2 on five, with ease up.",
        "edge_cases_zh": "没有回答时无数值。7 分制与 5 分制可混用，方向不限；其他量表不判断。"
        "net：7 分制 6–7 减 1–3，5 分制 5 减 1–2（按省力方向）。",
    },
    example="1000 answers 80/210/140/110/160/180/120 for 1 to 7: 46.0; net: -13.0",
    source="zonkafeedback.com (5 to 7 is positive); support.cys.group 3000095531 (net).",
)
