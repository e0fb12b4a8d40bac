from attrs import evolve
from fixture_parts import COLD_RATE

from kpiengine.plugin import hookimpl


@hookimpl
def kpiengine_metrics():
    return [COLD_RATE, evolve(COLD_RATE, id="rival.cold_rate")]
