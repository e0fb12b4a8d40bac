"""Pools whose rest goes on: what nobody got of a pool belongs to the next one of the same team, site or rule set.

Each record says what its pool has taken over (`pool_taken`) and what it leaves (`pool_rest`).  What a pool is owed is
all that the earlier ones left, less all that they have taken over; so an amendment of an earlier period shifts the rest
once, and a cent is never in two pools.
"""

from collections.abc import Iterator, Mapping

from kpiengine.expressions.types import BOOL, TEXT, Type, number
from kpiengine.rules.checked import Closed
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet

TAKEN, REST = "pool_taken", "pool_rest"
DUE, OPEN = "carried:due", "carried:open"
MINOR = number(0, 10**12)
CARRIED: Mapping[str, Type] = {DUE: MINOR, OPEN: BOOL}
MOST_BACK = 12  # periods through which a rest is looked for, where a team has no pool in between


def carries(payout: Payout) -> bool:
    """Whether what nobody gets goes on."""
    return payout.kind == "pool" and payout.if_nobody == "carry"


def unit_of(payout: Payout) -> str | None:
    """The column that names whose pool it is; None for one pool of all."""
    return f"unit:{payout.per}" if payout.per in {"team", "site"} else None


def closed_of_pools(rules: RuleSet) -> Iterator[Closed]:
    """What is read of earlier pools."""
    unit = unit_of(rules.payout)
    for back in range(1, MOST_BACK + 1) if carries(rules.payout) else ():
        yield Closed(TAKEN, back, MINOR, together=True)
        yield Closed(REST, back, MINOR, together=True)
        if unit is not None:
            yield Closed(unit, back, TEXT, together=True)
