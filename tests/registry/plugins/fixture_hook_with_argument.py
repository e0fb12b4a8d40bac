from kpiengine.plugin import hookimpl


@hookimpl
def kpiengine_metrics(catalogue):
    return list(catalogue)
