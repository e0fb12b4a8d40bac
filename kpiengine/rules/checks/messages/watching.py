"""The wording of faults in alerts, and in rewards over several periods."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.rules.lasting import Length


def severity_twice(alert: str) -> Finding:
    """One severity beside a condition for each."""
    message = "`when` says a condition for each severity, so there is no other one"
    return Finding("KPI112", message, "take `severity` out", path=("alert", alert, "severity"), on="key")


def praise_has_none(alert: str) -> Finding:
    """A critical praise."""
    return Finding(
        "KPI112", "praise has no severity", "write one condition, and no `severity`", path=("alert", alert), on="key"
    )


def other_unit(path: Path, unit: str, right: str) -> Finding:
    """2 months of a weekly alert."""
    message = f"it is judged every {right}, and `for` counts {unit}s"
    return Finding("KPI178", message, f'say it in {right}s or checks, as in "2 {right}s"', path=path)


def quiets_nothing(path: Path, name: str, known: Sequence[str]) -> Finding:
    """An alert that is not there."""
    return Finding(
        "KPI273", f'there is no alert "{name}" here', did_you_mean(name, known, what="alerts are"), path=path
    )


def no_receiver(path: Path, name: str, known: Sequence[str]) -> Finding:
    """A receiver that the project does not have."""
    remedy = did_you_mean(name, known, what="receivers are")
    return Finding("KPI274", f'the project has no receiver "{name}"', remedy, path=path)


def quiet_each_other(alert: str, other: str) -> Finding:
    """Two causes of each other."""
    message = f"{alert} quiets {other}, and {other} quiets {alert}"
    return Finding("KPI275", message, "leave `quiets` to the one that is the cause", path=("alert", alert, "quiets"))


def nobody_to_tell(alert: str, key: str) -> Finding:
    """Repeated to nobody."""
    return Finding("KPI171", f"`{key}` needs `notify`", 'as in notify = ["lead"]', path=("alert", alert, key), on="key")


def window_without_every(alert: str) -> Finding:
    """Measured over half an hour, once a month."""
    message = "`window` says over which stretch it is measured, and `every` when"
    return Finding("KPI171", message, 'add every = "15 min"', path=("alert", alert, "window"), on="key")


def needs_for(path: Path, key: str) -> Finding:
    """A skipped period of one."""
    return Finding("KPI171", f"`{key}` goes with `for`", 'add for = "3 of 4 months"', path=path, on="key")


def look_back_cuts(reward: str, length: Length, period: str) -> Finding:
    """Half a month back."""
    message = f"{length} are no whole number of periods, and this rule set is for each {period}"
    path: Path = ("reward", reward, "look_back")
    return Finding("KPI260", message, f'say it in {period}s, as in "6 {period}s"', path=path)


def look_back_length(reward: str, length: Length, count: int, between: tuple[int, int]) -> Finding:
    """Two months back for three of four."""
    least, most = between
    message = (
        f"{length} are {count} periods; `for` looks at {least} of them"
        if count < least
        else f"{length} are {count} periods; results are looked up over at most {most}"
    )
    path: Path = ("reward", reward, "look_back")
    return Finding("KPI260", message, f"look back over {least} to {most} periods", path=path)


def needs_when(path: Path) -> Finding:
    """Three of four of nothing."""
    return Finding("KPI171", "`for` needs `when`", "as in when = 'tier >= \"B\"'", path=path, on="key")


def order_without_places(reward: str) -> Finding:
    """Who comes first where all come."""
    path: Path = ("reward", reward, "rank_by")
    return Finding("KPI171", "`rank_by` goes with `places`", "add places = 6, or take it out", path=path, on="key")


def places_without_order(reward: str) -> Finding:
    """Few places and no score."""
    path: Path = ("reward", reward, "places")
    return Finding(
        "KPI171", "who comes first is not said, and there is no score", "add rank_by = 'csat'", path=path, on="key"
    )
