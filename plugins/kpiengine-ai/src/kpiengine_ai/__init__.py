"""AI agents, and people with AI assistance: sessions, shares, effect.  Hooks only."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """The table ai_sessions."""
    from kpiengine_ai.tables.ai_sessions import AI_SESSIONS  # noqa: PLC0415 -- loaded only when asked

    return [AI_SESSIONS]


@hookimpl
def kpiengine_views() -> list[View]:
    """AI sessions as such and with returns of their customers; handled legs before the assistant came."""
    from kpiengine_ai.views import VIEWS  # noqa: PLC0415 -- loaded only when asked

    return list(VIEWS)


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """What AI settles alone, and what it does for people."""
    from kpiengine_ai.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
