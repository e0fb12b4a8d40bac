# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""critical_error_rate: reviews with an error that must not happen."""

from decimal import Decimal

from kpiengine.plugin import Better, Control, Metric, Param, Part, Plan
from kpiengine_quality.metrics.reviews import PERSON_UP, QA_BASIS, VIEW

KNOWN = "not is_missing(critical_errors)"

CRITICAL_ERROR_RATE = Metric(
    id="critical_error_rate",
    title={"en": "Critical-error rate", "zh": "关键差错率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="quality",
    control=Control.AGENT,
    min_sample=5,
    params={
        "qa_basis": QA_BASIS,
        "min_coverage": Param(
            Decimal("0.9"), minimum=0, maximum=1, doc="share of reviews whose critical errors are known, else no value"
        ),
    },
    plan=Plan(
        parts={
            "critical": Part(VIEW, where=f"{KNOWN} and (critical_errors > 0 or auto_fail)"),
            "reviews": Part(VIEW, where=KNOWN),
            "all_reviews": Part(VIEW),
        },
        value="100 * critical / reviews",
        sample="reviews",
        coverage=("reviews", "all_reviews"),
    ),
    formula="100 * reviews with a critical error or an automatic fail / reviews",
    docs={
        "en": "Share of reviews with at least one critical error.",
        "zh": "至少有一个关键差错的质检比例。",
        "edge_cases": "No review: no value. An automatic fail is a critical error. A review whose number of critical "
        "errors is unknown is left out; below min_coverage there is no value. Disputed and withdrawn reviews and "
        "calibrations do not count.",
        "edge_cases_zh": "没有质检时无数值。一票否决即为关键差错。"
        "关键差错数未知的质检不计，覆盖率低于 min_coverage 时无数值。"
        "申诉中或撤回的质检和校准不计。",
    },
    example="40 reviews, 3 with a critical error: 7.5",
    source="Guard rail beside the quality score; Amazon Connect has a percentage of automatic fails.",
)
