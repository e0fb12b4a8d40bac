"""The wording of faults in variants, relaxations and evidence."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, On, Path
from kpiengine.documents.wording import did_you_mean, shown
from kpiengine.plugin import Catalogue, Metric
from kpiengine.rules.checks.messages.metrics import SEE_PLUGINS, broken_plugins


def two_places(path: Path, key: str, first: str, second: str) -> Finding:
    """A target in the section and in by.site."""
    message = f"`{key}` stands in {first} and in {second}"
    return Finding("KPI160", message, "keep one of them", path=path, on="key")


def starts_late(path: Path, first: object, needed: object) -> Finding:
    """Nobody knows what holds before the first line."""
    return Finding("KPI161", f"nothing is said from {needed} to {first}", f"begin with from = {needed}", path=path)


def unknown_line(path: Path, what: str, name: str, known: Sequence[str], on: On = "key") -> Finding:
    """A line for a site that is not there."""
    remedy = did_you_mean(name, known, what="there are") or f"there is no {what} yet"
    return Finding("KPI162", f'there is no {what} "{name}"', remedy, path=path, on=on)


def line_missing(path: Path, what: str, names: Sequence[str]) -> Finding:
    """Somebody without a target."""
    message = f"by.{what} has no line for {' and '.join(names)}"
    other = "" if what == "scenario" else ", or a line `other` for the rest"
    return Finding("KPI162", message, f"add {names[0]} = {{ … }}{other}", path=path, on="key")


def lines_without_scenarios(path: Path) -> Finding:
    """by.scenario where the work is not parted."""
    remedy = 'add [scenarios] with by = "queue.scenario", and a row of [weights] for each'
    return Finding("KPI165", "by.scenario has lines, and the rule set has no scenarios", remedy, path=path, on="key")


def priority_needed(path: Path, name: str, other: str, priority: int | None) -> Finding:
    """Two that may hold at once."""
    said = "neither says which counts" if priority is None else f"both have priority {priority}"
    message = f"{name} and {other} may hold at once, and {said}"
    return Finding("KPI163", message, "give each a `priority` of its own; the highest counts", path=path, on="key")


def relaxes_nothing(path: Path) -> Finding:
    """A relaxation without marks."""
    return Finding("KPI168", "this changes nothing", "say target, floor or stretch", path=path, on="key")


def nothing_to_relax(path: Path, key: str, kpi: str) -> Finding:
    """A stretch for a KPI without one."""
    return Finding("KPI168", f"{kpi} has no {key} that this could replace", "take it out", path=path, on="key")


def ramp_idle() -> Finding:
    """A ramp for nobody's target."""
    message = "no KPI has a target and floor at level agent that this could ease"
    return Finding("KPI168", message, "take [ramp] out", path=("ramp",), on="key")


def no_share(kpi: str, metric: Metric) -> Finding:
    """Wilson of a mean."""
    message = f"{metric.id} is no share of cases, and only of a share it can be said how far it is proven"
    return Finding("KPI167", message, "use min_sample or lean", path=("kpi", kpi, "proven"))


def both_leaned_and_proven(kpi: str) -> Finding:
    """Two ways to treat few cases."""
    message = "`proven` and `lean` both change the value of a small sample"
    return Finding("KPI112", message, "keep one of them", path=("kpi", kpi, "proven"), on="key")


def lean_of_unit(kpi: str, level: str) -> Finding:
    """A team that leans to itself."""
    message = f"`lean` pulls a person's value to the team's, and {kpi} is of level {level}"
    return Finding("KPI212", message, "take it out", path=("kpi", kpi, "lean"))


def lean_without_team(kpi: str, metric: Metric) -> Finding:
    """Nothing to lean to."""
    message = f"`lean` pulls a person's value to the team's, and {metric.id} is not measured for teams"
    return Finding("KPI212", message, "use min_sample", path=("kpi", kpi, "lean"))


def proven_within(kpi: str) -> Finding:
    """Which end of a range."""
    message = "a range has two good sides, so neither end of the interval proves it"
    return Finding("KPI167", message, "use min_sample", path=("kpi", kpi, "proven"))


def unknown_curve(path: Path, name: str, catalogue: Catalogue) -> Finding:
    """A curve that no plugin has."""
    withheld = catalogue.why_withheld(f"curve {name}")
    if withheld is not None:
        return Finding("KPI224", f"the curve {shown(name)} cannot be used: {withheld}", SEE_PLUGINS, path=path)
    known = ["pass", *catalogue.curves]
    remedy = did_you_mean(name, known, what="there are") or 'write curve = "pass", or leave it out for a straight line'
    return Finding("KPI232", f'there is no curve "{name}"', remedy + broken_plugins(catalogue), path=path)


def curve_needs(path: Path, curve: str, mark: str) -> Finding:
    """A curve without its mark."""
    return Finding("KPI131", f"the curve {curve} needs a {mark}", f"say the {mark}", path=path)


def curve_takes_no_pair(path: Path, curve: str, mark: str) -> Finding:
    """A range for a formula over one number."""
    return Finding("KPI133", f"the curve {curve} takes one number as {mark}", "write one number", path=path)
