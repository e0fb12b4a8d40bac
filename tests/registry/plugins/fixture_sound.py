"""A plugin as it should be."""

from fixture_parts import COLD_RATE, DRINKS, SERVED

from kpiengine.plugin import hookimpl

API_VERSION = 1


@hookimpl
def kpiengine_fact_tables():
    return [DRINKS]


@hookimpl
def kpiengine_views():
    return [SERVED]


@hookimpl
def kpiengine_metrics():
    return [COLD_RATE]
