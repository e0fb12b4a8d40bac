from fixture_parts import COLD_RATE


def kpiengine_metrics():
    return [COLD_RATE]
