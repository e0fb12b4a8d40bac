"""The wording of faults between keys, one constructor each: what is wrong, and what to type instead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kpiengine.diagnostics import Diagnostic, Level, Place
from kpiengine.documents.finding import Finding, On, Path
from kpiengine.documents.wording import code_points, did_you_mean, nearest, shown
from kpiengine.plugin import Better, Catalogue, Column, ColumnType, Metric, Param
from kpiengine.rules.lookalikes import plain_letters
from kpiengine.rules.model import Kpi, KpiLevel, Number, Pair, PeriodKind

# -- dates and people ---------------------------------------------------------------------------------------------


def to_before_from(start: date, to: date) -> Finding:
    """An end before the start."""
    return Finding("KPI120", f"to = {to} lies before from = {start}", "both days are included", path=("ruleset", "to"))


def unknown_period(name: str, own: Iterable[str]) -> Finding:
    """A calendar that the project file does not have."""
    known = [*PeriodKind, *own]
    meant = did_you_mean(name, known, what="there are")
    remedy = f"{meant}; a calendar of your own is declared as [period.{name}] in kpiengine.toml"
    return Finding("KPI107", f'there is no period "{name}"', remedy, path=("ruleset", "period"))


def not_first_day(start: date, period: str, first: date, following: date) -> Finding:
    """A start inside a period."""
    message = f"from = {start} is not the first day of a {period}"
    return Finding("KPI121", message, f"type {first} or {following}", path=("ruleset", "from"))


def unknown_attribute(name: str, known: Sequence[str], path: Path) -> Finding:
    """A column that the roster does not have."""
    message = f'the roster has no column "{name}" with text'
    remedy = did_you_mean(name, known, what="it has") or "its own columns are declared under [facts.agents.extra]"
    return Finding("KPI219", message, remedy, path=path, on="key")


def not_in_the_roster(attribute: str, value: str, words: Sequence[str], path: Path) -> Finding:
    """A role that nobody can have."""
    message = f'nobody has the {attribute} "{value}"'
    meant = nearest(value, words)
    choice = f"in the roster it is one of {', '.join(words)}"
    return Finding("KPI107", message, f'did you mean "{meant}"? {choice}' if meant else choice, path=path)


# -- metrics ------------------------------------------------------------------------------------------------------


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


def team_of_unit(kpi: str, key: str, level: str) -> Finding:
    """if_missing = "team" for a KPI that is not a person's."""
    message = f'{key} = "team" takes the team\'s value for a person, and {kpi} is of level {level}'
    return Finding("KPI212", message, "use redistribute, hold or points", path=("kpi", kpi, key))


def no_team_value(kpi: str, key: str, metric: Metric) -> Finding:
    """if_missing = "team" for a metric without team values."""
    message = f'{key} = "team": {metric.id} is not measured for teams'
    return Finding("KPI212", message, "use redistribute, hold or points", path=("kpi", kpi, key))


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


def params_unusable(metric: str, name: str | None, fault: str, path: Path) -> Finding:
    """Settings with which the metric's own formula does not work."""
    message = f"{metric} cannot work with this {name or 'combination of params'}: {fault}"
    remedy = f"`kpiengine metrics {metric}` shows what it takes"
    return Finding("KPI214", message, remedy, path=(*path, name) if name else path, on="value" if name else "key")


def param_range(name: str, value: object, param: Param, path: Path) -> Finding:
    """A setting outside its range."""
    low = f"at least {param.minimum}" if param.minimum is not None else ""
    high = f"at most {param.maximum}" if param.maximum is not None else ""
    return Finding(
        "KPI214", f"{name} cannot be {shown(value)}", f"it is {' and '.join(filter(None, (low, high)))}", path=path
    )


def neutral_scored(kpi: str, metric: str) -> Finding:
    """A weight on context."""
    message = f"{metric} is neither good nor bad in itself, so it cannot have a weight"
    return Finding(
        "KPI215", message, 'take the weight out, or say better = "higher" or "lower"', path=("kpi", kpi, "weight")
    )


def named_like_metric(kpi: str, metric: str) -> Finding:
    """A KPI called like a metric that it is not."""
    message = f'the KPI "{kpi}" measures {metric}, but there is also a metric {kpi}'
    return Finding("KPI216", message, "give the KPI another name", path=("kpi", kpi), on="key")


def reserved_name(kpi: str) -> Finding:
    """A KPI called like a word of the language."""
    message = f'"{kpi}" means something else in conditions'
    return Finding("KPI216", message, "give the KPI another name", path=("kpi", kpi), on="key")


# -- weights and marks --------------------------------------------------------------------------------------------


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


def later_scenarios() -> Finding:
    """Read and checked, and not carried out yet."""
    message = "this release checks [scenarios] and does not carry it out yet"
    return Finding("KPI113", message, "make one rule set for each scenario", path=("scenarios",), on="key")


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


# -- by, relaxations, evidence ------------------------------------------------------------------------------------


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


def join_without_bands(kpi: str) -> Finding:
    """Lines between nothing."""
    return Finding("KPI112", "`join` goes with `bands` only", "take it out", path=("kpi", kpi, "join"), on="key")


def mixed_marks(path: Path, kpi: str) -> Finding:
    """A pair here, a number there."""
    message = f"the target of {kpi} is a pair in one line and a number in another"
    return Finding("KPI133", message, "write pairs everywhere, or numbers everywhere", path=path)


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


# -- tiers, money, rewards ----------------------------------------------------------------------------------------


def tiers_together(first: str, second: str, start: Number) -> Finding:
    """Two tiers from one score."""
    return Finding(
        "KPI140",
        f"{first} and {second} both start at {start}",
        "give each its own `from`",
        path=("tier", second, "from"),
    )


def tier_pays_otherwise(tier: str, key: str, kind: str, right: str) -> Finding:
    """A bonus under payout kind percent."""
    message = f'payout kind is "{kind}", so a tier has `{right}`, not `{key}`'
    other = "percent" if kind == "amount" else "amount"
    remedy = f'use `{right}`, or say kind = "{other}" under [payout]'
    return Finding("KPI141", message, remedy, path=("tier", tier, key), on="key")


def unknown_tier(name: str, known: Sequence[str], path: Path) -> Finding:
    """A tier that is not there."""
    remedy = did_you_mean(name, known, what="tiers here are") or "this rule set has no tiers"
    return Finding("KPI217", f'there is no tier "{name}"', remedy, path=path)


def percent_of_what(columns: Sequence[str]) -> Finding:
    """Percent of nothing."""
    remedy = f'say of which number in the roster, as in of = "base_pay"; there are {", ".join(columns)}'
    return Finding("KPI142", "percent of what is not said", remedy, path=("payout", "kind"))


def of_without_percent() -> Finding:
    """`of` under kind amount."""
    return Finding(
        "KPI112",
        '`of` goes with kind = "percent" only',
        "take it out, or say the kind",
        path=("payout", "of"),
        on="key",
    )


def not_an_amount_column(name: str, columns: Sequence[str], *, known: bool) -> Finding:
    """Percent of a text, or of a column that is not there."""
    message = f'the roster\'s column "{name}" holds no number' if known else f'the roster has no column "{name}"'
    remedy = did_you_mean(name, columns, what="its number columns are") or "declare it under [facts.agents.extra]"
    return Finding("KPI219", message, remedy, path=("payout", "of"))


def no_currency() -> Finding:
    """Money without a currency."""
    message = "the rule set pays, and neither it nor the project says in which currency"
    return Finding("KPI144", message, 'add currency = "CNY"', path=("ruleset",), on="key")


def unknown_currency(currency: str, reason: str) -> Finding:
    """A code that ISO 4217 does not have."""
    return Finding("KPI107", reason, f'"{currency}" is no ISO 4217 code; "CNY" is one', path=("ruleset", "currency"))


def finer_than_currency(path: Path, amount: Number, currency: str, units: int) -> Finding:
    """Half a yen, or a tenth of a cent."""
    if units == 0:
        return Finding(
            "KPI143", f"{amount} cannot be paid: {currency} has no decimals", "write a whole number", path=path
        )
    message = f"{amount} is finer than {currency}, which has {units} decimals; it is rounded at the end"
    return Finding("KPI422", message, "write what is paid, if that is not meant", path=path)


def rounding_finer(decimals: int, currency: str, units: int) -> Finding:
    """Three decimals of a yuan."""
    message = f"decimals = {decimals} cannot be paid: {currency} has {units or 'no'} decimals"
    return Finding("KPI143", message, f"at most {units}", path=("payout", "decimals"))


def unknown_reward(name: str, known: Sequence[str], path: Path) -> Finding:
    """A reward that is not there."""
    remedy = did_you_mean(name, known, what="rewards here are") or f"add [reward.{name}]"
    return Finding("KPI218", f'there is no reward "{name}"', remedy, path=path)


def reward_twice(reward: str, tier: str) -> Finding:
    """A reward with a tier and a condition."""
    message = f"tier {tier} gives {reward}, and it has a `when` of its own"
    return Finding(
        "KPI221", message, "take it out of the tier, or take `when` out", path=("reward", reward, "when"), on="key"
    )


def reward_for_nobody(reward: str) -> Finding:
    """A reward without a way to it."""
    remedy = "name it in a tier's `rewards`, or give it a `when`"
    return Finding("KPI417", f"nobody can get {reward}", remedy, path=("reward", reward), on="key")


# -- acceptances and lints ----------------------------------------------------------------------------------------


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
        f"{metric} is final {days} days after the contact, and what is known {cutoff} days after the period decides: "
        "the last contacts are not final then"
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


# -- between files ------------------------------------------------------------------------------------------------


def same_id(name: str, first: date, other: str) -> Finding:
    """Two rule files with one id on the same days."""
    message = f'the id "{name}" is already that of {other}, also on {first}'
    remedy = "give one of them another id; of two versions the later one begins when the other has ended"
    return Finding("KPI150", message, remedy, path=("ruleset", "id"))


def id_of_another_plan(name: str, plan: str, other: str) -> Finding:
    """An id that is used again for something else."""
    message = f'the id "{name}" is that of a rule set of plan "{plan}" ({other})'
    return Finding("KPI150", message, "an id is never used for something else: give this one its own", path=_ID)


def shadow_of_the_same_id(name: str, other: str) -> Finding:
    """A shadow beside a live rule set of the same id: results could not tell them apart."""
    message = f'the id "{name}" is already that of {other}, and a shadow is shown beside it'
    return Finding("KPI150", message, f'give it an id of its own while it is a shadow: "{name}-shadow"', path=_ID)


_ID: Path = ("ruleset", "id")


def same_people(plan: str, other: str, first: date, path: str) -> Finding:
    """Two rule sets of one plan that meet."""
    message = f'from {first} on, the plan "{plan}" has this rule set and "{other}" ({path}) for the same people'
    return Finding("KPI151", message, "end one of them with `to`, or part them by `agents`", path=("ruleset", "from"))


def perhaps_same_people(plan: str, other: str, path: str) -> Finding:
    """Two rule sets of one plan that nothing in the text keeps apart."""
    message = f'nothing keeps these people apart from those of "{other}" ({path}), of the same plan "{plan}"'
    remedy = "name one attribute in both with different values; a run is refused if somebody is in both"
    return Finding("KPI430", message, remedy, path=("ruleset", "agents"))


def paid_by_both(plan: str, other_plan: str, other: str, first: date, path: str) -> Finding:
    """Two plans that pay the same people, and the project file does not say that they may."""
    message = (
        f'from {first} on, the plans "{plan}" and "{other_plan}" (rule set "{other}", {path}) both pay the same people'
    )
    return Finding("KPI236", message, may_pay_beside(plan, other_plan), path=("ruleset", "plan"))


def may_pay_beside(plan: str, other: str) -> str:
    """What lets two plans pay one person."""
    return f'if that is meant, write pays_beside = ["{other}"] under [plan.{plan}] in kpiengine.toml'


def unknown_plan(plan: str, known: Sequence[str]) -> Finding:
    """A plan that the project file does not have, though it has others."""
    remedy = did_you_mean(plan, known, what="it has") or f"add [plan.{plan}] there"
    return Finding("KPI237", f'kpiengine.toml has no plan "{plan}"', remedy, path=("ruleset", "plan"))


def plan_gap(plan: str, people: Mapping[str, str], first: date | None, last: date | None, place: Place) -> Diagnostic:
    """People whom a plan must cover, and no rule set of it is for."""
    who = ", ".join(f"{attribute} {value}" for attribute, value in people.items()) or "everybody in it"
    days = "" if first is None or last is None else f" from {first} to {last}"
    message = f'plan "{plan}" covers {who}, but none of its rule sets is for them{days}'
    remedy = "add a rule set or widen `agents`, or narrow `covers`"
    return Diagnostic("KPI235", Level.ERROR, message, place, remedy)
