"""States and schedules of agents: fact tables, views and metrics.  Hooks only; what they return is imported inside."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """agent_states, schedule."""
    from kpiengine_workforce.tables import TABLES  # noqa: PLC0415 -- loaded only when asked

    return list(TABLES)


@hookimpl
def kpiengine_views() -> list[View]:
    """States, days worked, planned time, planned time beside states, shifts."""
    from kpiengine_workforce.views import VIEWS  # noqa: PLC0415 -- loaded only when asked

    return list(VIEWS)


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """Productivity, utilisation, occupancy, adherence, shrinkage, balance of load."""
    from kpiengine_workforce.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
