"""Contacts, queues and handling: fact tables, views and metrics.  Hooks only; what they return is imported inside."""

from kpiengine.plugin import FactTable, Metric, View, hookimpl


@hookimpl
def kpiengine_fact_tables() -> list[FactTable]:
    """contacts, queues, queue_entries, agent_legs."""
    from kpiengine_contacts.tables import TABLES  # noqa: PLC0415 -- loaded only when asked

    return list(TABLES)


@hookimpl
def kpiengine_views() -> list[View]:
    """handled_legs, offered_legs, busy time, queue_entries, contacts by arrival and by end, journeys."""
    from kpiengine_contacts.views import VIEWS  # noqa: PLC0415 -- loaded only when asked

    return list(VIEWS)


@hookimpl
def kpiengine_metrics() -> list[Metric]:
    """Volumes, handling times, access to the queue, transfers, repeats."""
    from kpiengine_contacts.metrics import METRICS  # noqa: PLC0415 -- loaded only when asked

    return list(METRICS)
