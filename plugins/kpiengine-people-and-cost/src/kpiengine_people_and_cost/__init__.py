"""People and what they cost: training, exams, attrition, costs, corrected results.  Hooks only."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """training, costs, published_results."""
    from kpiengine_people_and_cost.tables import TABLES  # noqa: PLC0415 -- loaded only when asked

    return list(TABLES)


@hookimpl
def kpiengine_views() -> list[View]:
    """Courses due, exams, employment, costs, solved matters, published results."""
    from kpiengine_people_and_cost.views import VIEWS  # noqa: PLC0415 -- loaded only when asked

    return list(VIEWS)


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """Training, exams, attrition, costs, corrected results."""
    from kpiengine_people_and_cost.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
