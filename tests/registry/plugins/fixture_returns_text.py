from kpiengine.plugin import hookimpl


@hookimpl
def kpiengine_metrics():
    return "cold_rate"
