"""The share of a full-time period: what `payout.prorate` counts over what full time would be.

    paid_hours     hours paid by the plan, with the leave that counts, over full-time hours
    worked_days    days with paid work over working days
    calendar_days  days of the plan times the contract's share over the days of the period

At most `max_percent`.  Columns: `presence` (hours in hundredths, or days times hundredths of a contract) and
`presence_full`.  `days` over `period_days` is not in it: that is the share of one rule set among several.
"""

from fractions import Fraction

from kpiengine.decisions.product import Share
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Prorate, Scaled
from kpiengine.rules.scope.names import PRESENCE
from kpiengine.scores.steps import Steps, whole

PERCENT = 100


def add_presence(steps: Steps, checked: CheckedRuleSet) -> None:
    """Adds `presence` and `presence_full` where the payout asks for them."""
    prorate = prorated(checked.ruleset.payout)
    if prorate is None:
        return
    own, full = _figures(steps, checked, prorate)
    most = Fraction(prorate.max_percent) / PERCENT
    own, full = b.align(own, full)
    cut = b.min_(b.mul(own, whole(most.denominator)), b.mul(full, whole(most.numerator)))
    steps.add("presence", cut)
    steps.add("presence_full", b.mul(full, whole(most.denominator)))


def presence_unknown(steps: Steps, payout: Payout) -> Node:
    """Whether the share cannot be known: no plan of work was loaded, or the period has no working day."""
    if prorated(payout) is None:
        return b.lit(value=False)
    none = b.coalesce(b.le(steps["presence_full"], whole(0)), b.lit(value=True))
    return b.or_(b.is_missing(steps["presence"]), none)


def share_of(steps: Steps, payout: Payout, what: Scaled) -> tuple[Share, ...]:
    """The factor for the amount, the cap or the minimum; none where it does not shrink."""
    prorate = prorated(payout)
    if prorate is None or what not in prorate.scale:
        return ()
    most = -(-Fraction(prorate.max_percent) // PERCENT)
    return (Share(steps["presence"], steps["presence_full"], int(most)),)


def prorated(payout: Payout) -> Prorate | None:
    """What is prorated, if anything is."""
    return payout.prorate if payout.prorate is not None and payout.prorate.by != "none" else None


def _figures(steps: Steps, checked: CheckedRuleSet, prorate: Prorate) -> tuple[Node, Node]:
    if prorate.by == "calendar_days":
        first, last = steps["first_day"], steps["last_day"]
        length = b.add(b.sub(last, first), whole(1))
        return b.mul(steps["period_days"], steps["fte"]), length
    return steps[f"known:{PRESENCE}"], checked.conditions["payout.prorate.full"]
