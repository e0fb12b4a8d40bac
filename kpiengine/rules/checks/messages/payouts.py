"""The wording of faults in payouts, points, ranks and limits."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import KpiLevel


def key_of_another_kind(key: str, kind: str, said: str) -> Finding:
    """`pool` under kind amount."""
    message = f'`{key}` goes with kind = "{kind}", and this payout is of kind "{said}"'
    return Finding("KPI170", message, "take it out, or say the kind", path=("payout", key), on="key")


def kind_needs(kind: str, key: str) -> Finding:
    """A pool of nothing."""
    examples = {
        "units": 'units = "saves"',
        "rates": "rates = [{ over = 0, pay = 50 }]",
        "pool": "pool = 12000",
        "split_by": "split_by = 'score * paid_hours'",
    }
    return Finding("KPI171", f'kind = "{kind}" needs `{key}`', f"as in {examples[key]}", path=("payout",), on="key")


def not_in_a_pool(key: str) -> Finding:
    """A share of a pool that is prorated again."""
    remedy = {
        "prorate": "write the hours into `split_by`, as in 'score * paid_hours'",
        "minimum": "take it out: the shares make the pool",
        "multiply": "write the factor into `pool`, or as `multiply` of tiers",
    }[key]
    return Finding("KPI170", f"`{key}` does not go with a pool", remedy, path=("payout", key), on="key")


def rates_start_late(over: Number) -> Finding:
    """The first units have no rate."""
    path: Path = ("payout", "rates", 0, "over")
    return Finding(
        "KPI172", f"the first rate starts over {over}, and units under it have none", "begin over 0", path=path
    )


def rates_fall(index: int, low: Number, high: Number) -> Finding:
    """Rates out of order."""
    path: Path = ("payout", "rates", index, "over")
    return Finding("KPI172", f"the rates rise, and {high} does not come after {low}", "put them in order", path=path)


def cap_under_minimum(cap: Number, minimum: Number) -> Finding:
    """At most 100 and at least 200."""
    message = f"at most {cap} and at least {minimum} cannot both hold"
    return Finding("KPI173", message, "raise `cap`, or lower `minimum`", path=("payout", "cap"))


def nothing_to_scale() -> Finding:
    """`rates` in scale without rates."""
    message = '"rates" shrinks the marks of rates, and this payout has none'
    return Finding("KPI170", message, "take it out of `scale`", path=("payout", "prorate", "scale"))


def no_stretch(accumulate: str, period: str, key: str = "accumulate") -> Finding:
    """A count over a quarter in a yearly plan, or over the days of a year."""
    what = "the count cannot go on" if key == "accumulate" else "the budget cannot last"
    message = f'{what} over a {accumulate}: periods of kind "{period}" are longer, or too many for it'
    remedy = "a year holds months and pay periods, a quarter weeks and months; at most 26 may lie before one"
    return Finding("KPI175", message, remedy, path=("payout", key))


def marks_that_move(accumulate: str) -> Finding:
    """Marks of a year that shrink with the presence of a month."""
    message = f'the marks are those of a {accumulate}, and "rates" would shrink them by the presence of one period'
    return Finding("KPI170", message, 'take "rates" out of `scale`', path=("payout", "prorate", "scale"))


def carried_and_split_again() -> Finding:
    """A pool whose money is in the next one already."""
    message = "what nobody got is in the next pool, so a closed pool cannot be split again for a correction"
    remedy = 'say if_corrected = "top_up", or if_nobody = "keep"'
    return Finding("KPI170", message, remedy, path=("payout", "if_corrected"))


def without_budget(key: str) -> Finding:
    """What to do over a budget that is not there."""
    return Finding("KPI171", f"`{key}` needs `budget`", "as in budget = 90000", path=("payout", key), on="key")


def nothing_counted(path: Path, name: str, known: Sequence[str]) -> Finding:
    """A count that nothing gives."""
    remedy = did_you_mean(name, known, what="metrics are") or "`kpiengine metrics` lists them"
    return Finding("KPI210", f'there is no metric "{name}"', remedy, path=path)


def not_counted_for(path: Path, name: str, level: KpiLevel) -> Finding:
    """A count of queues for an agent."""
    return Finding("KPI212", f"{name} is not counted for each {level}", "count something else", path=path)


def not_a_count(path: Path, name: str, unit: str) -> Finding:
    """The third percent."""
    message = f"{name} is in {unit or 'parts'}, and steps count whole cases"
    return Finding("KPI270", message, "use a metric that counts", path=path)


def deduction_without(points: str, lacking: Sequence[str]) -> Finding:
    """A deduction without its guards."""
    message = f"{points} takes points, and lacks {' and '.join(lacking)}"
    remedy = 'a deduction begins with { from = 1, warn = true }, and says within = "6 months" and minimum = -15'
    return Finding("KPI174", message, remedy, path=("points", points), on="key")


def no_whole_periods(path: Path, length: str, period: str) -> Finding:
    """6 weeks in a monthly plan."""
    message = f"{length} is no whole number of {period}s"
    return Finding("KPI175", message, f'say it in {period}s, as in "6 {period}s"', path=path)


def points_without_score(points: str) -> Finding:
    """Points added to nothing."""
    message = f"{points} changes the score, and no KPI has a weight"
    return Finding("KPI176", message, "give the KPIs weights", path=("points", points), on="key")


def no_score(path: Path) -> Finding:
    """Ranks by a score that is not there."""
    return Finding("KPI176", "there is no score: no KPI has a weight", "name a KPI", path=path)


def top_without_rank(tier: str) -> Finding:
    """`top` beside a score."""
    remedy = "add [rank], or say from which score on: `from`"
    return Finding("KPI177", f"{tier} goes by rank, and there is no [rank]", remedy, path=("tier", tier), on="key")


def from_with_rank(tier: str) -> Finding:
    """`from` beside a rank."""
    message = f"with [rank] a tier says `top` or `top_percent`, and {tier} says `from`"
    return Finding("KPI177", message, "say top_percent = 20", path=("tier", tier, "from"), on="key")


def top_and_percent(tier: str) -> Finding:
    """The best three, and the best tenth."""
    message = "some tiers say `top` and others `top_percent`; which is the better one depends on the group"
    return Finding("KPI177", message, "use one of the two in all tiers", path=("tier", tier), on="key")


def rank_without_tiers() -> Finding:
    """A rank that decides nothing."""
    remedy = "add [tier.best] with top_percent = 20"
    return Finding("KPI177", "[rank] decides tiers, and there are none", remedy, path=("rank",), on="key")


def ranks_nothing(path: Path, name: str, known: Sequence[str]) -> Finding:
    """A KPI that is not there."""
    remedy = did_you_mean(name, known, what="it can be")
    return Finding("KPI271", f'there is no KPI "{name}" here', remedy, path=path)


def no_order(path: Path, name: str) -> Finding:
    """The best of what has no best, or edges of what is better when it is less."""
    message = f"more of {name} is not simply better"
    remedy = "give it a target, a floor and a weight, and let the tiers go by the score"
    return Finding("KPI272", message, remedy, path=path)


def limits_cross(inner: str, outer: str) -> Finding:
    """More for one than for all."""
    return Finding("KPI173", f"`{inner}` is more than `{outer}`", "lower it", path=("limits", inner))
