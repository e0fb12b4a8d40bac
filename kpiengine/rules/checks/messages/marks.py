"""The wording of faults in targets, floors, pairs and bands."""

from kpiengine.documents.finding import Finding, Path
from kpiengine.plugin import Better, Metric
from kpiengine.rules.model.values import Number, Pair


def mixed_marks(path: Path, kpi: str) -> Finding:
    """A pair here, a number there."""
    message = f"the target of {kpi} is a pair in one line and a number in another"
    return Finding("KPI133", message, "write pairs everywhere, or numbers everywhere", path=path)


def pair_needed(kpi: str, key: str, mark: Number) -> Finding:
    """One number for a range metric."""
    message = f"{kpi} is good inside a range, so {key} is a pair"
    remedy = f'write {key} = [LOW, HIGH], or say better = "higher" or "lower"'
    return Finding("KPI133", f"{message}, not {mark}", remedy, path=("kpi", kpi, key))


def pair_not_allowed(kpi: str, key: str, better: Better) -> Finding:
    """A pair for a metric with one good side."""
    message = f'better = "{better}" goes with one number, not with a pair'
    return Finding("KPI133", message, "write one number, or take `better` out", path=("kpi", kpi, key))


def stretch_within(kpi: str) -> Finding:
    """A stretch beyond a range."""
    message = "inside a range there is nothing beyond the target"
    return Finding("KPI112", message, "take `stretch` out", path=("kpi", kpi, "stretch"), on="key")


def floor_inside(kpi: str, floor: Pair, target: Pair) -> Finding:
    """A floor inside the target."""
    message = f"floor = [{floor[0]}, {floor[1]}] must lie outside target = [{target[0]}, {target[1]}] on both sides"
    return Finding("KPI132", message, "as in target = [240, 360], floor = [150, 540]", path=("kpi", kpi, "floor"))


def wrong_sides(kpi: str, worse: tuple[str, Number], better: tuple[str, Number], *, higher: bool) -> Finding:
    """Target and floor swapped."""
    way = "higher" if higher else "lower"
    side = "under" if higher else "over"
    message = f"{way} is better, so {worse[0]} = {worse[1]} must be {side} {better[0]} = {better[1]}"
    path: Path = ("kpi", kpi, "floor" if worse[0] == "floor" else "stretch")
    return Finding("KPI132", message, "swap them, or correct one", path=path)


def out_of_metric_range(kpi: str, key: str, mark: Number, metric: Metric) -> Finding:
    """A target that nothing reaches."""
    low, high = metric.range
    message = f"{key} = {mark} cannot be reached: {metric.id} lies between {low} and {high} {metric.unit}"
    return Finding("KPI135", message.strip(), "check the unit", path=("kpi", kpi, key))


def points_fall(kpi: str) -> Finding:
    """Better work that scores less."""
    message = "points must not fall from floor to target to stretch"
    return Finding(
        "KPI136", message, "as in { floor = 0, target = 100, stretch = 120 }", path=("kpi", kpi, "points_at")
    )


def bands_mixed(kpi: str, index: int) -> Finding:
    """Both kinds of edges in one list."""
    message = "bands use `from` in every line, or `over` in every line"
    return Finding("KPI134", message, path=("kpi", kpi, "bands", index))


def bands_fall(kpi: str, index: int, before: Number, after: Number) -> Finding:
    """Lines out of order."""
    message = f"bands rise, and {after} does not come after {before}"
    return Finding("KPI134", message, "put the lines in order, each edge once", path=("kpi", kpi, "bands", index))


def bands_gap(kpi: str, edge: Number, metric: Metric) -> Finding:
    """No line for the lowest values."""
    message = f"no band covers values from {metric.range[0]} to {edge}"
    return Finding("KPI134", message, f"begin with {{ from = {metric.range[0]}, ... }}", path=("kpi", kpi, "bands", 0))


def band_unreachable(kpi: str, index: int, edge: Number, metric: Metric) -> Finding:
    """A line above the highest value."""
    message = f"the band from {edge} cannot be reached: {metric.id} is at most {metric.range[1]} {metric.unit}"
    return Finding("KPI135", message.strip(), "check the unit", path=("kpi", kpi, "bands", index))
