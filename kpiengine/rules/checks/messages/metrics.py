"""The wording of faults in metrics, levels and dimensions."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, On, Path
from kpiengine.documents.wording import code_points, did_you_mean, nearest, shown
from kpiengine.plugin import Catalogue, Column, ColumnType, Metric
from kpiengine.rules.lookalikes import plain_letters
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.words import KpiLevel


def unknown_metric(kpi: Kpi, catalogue: Catalogue) -> Finding:
    """A metric that no plugin has."""
    path: Path = ("kpi", kpi.id, "metric")
    word, known = kpi.metric, sorted(catalogue.metrics)
    plain = plain_letters(word)
    if not word.isascii() and plain != word:
        remedy = f'did you mean "{plain}"?' if plain in known else "type it again with plain letters"
        return Finding("KPI211", f"there is no metric {shown(word)}: {code_points(word)}", remedy, path=path)
    withheld = catalogue.why_withheld(f"metric {word}")
    if withheld is not None:
        return unusable_metric(kpi, withheld)
    remedy = did_you_mean(word, known) or "`kpiengine metrics` lists them"
    return Finding("KPI210", f"there is no metric {shown(word)}", remedy + broken_plugins(catalogue), path=path)


def unusable_metric(kpi: Kpi, why: str) -> Finding:
    """A metric that its plugin brings with a fault."""
    message = f"the metric {shown(kpi.metric)} cannot be used: {why}"
    return Finding("KPI224", message, SEE_PLUGINS, path=("kpi", kpi.id, "metric"))


SEE_PLUGINS = "mend or update the plugin; `kpiengine plugins` says more"


def broken_plugins(catalogue: Catalogue) -> str:
    """A remark for whoever misses a name that a broken plugin may have."""
    broken = [info.name for info in catalogue.plugins if info.problem is not None]
    return f" (broken plugins: {', '.join(broken)}; see `kpiengine plugins`)" if broken else ""


def level_not_measured(kpi: str, metric: Metric, level: str) -> Finding:
    """A queue metric on a person."""
    message = f"{metric.id} is not measured for {EACH[level]}"
    return Finding("KPI212", message, _levels(metric.levels), path=("kpi", kpi, "level"))


def no_contacts(kpi: str) -> Finding:
    """Queues, and nobody who counts contacts in them."""
    message = "no installed plugin counts an agent's contacts in queues, by which values of queues are weighed"
    return Finding("KPI212", message, "install the plugin that brings agent legs", path=("kpi", kpi, "level"))


def _levels(levels: Sequence[str]) -> str:
    """What can be said after `level =`."""
    known = [shown(str(level)) for level in KpiLevel if level in levels]
    return f"use level = {' or '.join(known)}" if known else "no level has a value"


EACH = {"agent": "an agent", "team": "a team", "queue": "a queue", "site": "a site", "centre": "the whole centre"}


def level_without_values(
    kpi: str, metric: Metric, level: str, setting: tuple[str, object] | None, levels: Sequence[str]
) -> Finding:
    """A metric that credits nobody under these settings; `setting` is one that would."""
    message = f"{metric.id} has no value for {EACH[level]} with these settings"
    remedy = _levels(levels)
    if setting is not None:
        remedy = f"write params = {{ {setting[0]} = {shown(setting[1])} }}, or {remedy}"
    return Finding("KPI212", message, remedy, path=("kpi", kpi), on="key")


def unknown_dimension(metric: str, name: str, known: Sequence[str], path: Path) -> Finding:
    """A slice by what the metric's rows do not say."""
    message = f'{metric} cannot be sliced by "{name}": not every row that it counts has one'
    remedy = did_you_mean(name, known, what="it can be sliced by") or "its views declare no dimension"
    return Finding("KPI240", message, remedy, path=path, on="key")


def not_in_the_dimension(name: str, value: object, column: Column, path: Path) -> Finding:
    """A value that no row can have, so that nothing would be counted."""
    message = f"{name} is never {shown(value)}, so nothing would be counted"
    if column.values:
        meant = nearest(value, column.values) if isinstance(value, str) else None
        choice = f"it is one of {', '.join(column.values)}"
        return Finding("KPI241", message, f'did you mean "{meant}"? {choice}' if meant else choice, path=path)
    kinds = {ColumnType.FLAG: "true or false", ColumnType.TEXT: "a text in quotes"}
    what = kinds.get(column.type, "a number without quotes")
    limits = column.minimum is not None and column.maximum is not None and not column.decimals
    remedy = f"it is {what}" + (f" from {column.minimum} to {column.maximum}" if limits else "")
    return Finding("KPI241", message, remedy, path=path)


def level_below_the_subject(kpi: str, level: str, subject: str, allowed: Sequence[str]) -> Finding:
    """A team's scorecard with the value of one agent."""
    message = f"the rule set scores {EACH[subject]}, which has no value of {EACH[level]}"
    remedy = f"use level = {' or '.join(shown(str(one)) for one in allowed)}, or leave it out"
    return Finding("KPI242", message, remedy, path=("kpi", kpi, "level"))


def pay_of_a_unit(column: str, subject: str) -> Finding:
    """A percentage of the pay of a team."""
    message = f"{column} is an attribute of a person, and the rule set scores {EACH[subject]}"
    return Finding("KPI242", message, 'use kind = "amount"', path=("payout", "of"))


def not_of_a_queue(path: Path, what: str, on: On = "value") -> Finding:
    """Something of people in a rule set of queues."""
    return Finding(
        "KPI242", f"the rule set scores queues, and a queue has no {what.removeprefix('a ')}", "take it out", path, on
    )


def team_of_unit(kpi: str, key: str, level: str) -> Finding:
    """if_missing = "team" for a KPI that is not a person's."""
    message = f'{key} = "team" takes the team\'s value for a person, and {kpi} is of level {level}'
    return Finding("KPI212", message, "use redistribute, hold or points", path=("kpi", kpi, key))


def no_team_value(kpi: str, key: str, metric: Metric) -> Finding:
    """if_missing = "team" for a metric without team values."""
    message = f'{key} = "team": {metric.id} is not measured for teams'
    return Finding("KPI212", message, "use redistribute, hold or points", path=("kpi", kpi, key))


def params_unusable(metric: str, name: str | None, fault: str, path: Path) -> Finding:
    """Settings with which the metric's own formula does not work."""
    message = f"{metric} cannot work with this {name or 'combination of params'}: {fault}"
    remedy = f"`kpiengine metrics {metric}` shows what it takes"
    return Finding("KPI214", message, remedy, path=(*path, name) if name else path, on="value" if name else "key")


def neutral_scored(kpi: str, metric: str, key: str) -> Finding:
    """A weight on context."""
    message = f"{metric} is neither good nor bad in itself, so it cannot have a weight"
    return Finding(
        "KPI215", message, 'take the weight out, or say better = "higher" or "lower"', path=("kpi", kpi, key)
    )


def named_like_metric(kpi: str, metric: str) -> Finding:
    """A KPI called like a metric that it is not."""
    message = f'the KPI "{kpi}" measures {metric}, but there is also a metric {kpi}'
    return Finding("KPI216", message, "give the KPI another name", path=("kpi", kpi), on="key")


def reserved_name(kpi: str) -> Finding:
    """A KPI called like a word of the language."""
    message = f'"{kpi}" means something else in conditions'
    return Finding("KPI216", message, "give the KPI another name", path=("kpi", kpi), on="key")
