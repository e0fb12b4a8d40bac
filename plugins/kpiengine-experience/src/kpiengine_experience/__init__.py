"""What customers say and do afterwards: surveys, first-contact resolution, complaints.  Hooks only."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """surveys, complaints."""
    from kpiengine_experience.tables.complaints import COMPLAINTS  # noqa: PLC0415 -- loaded only when asked
    from kpiengine_experience.tables.surveys import SURVEYS  # noqa: PLC0415 -- loaded only when asked

    return [SURVEYS, COMPLAINTS]


@hookimpl
def kpiengine_views() -> list[View]:
    """Survey answers and invitations, complaints and the contacts that they are measured by."""
    from kpiengine_experience.views import VIEWS  # noqa: PLC0415 -- loaded only when asked

    return list(VIEWS)


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """Satisfaction, recommendation, effort, first-contact resolution, complaints."""
    from kpiengine_experience.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
