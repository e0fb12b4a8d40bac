"""The wording of faults in scenarios."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.rules.model.values import Number

_WHAT = {"handle_time": "handle time", "contacts": "contacts", "paid_hours": "paid hours"}


def no_exposure(kind: str, blend: str, views: Sequence[str], section: str = "scenarios") -> Finding:
    """Nothing, or more than one thing, to mix the scores by."""
    what = _WHAT.get(kind, kind)
    if views:
        message = f"the views {' and '.join(views)} all measure {what}, and only one may"
        return Finding("KPI251", message, "allow one of these plugins only", path=(section, "blend"))
    message = f'blend = "{blend}": no installed plugin measures {what} by scenario'
    other = 'choose "days"' if section == "segments" else 'choose "contacts" or "handle_time"'
    return Finding("KPI251", message, other, path=(section, "blend"))


def blend_of_nothing() -> Finding:
    """A way to mix where nothing is split."""
    message = "`blend` has no meaning while a change of team does not split the scorecard"
    return Finding("KPI112", message, 'write split_by = "team" too', path=("segments", "blend"), on="key")


def teams_and_scenarios() -> Finding:
    """Two ways to part a period."""
    message = 'split_by = "team" parts the period by team and [scenarios] by what was worked on; a score is mixed once'
    return Finding("KPI112", message, "keep one of the two", path=("segments", "split_by"))


def teams_of_a_unit(level: str) -> Finding:
    """Only people change their team."""
    message = f'split_by = "team" has no meaning where {level}s are scored: only people change their team'
    return Finding("KPI112", message, "take it out", path=("segments", "split_by"))


def no_dimension(by: str, kind: str, known: Sequence[str]) -> Finding:
    """Scenarios by what the work does not say."""
    message = f'{_WHAT.get(kind, kind)} cannot be parted by "{by}"'
    remedy = did_you_mean(by, known, what="it can be parted by") or "install a plugin that says more of contacts"
    return Finding("KPI252", message, remedy, path=("scenarios", "by"))


def never(by: str, name: str, values: Sequence[str]) -> Finding:
    """A row that nothing can belong to."""
    message = f'{by} is never "{name}", so nothing would be in this scenario'
    return Finding("KPI241", message, did_you_mean(name, values, what="it is one of"), path=("weights", name), on="key")


def least_of_main() -> Finding:
    """min_percent where only the largest counts."""
    message = '`min_percent` has no meaning beside blend = "main": the largest scenario counts alone'
    return Finding("KPI112", message, "keep one of the two", path=("scenarios", "min_percent"), on="key")


def nobody_reaches(percent: Number, count: int) -> Finding:
    """20 percent of 6."""
    message = f"min_percent = {percent} with {count} scenarios: who works evenly in all of them reaches it in none"
    remedy = f"say {100 // count} or less; where no share reaches it, all of them count"
    return Finding("KPI460", message, remedy, path=("scenarios", "min_percent"))


def one_formula(path: Path, kpi: str) -> Finding:
    """A formula for seconds and for percents."""
    message = f"{kpi} is another metric in each scenario, and one formula cannot serve all their units"
    return Finding("KPI250", message, "write the formula in each line of by.scenario", path=path)
