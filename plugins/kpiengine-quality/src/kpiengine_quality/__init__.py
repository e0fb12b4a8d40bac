"""How well contacts are handled: quality reviews.  Hooks only."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """The table qa_reviews."""
    from kpiengine_quality.tables.qa_reviews import QA_REVIEWS  # noqa: PLC0415 -- loaded only when asked

    return [QA_REVIEWS]


@hookimpl
def kpiengine_views() -> list[View]:
    """The view quality_reviews."""
    from kpiengine_quality.views.quality_reviews import QUALITY_REVIEWS  # noqa: PLC0415 -- loaded only when asked

    return [QUALITY_REVIEWS]


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """quality_score, critical_error_rate."""
    from kpiengine_quality.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
