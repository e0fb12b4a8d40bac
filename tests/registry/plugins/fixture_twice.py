from attrs import evolve
from fixture_parts import COLD_RATE

from kpiengine.plugin import hookimpl


@hookimpl
def kpiengine_metrics():
    warm = evolve(COLD_RATE, id="twice.cold_rate")
    return [warm, warm]
