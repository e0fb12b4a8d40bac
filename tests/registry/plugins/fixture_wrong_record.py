from fixture_parts import DRINKS

from kpiengine.plugin import hookimpl


@hookimpl
def kpiengine_metrics():
    return [DRINKS]
