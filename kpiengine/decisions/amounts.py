"""The money of one scorecard: one fraction, rounded once.

    tier's bonus, or tier's percent x the roster's figure
    x tier's multiply x pay_percent of each failed gate x days of this rule set / days covered by the plan

The cap is for the whole period and is compared before the days and before the rounding.  The result is whole
minor units of the currency.  Undetermined decisions have no amount, decisions that are not eligible have 0.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from attrs import evolve, frozen

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.errors import KpiError
from kpiengine.expressions import build as b
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.expressions.types import INT64_MAX, number
from kpiengine.money import minor_units
from kpiengine.rules.model import Number, Payout, RuleSet
from kpiengine.scores.steps import Steps, whole

PERCENT = b.number_lit(Decimal("0.01"))
EXACT_SCALE = 9
NO_CURRENCY = 2  # decimals of an amount whose currency nobody says


@frozen
class Product:
    """An amount as factors over factors, in major units of the currency.

    `worth` is what it is made of; `shares` are (part, whole) with part at most whole, so they cannot enlarge it.
    """

    worth: tuple[Node, ...]
    shares: tuple[tuple[Node, Node], ...] = ()

    @property
    def numerators(self) -> tuple[Node, ...]:
        """Everything that multiplies."""
        return (*self.worth, *(part for part, _ in self.shares))

    @property
    def denominators(self) -> tuple[Node, ...]:
        """Everything that divides."""
        return tuple(whole for _, whole in self.shares)

    def rounded(self, scale: int, rounding: Rounding) -> Node:
        """The one division; its bound is that of the worth, which a quotient of columns cannot know."""
        value = b.ratio(self.numerators, self.denominators, scale, rounding)
        most = b.ratio(self.worth, (), scale).type.bound + 1
        return evolve(value, type=number(scale, min(most, value.type.bound)))


def money_decimals(rules: RuleSet) -> int:
    """Decimals of the stored amounts: the minor units of the rule set's currency."""
    currency = rules.head.currency
    return NO_CURRENCY if currency is None else minor_units(currency)


def base_unknown(steps: Steps, rules: RuleSet) -> Node:
    """Whether the tier pays a percent of something that the roster does not say, or says as less than nothing."""
    if rules.payout.kind != "percent":
        return b.lit(value=False)
    paying = b.gt(by_tier(steps["tier"], [tier.percent or 0 for tier in rules.tiers]), whole(0))
    known = b.ge(_base(steps, rules.payout), whole(0))
    return b.and_(b.coalesce(paying, b.lit(value=False)), b.not_(b.coalesce(known, b.lit(value=False))))


def add_amount(steps: Steps, rules: RuleSet) -> None:
    """Adds `capped`, `amount_exact`, `amount_exact_ends` and `amount`; `eligibility` and `tier` stand before.

    `amount_exact` is the value before the rounding with 9 decimals, or as many as fit 64 bits;
    `amount_exact_ends` says that it has no further ones.
    """
    payout, decimals = rules.payout, money_decimals(rules)
    rounded = decimals if payout.decimals is None else payout.decimals
    if rounded > decimals:
        raise _too_fine(rules, rounded, decimals)
    full = _full(steps, rules)
    parts = [full]
    if payout.cap is None:
        steps.add("capped", b.lit(value=False))
    else:
        cap = b.number_lit(payout.cap)
        over = b.gt(reduce(b.mul, full.numerators), reduce(b.mul, full.denominators, cap))
        steps.add("capped", b.coalesce(over, b.lit(value=False)))
        parts.append(Product((cap,)))
    exact = [_exact(_own_share(steps, part)) for part in parts]
    values = [_own_share(steps, part).rounded(rounded, Rounding(payout.rounding)) for part in parts]
    steps.add("amount_exact", _paid(steps, _either(steps, [value for value, _ in exact])))
    steps.add("amount_exact_ends", _either(steps, [ends for _, ends in exact]))
    steps.add("amount", _paid(steps, b.round_to(_either(steps, values), decimals)))


def by_tier(tier: Node, values: Sequence[Number | Node]) -> Node:
    """The value of the tier that was reached (first value: lowest tier), 0 for none."""
    found = whole(0)
    for index, value in enumerate(values, start=1):
        found = b.if_(b.ge(tier, whole(index)), value if isinstance(value, Node) else b.number_lit(value), found)
    return found


def _full(steps: Steps, rules: RuleSet) -> Product:
    """Tier's figure x multiply, x the base for a percent, x pay_percent of each failed gate."""
    payout, tiers = rules.payout, rules.tiers
    figures = [(t.percent if payout.kind == "percent" else t.bonus) or 0 for t in tiers]
    worth = [b.mul(b.number_lit(f), b.number_lit(t.multiply)) for f, t in zip(figures, tiers, strict=True)]
    factors = [by_tier(steps["tier"], worth)]
    if payout.kind == "percent":
        # Without a percent there is nothing to know about the base.
        factors += [b.coalesce(_base(steps, payout), whole(0)), PERCENT]
    percents = [(gate.id, gate.otherwise.pay_percent) for gate in rules.gates.values()]
    shares = [_paid_share(steps, gate, percent) for gate, percent in percents if percent is not None]
    return Product(tuple(factors), tuple(shares))


def _paid_share(steps: Steps, gate: str, percent: Number) -> tuple[Node, Node]:
    """What a gate lets through, in lowest terms: small factors keep the product in 64 bits."""
    share = Fraction(percent) / 100
    return b.if_(steps[f"failed:{gate}"], whole(share.numerator), whole(share.denominator)), whole(share.denominator)


def _base(steps: Steps, payout: Payout) -> Node:
    return steps[f"roster:{payout.of}"]


def _own_share(steps: Steps, part: Product) -> Product:
    """Times the days of this rule set over the days that its plan covers in the period."""
    return evolve(part, shares=(*part.shares, (steps["days"], steps["period_days"])))


def _exact(part: Product) -> tuple[Node, Node]:
    """The fraction with as many decimals as 64 bits hold (at most 9), and whether it ends there."""
    for scale in range(EXACT_SCALE, 0, -1):
        try:
            value = part.rounded(scale, Rounding.DOWN)
            ends = b.eq(reduce(b.mul, part.denominators, value), reduce(b.mul, part.numerators))
        except ExpressionError:
            continue
        if value.type.bound <= INT64_MAX:
            return value, b.coalesce(ends, b.lit(value=False))
    return part.rounded(0, Rounding.DOWN), b.lit(value=False)


def _either(steps: Steps, parts: Sequence[Node]) -> Node:
    """The amount, or the cap where there is one and it holds."""
    return parts[0] if len(parts) == 1 else b.if_(steps["capped"], parts[1], parts[0])


def _paid(steps: Steps, value: Node) -> Node:
    """The value for the eligible, 0 for those who are not, nothing while that is not known."""
    eligibility = steps["eligibility"]
    nothing = b.if_(b.eq(eligibility, whole(Eligibility.NOT_ELIGIBLE)), whole(0), b.missing(value.type))
    return b.if_(b.eq(eligibility, whole(Eligibility.ELIGIBLE)), value, nothing)


def _too_fine(rules: RuleSet, rounded: int, decimals: int) -> KpiError:
    return KpiError(
        f"rule set {rules.head.id}: payout.decimals = {rounded}, but {rules.head.currency or 'an amount'} has "
        f"{decimals} decimals, and less than its smallest coin cannot be paid; say {decimals} or fewer"
    )
