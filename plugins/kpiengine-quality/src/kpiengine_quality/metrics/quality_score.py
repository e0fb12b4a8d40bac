# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""quality_score: what reviews gave, as percent of the points that could be reached."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_quality.metrics.reviews import PERSON_UP, QA_BASIS, VIEW


def plan(params: Params) -> Plan:
    """The plan of the chosen pooling; an automatic fail earns nothing unless it is to keep its points."""
    counted = "not auto_fail" if params["autofail_zero"] else None
    earned = Part(VIEW, Agg.SUM, "points_earned", counted)
    return {"mean": mean_plan, "pooled": pooled_plan}[params["pooling"]](earned)


def pooled_plan(earned: Part) -> Plan:
    """One fraction over all points."""
    return Plan(
        parts={"earned": earned, "possible": Part(VIEW, Agg.SUM, "points_possible"), "reviews": Part(VIEW)},
        value="100 * earned / possible",
        sample="reviews",
    )


def mean_plan(earned: Part) -> Plan:
    """Percentages of reviews with equal points possible are one fraction; the engine adds up points only.

    A sum of such fractions with different divisors cannot be one fraction, as the divisors multiply.  So each is
    divided to 9 decimals, and what that left is counted in units of the ninth decimal and brought in again: 1/3, 2/6
    and 3/9 make exactly 100, and a mean that lies half way is rounded as if nothing had been divided before.
    """
    return Plan(
        parts={"earned": earned, "reviews": Part(VIEW)},
        by=("points_possible",),
        reduce=(
            Reduce(
                let={
                    "percent": "100 * earned / points_possible",
                    "left": "1000000000 * (100 * earned - percent * points_possible) / points_possible",
                },
                parts={
                    "percent_sum": (Agg.SUM, "percent", None),
                    "left_sum": (Agg.SUM, "left", None),
                    "all_reviews": (Agg.SUM, "reviews", None),
                },
            ),
        ),
        value="(1000000000 * percent_sum + round(left_sum, 6)) / (1000000000 * all_reviews)",
        sample="all_reviews",
    )


QUALITY_SCORE = Metric(
    id="quality_score",
    title={"en": "Quality score", "zh": "质量分数（质检得分）"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="quality",
    control=Control.AGENT,
    min_sample=5,
    params={
        "pooling": Param("mean", one_of=("mean", "pooled"), doc="mean = every interaction equal; pooled = every point"),
        "autofail_zero": Param(default=True, doc="an automatic fail makes the review 0 %"),
        "qa_basis": QA_BASIS,
    },
    plan=plan,
    formula="sum of review percentages / reviews; pooled: 100 * points earned / points possible",
    docs={
        "en": "Average result of quality reviews, as percent of the reachable points.",
        "zh": "质检结果的平均值，按可得分数的百分比。",
        "edge_cases": "No review: no value. An automatic fail is 0 %. A disputed review does not count until it is "
        "decided; withdrawn reviews and calibrations never do. Items that did not apply are outside the points "
        "possible.",
        "edge_cases_zh": "没有质检时无数值。一票否决的质检为 0%。"
        "申诉中的质检在裁定前不计；撤回的质检和校准不计。不适用项不在可得分数内。",
    },
    example="Reviews 45/50, 36/40, 48/60 and 50/50 failed automatically: (90 + 90 + 80 + 0) / 4 = 65.0; pooled "
    "129/200 = 64.5",
    source="Score as percent of all points; Amazon Connect averages submitted evaluations and leaves calibrations out.",
)
