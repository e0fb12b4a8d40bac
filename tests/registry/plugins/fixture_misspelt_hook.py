from fixture_parts import COLD_RATE

from kpiengine.plugin import hookimpl


@hookimpl
def kpiengine_metric():
    return [COLD_RATE]
