"""What a rate pays where its count goes on over a quarter or a year: the whole, less what was settled before.

    worth of this period = rates x (units so far + units of this period) - worth of the earlier periods as closed

It is never under 0; what is settled too much is set off by the next period.  So however late data or an amendment
change an earlier period, the worths of a quarter add up to what its units are worth together.  Gates, presence, cap and
minimum then act on this period's part alone: what a gate has taken in March is not paid in April.

Columns: `so_far:units`, `so_far:worth` (of closed periods in the stretch), `so_far:open` (one of them is not closed
yet), `rated:units`, `rated:worth` (of this period, which later ones read).
"""

from collections.abc import Callable

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.accumulated import STRETCH, STRETCHES, UNITS, WORTH, accumulates
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.closed import is_open
from kpiengine.scores.steps import Steps, any_of, total, whole


def add_accumulated(steps: Steps, checked: CheckedRuleSet, rated: Callable[[Node], Node]) -> None:
    """Adds the columns above where the count goes on; `rated` gives the worth of so many units."""
    payout = checked.ruleset.payout
    if not accumulates(payout):
        return
    backs = sorted({one.back for one in checked.closed if one.of == UNITS})
    known = steps[f"known:{payout.units}"]
    before = {of: total([_then(steps, of, back) for back in backs] or [whole(0)]) for of in (UNITS, WORTH)}
    steps.add("so_far:units", before[UNITS])
    steps.add("so_far:worth", before[WORTH])
    steps.add("so_far:open", any_of([b.and_(_inside(back), is_open(back)) for back in backs]))
    steps.add(UNITS, known)
    every = b.add(b.coalesce(known, whole(0)), steps["so_far:units"])
    worth = b.max_(whole(0), b.sub(rated(every), steps["so_far:worth"]))
    steps.add(WORTH, b.if_(b.is_missing(known), b.missing(worth.type), worth))


def earlier_open(steps: Steps, checked: CheckedRuleSet) -> Node:
    """Whether an earlier period of the quarter or year may still change."""
    return steps["so_far:open"] if accumulates(checked.ruleset.payout) else b.lit(value=False)


def _then(steps: Steps, of: str, back: int) -> Node:
    return b.if_(_inside(back), b.coalesce(steps[f"past:{back}:{of}"], whole(0)), whole(0))


def _inside(back: int) -> Node:
    return b.ge(b.name(STRETCH, STRETCHES), whole(back))
