"""The money of one scorecard: one fraction through the steps in their order, rounded once.

    1 amount      the tier's bonus; percent x base; rates x units; a share of the pool     decisions.worth
    2 multiplied  x the tier's `multiply` x the payout's
    3 gated       x pay_percent of each failed gate
    4 present     x the share of full time, x days of this rule set / days covered by the plan
    5 bounded     at most the cap, then at least the minimum, each with its own share
    6 budget      lowered with all others where the budget is scaled                       decisions.budgets
    7 rounded     the one rounding, to whole minor units of the currency
    8 paid now    less what is held back, by subtraction
    9 limits      over one the run is held                                                 decisions.limits

Cap and minimum are compared before the days and before the rounding.  Undetermined decisions have no amount, decisions
that are not eligible have 0.
"""

from collections.abc import Mapping

from attrs import evolve

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.decisions.figures import figure
from kpiengine.decisions.gates import paid_share
from kpiengine.decisions.pools import of_pool
from kpiengine.decisions.presence import share_of
from kpiengine.decisions.product import Product, Share, exact, more
from kpiengine.decisions.worth import base, by_tier, multiplier, multiplies, worth
from kpiengine.errors import KpiError
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.money import minor_units
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.scores.steps import Steps, whole

NO_CURRENCY = 2  # decimals of an amount whose currency nobody says


def money_decimals(rules: RuleSet) -> int:
    """Decimals of the stored amounts: the minor units of the rule set's currency."""
    currency = rules.head.currency
    return NO_CURRENCY if currency is None else minor_units(currency)


def rounded_to(rules: RuleSet) -> int:
    """Decimals to which the amount is rounded; raises `KpiError` where the currency has fewer."""
    decimals = money_decimals(rules)
    rounded = decimals if rules.payout.decimals is None else rules.payout.decimals
    if rounded > decimals:
        raise _too_fine(rules, rounded, decimals)
    return rounded


def base_unknown(steps: Steps, rules: RuleSet) -> Node:
    """Whether the tier pays a percent of something that the roster does not say, or says as less than nothing."""
    if rules.payout.kind != "percent":
        return b.lit(value=False)
    paying = b.gt(by_tier(steps["tier"], [tier.percent or 0 for tier in rules.tiers]), whole(0))
    known = b.ge(base(steps, rules.payout), whole(0))
    return b.and_(b.coalesce(paying, b.lit(value=False)), b.not_(b.coalesce(known, b.lit(value=False))))


def add_amount(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds `capped`, `lifted`, `amount_exact`, `amount_exact_ends` and `amount_due`; `eligibility` stands before.

    `amount_exact` is the value before the rounding with 9 decimals, or as many as fit 64 bits; `amount_exact_ends` says
    that it has no further ones.  `amount_due` is rounded, in minor units, before the budget.
    """
    rules = checked.ruleset
    decimals, rounded = money_decimals(rules), rounded_to(rules)
    parts, flags = bounded(steps, checked)
    for name in ("capped", "lifted"):
        steps.add(name, flags.get(name, b.lit(value=False)))
    pool = rules.payout.kind == "pool"
    products = parts if pool else {name: part.of(day_share(steps)) for name, part in parts.items()}
    cut = exact(products)
    values = {name: part.rounded(rounded, Rounding(rules.payout.rounding)) for name, part in products.items()}
    steps.add("amount_exact", paid(steps, either(steps, {name: value for name, (value, _) in cut.items()})))
    steps.add("amount_exact_ends", either(steps, {name: ends for name, (_, ends) in cut.items()}))
    steps.add("amount_due", paid(steps, b.round_to(either(steps, values), decimals)))


def bounded(steps: Steps, checked: CheckedRuleSet) -> tuple[dict[str, Product], dict[str, Node]]:
    """Step 5: the amount of steps 1 to 4, the cap and the minimum, and when each of the two holds."""
    rules = checked.ruleset
    payout = rules.payout
    parts, flags = {"amount": present(steps, checked)}, dict[str, Node]()
    days = (day_share(steps),) if payout.kind == "pool" else ()  # a share of a pool has its days already
    cap, least = figure(checked, "cap"), figure(checked, "minimum")
    if cap is not None:
        parts["capped"] = Product((cap,)).of(*share_of(steps, payout, "cap"), *days)
        flags["capped"] = more(parts["amount"], parts["capped"])
    if least is not None:
        parts["lifted"] = Product((least,)).of(*share_of(steps, payout, "minimum"), *days)
        lifted = more(parts["lifted"], parts["amount"])
        if cap is not None:
            lifted = b.if_(flags["capped"], more(parts["lifted"], parts["capped"]), lifted)
        flags["lifted"] = lifted
    return parts, flags


def present(steps: Steps, checked: CheckedRuleSet) -> Product:
    """Steps 1 to 4, without the days of the rule set."""
    rules = checked.ruleset
    return gated(steps, checked).of(*share_of(steps, rules.payout, "bonus"))


def gated(steps: Steps, checked: CheckedRuleSet) -> Product:
    """Steps 1 to 3."""
    payout, gates = checked.ruleset.payout, checked.ruleset.gates.values()
    shares = [paid_share(steps, gate) for gate in gates if not of_pool(gate, payout)]
    return multiplied(steps, checked).of(*(share for share in shares if share is not None))


def multiplied(steps: Steps, checked: CheckedRuleSet) -> Product:
    """Steps 1 and 2.  A bonus or percent and its tier's factor are one figure, which keeps the product small."""
    rules = checked.ruleset
    payout, tiers = rules.payout, rules.tiers
    first = worth(steps, rules, money_decimals(rules))
    if payout.kind in {"amount", "percent"}:
        figures = [(tier.percent if payout.kind == "percent" else tier.bonus) or 0 for tier in tiers]
        worths = [b.mul(b.number_lit(f), b.number_lit(t.multiply)) for f, t in zip(figures, tiers, strict=True)]
        first = evolve(first, worth=(by_tier(steps["tier"], worths), *first.worth[1:]))
    elif multiplies(rules):
        first = first.times(multiplier(steps, rules))
    factor = figure(checked, "multiply")
    return first if factor is None else first.times(b.coalesce(factor, whole(1)))


def multiply_unknown(checked: CheckedRuleSet) -> Node:
    """Whether the payout's factor cannot be known, or is less than nothing."""
    factor = figure(checked, "multiply")
    if factor is None:
        return b.lit(value=False)
    return b.not_(b.coalesce(b.ge(factor, whole(0)), b.lit(value=False)))


def guaranteed(checked: CheckedRuleSet) -> Node:
    """Whether a minimum is due, whatever the tier."""
    least = figure(checked, "minimum")
    return b.lit(value=False) if least is None else b.coalesce(b.gt(least, whole(0)), b.lit(value=False))


def day_share(steps: Steps) -> Share:
    """The days of this rule set over the days that its plan covers."""
    return Share(steps["days"], steps["period_days"])


def either(steps: Steps, parts: Mapping[str, Node]) -> Node:
    """The amount, or the cap or the minimum where there is one and it holds."""
    found = parts["amount"]
    for name in ("capped", "lifted"):
        if name in parts:
            found = b.if_(steps[name], parts[name], found)
    return found


def paid(steps: Steps, value: Node) -> Node:
    """The value for the eligible, 0 for those who are not, nothing while that is not known."""
    eligibility = steps["eligibility"]
    nothing = b.if_(b.eq(eligibility, whole(Eligibility.NOT_ELIGIBLE)), whole(0), b.missing(value.type))
    return b.if_(b.eq(eligibility, whole(Eligibility.ELIGIBLE)), value, nothing)


def _too_fine(rules: RuleSet, rounded: int, decimals: int) -> KpiError:
    return KpiError(
        f"rule set {rules.head.id}: payout.decimals = {rounded}, but {rules.head.currency or 'an amount'} has "
        f"{decimals} decimals, and less than its smallest coin cannot be paid; say {decimals} or fewer"
    )
