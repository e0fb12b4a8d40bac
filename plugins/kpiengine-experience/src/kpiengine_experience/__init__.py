"""What customers say and do afterwards: surveys, first-contact resolution.  Hooks only."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """The table surveys."""
    from kpiengine_experience.tables.surveys import SURVEYS  # noqa: PLC0415  # loaded only when asked

    return [SURVEYS]


@hookimpl
def kpiengine_views() -> list[View]:
    """The view survey_answers."""
    from kpiengine_experience.views.survey_answers import SURVEY_ANSWERS  # noqa: PLC0415  # loaded only when asked

    return [SURVEY_ANSWERS]


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """csat_mean, csat_pct, nps, fcr."""
    from kpiengine_experience.metrics import METRICS  # noqa: PLC0415  # loaded only when asked

    return list(METRICS)
