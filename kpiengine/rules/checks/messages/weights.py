"""The wording of faults in weights."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiengine.documents.finding import Finding, On, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.rules.model.values import Number


def weights_sum(weights: Sequence[tuple[str, Number | None]], total: Decimal, path: Path) -> Finding:
    """Weights that make 95."""
    listed = " + ".join(f"{name} {weight}" for name, weight in weights)
    off = 100 - total
    advice = f"add {off:f}" if off > 0 else f"take {-off:f} away"
    return Finding("KPI130", f"the weights make {total:f}, not 100: {listed}", advice, path=path)


def shift_sum(path: Path, total: Decimal) -> Finding:
    """Points that come from nowhere."""
    message = f"the points moved make {total:+f}, not 0"
    return Finding("KPI130", message, "what one KPI gets, others give", path=path, on="key")


def shift_under_zero(path: Path, kpi: str, have: Decimal, points: Number) -> Finding:
    """More points than there are."""
    return Finding("KPI164", f"{kpi} has {have:f} and cannot give {points}", f"move at most {have:f}", path=path)


def too_heavy(path: Path, kpi: str, weight: Decimal, most: Number) -> Finding:
    """Over max_weight."""
    message = f"{kpi} weighs {weight:f}, and max_weight is {most}"
    return Finding("KPI166", message, "give points to others, or raise max_weight under [score]", path=path)


def weights_twice(kpi: str) -> Finding:
    """A weight in the KPI beside rows."""
    message = "[weights] has rows, so a KPI has no weight of its own"
    return Finding("KPI165", message, "take the weight out of the KPI", path=("kpi", kpi, "weight"), on="key")


def rows_without_scenarios() -> Finding:
    """Rows for nothing."""
    message = "[weights] has rows for scenarios, and [scenarios] is missing"
    remedy = 'add [scenarios] with by = "queue.scenario", or write `weight` in each KPI'
    return Finding("KPI165", message, remedy, path=("weights",), on="key")


def scenarios_without_rows() -> Finding:
    """Scenarios without weights."""
    message = "[scenarios] needs a row of weights for each scenario"
    return Finding("KPI165", message, "add [weights] with chat = { csat = 100 }", path=("scenarios",), on="key")


def unknown_kpi(path: Path, name: str, known: Sequence[str], on: On = "key") -> Finding:
    """A weight for nothing."""
    remedy = did_you_mean(name, known, what="KPIs here are") or f"add [kpi.{name}]"
    return Finding("KPI230", f'there is no KPI "{name}"', remedy, path=path, on=on)


def weighs_most(kpi: str, weight: Decimal, most: int) -> Finding:
    """More than half the score from one figure."""
    message = f"{kpi} weighs {weight:f}, more than {most}: it alone decides most of the score"
    return Finding("KPI440", message, "spread the weight, or say max_weight under [score]", path=("kpi", kpi), on="key")


def calendar_cut(path: Path, name: str, start: date, period: str) -> Finding:
    """A campaign that begins on the 5th."""
    message = f"{name} begins on {start}, inside a {period}; in_calendar asks for the first day of the {period} only"
    return Finding("KPI441", message, f'write calendar_days("{name}") >= 5, or the like', path=path)


def join_without_bands(kpi: str) -> Finding:
    """Lines between nothing."""
    return Finding("KPI112", "`join` goes with `bands` only", "take it out", path=("kpi", kpi, "join"), on="key")


def tiers_without_score(tier: str) -> Finding:
    """Tiers, and nothing to reach them with."""
    return Finding(
        "KPI131", "there are tiers, but no KPI has a weight", "give the KPIs weights", path=("tier", tier), on="key"
    )


def marks_exclude(kpi: str, key: str, instead: str) -> Finding:
    """A floor beside bands."""
    message = f"`{key}` has no meaning beside {instead}"
    return Finding("KPI112", message, "keep one of the two", path=("kpi", kpi, key), on="key")


def marks_missing(kpi: str, missing: Sequence[str], path: Path, *, pass_: bool) -> Finding:
    """A weight without marks."""
    message = f"{kpi} has a weight but no {' and no '.join(missing)}"
    remedy = (
        "say the target" if pass_ else "say which value earns 0 points (floor) and which 100 (target), or use bands"
    )
    return Finding("KPI131", message, remedy, path=path, on="key")
