"""A pool of money: who takes part, with which weight, and what the split gives each of them.

    weight = split_by x the tier's multiply x days of this rule set / days covered by the plan
    pool   = `pool`, times pay_percent of each failed gate at the pool's level, down to whole minor units

The split is by largest remainder inside each unit and period, so that the shares add up to the pool to the last cent.
While one member's decision is not known, nobody's share is: the pool waits.  A closed pool is not split again, unless
the rule set says `if_corrected = "resplit"` (`ledger.pools`).  Columns: `standing` (the eligibility
before the split), `share_weight`, `pool_minor`; the split adds `pool_share` and `pool_waits`.  Where what nobody got
goes on, `pool_carried` is what earlier pools have left for this one; the split adds `pool_taken` and `pool_rest`, which
later pools read.
"""

from collections.abc import Mapping

import polars as pl
from attrs import evolve

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.decisions.figures import figure
from kpiengine.decisions.gates import paid_share
from kpiengine.decisions.product import Product, Share
from kpiengine.decisions.ranks import unit_columns
from kpiengine.decisions.split import split
from kpiengine.decisions.worth import by_tier
from kpiengine.expressions import build as b
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.expressions.types import BOOL, INT64_MAX, Type, number
from kpiengine.rules.carried import DUE, MINOR, OPEN, REST, TAKEN, carries
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.gate import Gate
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.scores.steps import Steps, whole

FINEST = 9  # decimals of a weight that days cut


def given(payout: Payout, decimals: int) -> Mapping[str, Type]:
    """The columns that the split adds, with their types."""
    further = dict.fromkeys((TAKEN, REST), number(decimals, 10**15)) if carries(payout) else {}
    return {"pool_share": number(0, 10**15), "pool_waits": BOOL, **further}


def of_pool(gate: Gate, payout: Payout) -> bool:
    """Whether a gate acts on the pool: it stands at the level for which there is one pool each."""
    return payout.kind == "pool" and payout.per is not None and gate.level == payout.per


def add_pool(steps: Steps, checked: CheckedRuleSet, decimals: int) -> None:
    """Adds `share_weight` and `pool_minor`; `standing` stands before."""
    rules = checked.ruleset
    weight = _weight(steps, checked)
    takes_part = b.eq(steps["standing"], whole(Eligibility.ELIGIBLE))
    zero = b.round_to(whole(0), weight.scale)
    steps.add("share_weight", b.if_(takes_part, b.max_(zero, weight), zero))
    pool = Product((_size(checked),), tuple(_gate_shares(steps, rules)))
    own = _minor(pool, decimals)
    if carries(rules.payout):
        # What an amendment has paid after all comes back from later pools, none of which falls under nothing.
        less_than_nothing = b.sub(whole(0), b.coalesce(own, whole(0)))
        steps.add("pool_carried", b.max_(b.coalesce(b.name(DUE, MINOR), whole(0)), less_than_nothing))
        own = b.add(own, steps["pool_carried"])
    steps.add("pool_minor", own)


def split_weight_unknown(checked: CheckedRuleSet) -> Node:
    """Whether the weight or the size of the pool cannot be known."""
    if checked.ruleset.payout.kind != "pool":
        return b.lit(value=False)
    return b.or_(b.is_missing(_split_by(checked)), b.is_missing(_size(checked)))


def with_shares(frame: pl.DataFrame, payout: Payout) -> pl.DataFrame:
    """The frame with `pool_share` (minor units) and `pool_waits`."""
    groups = unit_columns(payout.per)
    held = (pl.col("standing") == Eligibility.UNDETERMINED).any().over(groups)
    if payout.per in {"team", "site"}:
        held |= pl.col(str(payout.per)).fill_null(0) == 0  # nobody's team has no pool
    if carries(payout):
        nobody = (pl.col("share_weight").fill_null(0).cast(pl.Int128).sum().over(groups) == 0) & ~held
        rest = pl.when(nobody).then(pl.col("pool_minor").fill_null(0)).otherwise(0)
        frame = frame.with_columns(rest.alias(REST), pl.col("pool_carried").alias(TAKEN))
        held |= pl.col(OPEN).fill_null(value=False)
    frame = frame.with_columns(pool_waits=held)
    shares = split(
        frame, total=pl.col("pool_minor"), weight=pl.col("share_weight"), groups=groups, method=payout.method
    )
    frame = frame.with_columns(pool_share=shares)
    return _as_closed(frame) if "then:pool_weight" in frame.columns else frame


def _as_closed(frame: pl.DataFrame) -> pl.DataFrame:
    """Where the pool was split and closed: whose weight is as it was keeps the share, another one is paid beside it.

    Beside it means: the weight's part of the pool as it was, over all weights as they were, half away from zero.
    """
    weight, every = pl.col("share_weight").cast(pl.Int128), pl.col("then:pool_weight").cast(pl.Int128)
    product = 2 * weight * pl.col("then:pool_minor").cast(pl.Int128)
    beside = pl.when(every > 0).then((product + every) // (2 * every)).otherwise(0).cast(pl.Int64)
    same = (pl.col("share_weight") == pl.col("then:share_weight")).fill_null(value=False)
    split_then = pl.col("then:pool_weight").is_not_null()
    told = [name for name in (TAKEN, REST) if f"then:{name}" in frame.columns]
    kept = (pl.when(split_then).then(f"then:{name}").otherwise(name).alias(name) for name in told)
    return frame.with_columns(kept).with_columns(
        pool_share=pl.when(~split_then).then("pool_share").when(same).then("then:pool_share").otherwise(beside),
        pool_waits=pl.col("pool_waits") & ~split_then,
    )


def _weight(steps: Steps, checked: CheckedRuleSet) -> Node:
    rules = checked.ruleset
    worth = [_split_by(checked)]
    if any(tier.multiply != 1 for tier in rules.tiers):
        worth.append(by_tier(steps["tier"], [tier.multiply for tier in rules.tiers]))
    scale = sum(node.scale for node in worth)
    days = Share(steps["days"], steps["period_days"])
    for finer in range(FINEST - min(scale, FINEST), -1, -1):
        try:
            weight = Product(tuple(worth), (days,)).rounded(scale + finer, Rounding.HALF_UP)
        except ExpressionError:
            continue
        if weight.type.bound <= INT64_MAX:
            return weight
    return Product(tuple(worth), (days,)).rounded(scale, Rounding.HALF_UP)


def _split_by(checked: CheckedRuleSet) -> Node:
    return checked.conditions["payout.split_by"]


def _size(checked: CheckedRuleSet) -> Node:
    """The pool of a unit, in major units."""
    found = figure(checked, "pool")
    return whole(0) if found is None else found


def _gate_shares(steps: Steps, rules: RuleSet) -> list[Share]:
    payout = rules.payout
    mine = [gate for gate in rules.gates.values() if of_pool(gate, payout)]
    return [share for gate in mine if (share := paid_share(steps, gate)) is not None]


def _minor(pool: Product, decimals: int) -> Node:
    """Whole minor units, as a plain number."""
    found = pool.times(whole(10**decimals)).rounded(0, Rounding.DOWN)
    return found if found.type.scale == 0 else evolve(found, type=number(0, found.type.bound))
