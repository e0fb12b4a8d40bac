"""The wording of faults in parameters of a metric."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean, nearest, shown
from kpiengine.plugin import Param


def unknown_param(name: str, metric: str, known: Sequence[str], path: Path) -> Finding:
    """A setting that the metric does not have."""
    remedy = did_you_mean(name, known, what="it has") or f"{metric} has no parameters"
    return Finding("KPI213", f'{metric} has no parameter "{name}"', remedy, path=path, on="key")


def param_not_one_of(name: str, value: object, options: Sequence[object], path: Path) -> Finding:
    """A setting outside its list."""
    meant = (
        nearest(value, [option for option in options if isinstance(option, str)]) if isinstance(value, str) else None
    )
    choice = f"it is one of {', '.join(map(shown, options))}"
    remedy = f'did you mean "{meant}"? {choice}' if meant else choice
    return Finding("KPI214", f"{name} cannot be {shown(value)}", remedy, path=path)


def param_kind(name: str, value: object, default: object, path: Path) -> Finding:
    """A setting of another kind."""
    message = f"{name} cannot be {shown(value)}"
    if isinstance(default, list | tuple):
        remedy = f"it is a list, such as [{', '.join(map(shown, default))}]"
    elif isinstance(default, int) and not isinstance(default, bool):
        remedy = f"it is a whole number, such as {default}"
    else:
        remedy = f"it is written like its default, {shown(default)}"
    return Finding("KPI214", message, remedy, path=path)


def param_empty(name: str, default: Sequence[object], path: Path) -> Finding:
    """A list of nothing, so that nothing would count."""
    remedy = f"name at least one, as in [{', '.join(map(shown, default))}]"
    return Finding("KPI214", f"{name} names nothing, so nothing would be counted", remedy, path=path)


def param_key(name: str, key: str, known: Sequence[str], path: Path) -> Finding:
    """A channel that does not exist."""
    remedy = did_you_mean(key, known, what="it has")
    return Finding("KPI214", f'{name} has nothing called "{key}"', remedy, path=path, on="key")


def param_range(name: str, value: object, param: Param, path: Path) -> Finding:
    """A setting outside its range."""
    low = f"at least {param.minimum}" if param.minimum is not None else ""
    high = f"at most {param.maximum}" if param.maximum is not None else ""
    return Finding(
        "KPI214", f"{name} cannot be {shown(value)}", f"it is {' and '.join(filter(None, (low, high)))}", path=path
    )
