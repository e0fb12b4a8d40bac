"""Tickets: how soon they are answered and settled, what stays open, what comes back.  Hooks only."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """The table tickets."""
    from kpiengine_tickets.tables.tickets import TICKETS  # noqa: PLC0415 -- loaded only when asked

    return [TICKETS]


@hookimpl
def kpiengine_views() -> list[View]:
    """Tickets by deadline, solution, creation and first solution; open tickets; first replies."""
    from kpiengine_tickets.views import VIEWS  # noqa: PLC0415 -- loaded only when asked

    return list(VIEWS)


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """Deadlines, resolution times, backlog, reopening, first responses."""
    from kpiengine_tickets.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
