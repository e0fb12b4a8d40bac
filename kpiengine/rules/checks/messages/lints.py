"""The wording of faults in acceptances and lints."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import counted, nearest
from kpiengine.plugin import Metric
from kpiengine.rules.model.values import Number


def not_a_lint(code: str, known: bool, lints: Sequence[str]) -> Finding:  # noqa: FBT001 -- an error or nothing at all
    """An error, or nothing, accepted."""
    if known:
        return Finding(
            "KPI152", f"{code} is an error, and errors cannot be accepted", "mend it", path=("accept", code), on="key"
        )
    meant = nearest(code, lints)
    remedy = f"did you mean {meant}?" if meant else "lints are KPI4xx"
    return Finding("KPI152", f'there is no lint "{code}"', remedy, path=("accept", code), on="key")


def acceptance_over(code: str, until: date) -> Finding:
    """An acceptance whose day has passed."""
    return Finding(
        "KPI415",
        f"{code} was accepted until {until}, which is over",
        "mend it, or accept it anew",
        path=("accept", code, "until"),
    )


def acceptance_idle(code: str) -> Finding:
    """An acceptance of nothing."""
    return Finding("KPI416", f"this file does not give {code}", "take the section out", path=("accept", code), on="key")


def one_kpi(kpi: str) -> Finding:
    """The whole score from one figure."""
    message = f"{kpi} alone makes the whole score; what is not measured will suffer"
    return Finding("KPI412", message, "add a KPI that balances it, or [accept.KPI412]", path=("kpi", kpi), on="key")


def one_group(group: str, kpis: Sequence[str]) -> Finding:
    """The whole score from one side of the work."""
    message = f"all KPIs are of the group {group}: {', '.join(kpis)}"
    return Finding("KPI413", message, "add one of another group, or [accept.KPI413]", path=("kpi", kpis[0]), on="key")


def review_over(day: date, owner: str | None) -> Finding:
    """A review that is due."""
    who = f" by {owner}" if owner else ""
    return Finding(
        "KPI414",
        f"the rule set was to be reviewed{who} by {day}",
        "review it and move the day",
        path=("ruleset", "review_by"),
    )


def system_scored(kpi: str, metric: str) -> Finding:
    """A person scored for what the system does."""
    message = f"only the system moves {metric}, and {kpi} scores it per person"
    return Finding("KPI418", message, 'use level = "team" or leave out the weight', path=("kpi", kpi), on="key")


def not_final(metric: str, days: int, cutoff: int) -> Finding:
    """Money that depends on what is not known yet."""
    message = (
        f"{metric} is final {counted(days, 'day')} after the contact, and what is known {counted(cutoff, 'day')} after "
        "the period decides: the last contacts are not final then"
    )
    remedy = (
        'write count_when = "mature" (each contact counts once, when it is final) or "happened" (late ones change it)'
    )
    return Finding("KPI450", message, remedy, path=("ruleset",), on="key")


def cliff(kpi: str, key: str, points: Decimal) -> Finding:
    """Much money for one step."""
    message = f"one step of {kpi} is worth {points:f} points"
    return Finding(
        "KPI419", message, "use target and floor without a jump, or [accept.KPI419]", path=("kpi", kpi, key), on="key"
    )


def unreachable_tier(tier: str, start: Number, maximum: Number) -> Finding:
    """A tier above every score."""
    message = f"{tier} starts at {start}, and the score is at most {maximum}"
    return Finding("KPI421", message, "lower `from`, or raise `maximum` under [score]", path=("tier", tier, "from"))


def never_changes(text: str, *, verdict: bool, name: str, metric: Metric, path: Path) -> Finding:
    """A comparison that is always true or always false."""
    said = "true" if verdict else "false"
    message = f"{text} is always {said}: {name} lies between {metric.range[0]} and {metric.range[1]} {metric.unit}"
    return Finding("KPI420", message.strip(), "check the unit and the sign", path=path)
