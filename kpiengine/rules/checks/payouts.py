"""[payout], [points], [rank], [limits]: keys that go together, figures in order, deductions with their guards."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Better
from kpiengine.rules.accumulated import accumulates, earlier_in_stretch
from kpiengine.rules.carried import carries
from kpiengine.rules.checks.by import places
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import payouts as messages
from kpiengine.rules.checks.messages.watching import no_receiver
from kpiengine.rules.model.score import Points
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.money_formulas import periods_in
from kpiengine.rules.spent import lasts

# Keys that only one kind of payout has.
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "percent": ("of",),
    "rate": ("units", "rates", "whole", "accumulate"),
    "pool": ("pool", "per", "split_by", "method", "if_nobody", "if_corrected"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {"rate": ("units", "rates"), "pool": ("pool", "split_by")}
NOT_IN_A_POOL = ("prorate", "minimum", "multiply")


def check(context: Context) -> Iterator[Finding]:
    """Every kind has what it needs and nothing of another one."""
    if not context.broken("payout"):
        yield from _payout(context)
    yield from _counts(context)
    for one in context.ruleset.points.values():
        if not context.broken("points", one.id):
            yield from _points(context, one)
    if context.ruleset.points and not context.ruleset.weighted:
        yield messages.points_without_score(next(iter(context.ruleset.points)))


def _payout(context: Context) -> Iterator[Finding]:
    payout, keys = context.ruleset.payout, context.reading.keys("payout")
    differing = {key for by in payout.by for key in by.keys}
    for kind, own in OF_KIND.items():
        if kind not in {payout.kind, "percent"}:  # `of` has an answer of its own
            yield from (messages.key_of_another_kind(key, kind, payout.kind) for key in own if key in keys)
    if payout.kind != "pool" and "pool" in differing:
        yield messages.key_of_another_kind("pool", "pool", payout.kind)
    for key in NEEDED.get(payout.kind, ()):
        if key not in keys | differing:
            yield messages.kind_needs(payout.kind, key)
    if payout.kind == "pool":
        yield from (messages.not_in_a_pool(key) for key in NOT_IN_A_POOL if key in keys | differing)
    yield from _figures(context)
    yield from places(context, payout.by, ("payout",), keys)


def _figures(context: Context) -> Iterator[Finding]:
    """Rates in order, bounds that do not cross, and nothing that acts on what is not there."""
    payout, keys = context.ruleset.payout, context.reading.keys("payout")
    if payout.rates and payout.rates[0].over != 0:
        yield messages.rates_start_late(payout.rates[0].over)
    for index, (low, high) in enumerate(pairwise(payout.rates), 1):
        if high.over <= low.over:
            yield messages.rates_fall(index, low.over, high.over)
    if payout.cap is not None and payout.minimum is not None and payout.cap < payout.minimum:
        yield messages.cap_under_minimum(payout.cap, payout.minimum)
    if payout.prorate is not None and "rates" in payout.prorate.scale and payout.kind != "rate":
        yield messages.nothing_to_scale()
    yield from _accumulated(context)
    if carries(payout) and payout.if_corrected == "resplit":
        yield messages.carried_and_split_again()
    for key in ("if_over", "budget_over"):
        if key in keys and payout.budget is None:
            yield messages.without_budget(key)
    calendar = context.around.calendar(context.ruleset.head.period)
    if lasts(payout) and calendar is not None and earlier_in_stretch(payout.budget_over, calendar) is None:
        yield messages.no_stretch(payout.budget_over, context.ruleset.head.period.value, "budget_over")


def _accumulated(context: Context) -> Iterator[Finding]:
    """A count that goes on has periods to go on over, and marks that stay where they are."""
    payout, period = context.ruleset.payout, context.ruleset.head.period
    if not accumulates(payout):
        return
    calendar = context.around.calendar(period)
    if calendar is not None and earlier_in_stretch(payout.accumulate, calendar) is None:
        yield messages.no_stretch(payout.accumulate, period.value)
    if payout.prorate is not None and "rates" in payout.prorate.scale:
        yield messages.marks_that_move(payout.accumulate)


def _counts(context: Context) -> Iterator[Finding]:
    """What is counted exists, and is counted for the subject."""
    rules, around = context.ruleset, context.around
    said: list[tuple[tuple[str, ...], str]] = [
        (("points", one.id, "count"), one.count) for one in rules.points.values()
    ]
    if rules.payout.units is not None:
        said.append((("payout", "units"), rules.payout.units))
    for path, name in said:
        kpi = rules.kpis.get(name)
        metric = around.catalogue.metrics.get(kpi.metric if kpi else name)
        if not name or context.broken(*path):
            continue
        if metric is None and kpi is None:
            yield messages.nothing_counted(path, name, [*rules.kpis, *around.catalogue.metrics])
        elif metric is not None and kpi is None and rules.head.level not in metric.levels:
            yield messages.not_counted_for(path, name, KpiLevel(rules.head.level))
        elif metric is not None and path[0] == "points" and metric.decimals:
            yield messages.not_a_count(path, name, metric.unit)


def _points(context: Context, one: Points) -> Iterator[Finding]:
    """A deduction has a warning first, is forgotten, and has an end."""
    takes = [step for step in one.steps if (step.each or 0) < 0]
    if takes:
        warned = [step.start for step in one.steps if step.warn]
        lacking = [] if warned and min(warned) < takes[0].start else ["a step with `warn` before the first points"]
        lacking += ["`within`"] if one.within is None else []
        lacking += ["`minimum`"] if one.minimum is None else []
        if lacking:
            yield messages.deduction_without(one.id, lacking)
    period = str(context.ruleset.head.period)
    if one.within is not None and periods_in(one.within, period) is None:
        yield messages.no_whole_periods(("points", one.id, "within"), str(one.within), period)
    known = context.around.receivers
    if one.approve is not None and known and one.approve not in known:
        yield no_receiver(("points", one.id, "approve"), one.approve, known)


def ranks(context: Context) -> Iterator[Finding]:
    """Tiers by rank, and what ranks and tiers go by."""
    rules = context.ruleset
    for tier in rules.tiers:
        keys = context.reading.keys("tier", tier.id)
        ranked = bool(keys & {"top", "top_percent"})
        if ranked and rules.rank is None and not context.reading.misspelt("rank"):
            yield messages.top_without_rank(tier.id)
        elif rules.rank is not None and "from" in keys:
            yield messages.from_with_rank(tier.id)
    kinds = {tier.top is None for tier in rules.tiers if tier.top is not None or tier.top_percent is not None}
    if len(kinds) > 1:
        yield messages.top_and_percent(rules.tiers[0].id)
    if rules.rank is not None and not rules.tiers:
        yield messages.rank_without_tiers()
    yield from _ordered(context)


def _ordered(context: Context) -> Iterator[Finding]:
    """What ranks and tiers go by is there, and has an order."""
    rules = context.ruleset
    for path, name in (
        (("rank", "of"), rules.rank.of if rules.rank else None),
        (("score", "tiers_by"), rules.score.tiers_by),
    ):
        if name is None or context.broken(*path):
            continue
        if name != "score" and name not in rules.kpis:
            yield messages.ranks_nothing(path, name, ["score", *rules.kpis])
        elif name == "score" and not rules.weighted:
            yield messages.no_score(path)
        elif name != "score":
            better = context.better(rules.kpis[name])
            if better not in {Better.HIGHER, Better.LOWER} or (path[0] == "score" and better is Better.LOWER):
                yield messages.no_order(path, name)


def limits(context: Context) -> Iterator[Finding]:
    """The one for an agent is not over that for the rule set, nor that over the one for a run."""
    limits = context.ruleset.limits
    if limits.per_agent is not None and limits.per_rule is not None and limits.per_agent > limits.per_rule:
        yield messages.limits_cross("per_agent", "per_rule")
    if limits.per_rule is not None and limits.per_run is not None and limits.per_rule > limits.per_run:
        yield messages.limits_cross("per_rule", "per_run")
