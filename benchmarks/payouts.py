"""Deciding 1 million agents with 10 KPIs by rank and from pools: the engine against float Polars written by hand.

    ranks   tiers by rank inside a site, two gates, an amount
    pools   a pool for each team of 20, split by score x hours x the tier's factor, two gates, to the cent

Both sides score the same values first.  Run as `python benchmarks/payouts.py [AGENTS]`; best of three.
"""

import sys
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
from attrs import evolve
from decide import VALUE, best_of, by_float, rules, wide_frame

from kpiengine.decisions.decide import decide
from kpiengine.expressions import build as b
from kpiengine.expressions.types import number
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.paying import Rank
from kpiengine.scores.scorecards import score

TEAM, SITE = 20, 500  # people
POOL = 12_000
SHARES = {"best": (10, 800), "good": (30, 300), "fair": (60, 100)}
FACTORS = {"bronze": Decimal("0.6"), "silver": Decimal(1), "gold": Decimal("1.2")}


def main() -> None:
    """Prints both times of each kind and the ratio."""
    agents = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    at = pl.col("agent")
    frame = wide_frame(agents).with_columns(team=at // TEAM + 1, site=at // SITE + 1)
    print(f"{agents:,} agents")
    for name, engine, hand in (("ranks", ranked, ranks_by_hand), ("pools", pooled, pools_by_hand)):
        exact = best_of(3, partial(engine, frame))
        floats = best_of(3, partial(hand, frame))
        print(
            f"{name:8}  engine wall {exact.wall:6.2f} s, CPU {exact.cpu:6.2f} s   "
            f"float wall {floats.wall:6.2f} s, CPU {floats.cpu:6.2f} s   "
            f"ratio wall {exact.wall / floats.wall:5.2f}, CPU {exact.cpu / floats.cpu:5.2f}"
        )


def ranked(frame: pl.DataFrame) -> pl.DataFrame:
    """Tiers by rank of the score inside a site."""
    checked, types = rules()
    tiers = tuple(
        Tier(name, 0, {"en": name}, bonus=bonus, top_percent=top) for name, (top, bonus) in reversed(SHARES.items())
    )
    gates = {"quality": checked.ruleset.gates["quality"]}
    own = evolve(checked, ruleset=evolve(checked.ruleset, tiers=tiers, gates=gates, rank=Rank("score", "site")))
    return decide(own, score(own, frame, types)).frame


def pooled(frame: pl.DataFrame) -> pl.DataFrame:
    """A pool for each team."""
    checked, types = rules()
    tiers = tuple(evolve(tier, bonus=None, multiply=FACTORS[tier.id]) for tier in checked.ruleset.tiers)
    payout = Payout("pool", pool=POOL, per="team", split_by="score * k3")
    split = b.mul(b.name("score", number(2, 10_000)), b.name("known:k3", VALUE))
    own: CheckedRuleSet = evolve(
        checked,
        ruleset=evolve(checked.ruleset, tiers=tiers, payout=payout),
        conditions={**checked.conditions, "payout.split_by": split},
    )
    return decide(own, score(own, frame, types)).frame


def ranks_by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """The same in float64."""
    col, when = pl.col, pl.when
    scored = by_float(frame).with_columns(
        place=col("score").rank("min", descending=True).over("site") / col("score").count().over("site") * 100
    )
    tier: Any = when(~col("quality")).then(0)
    for top, bonus in SHARES.values():
        tier = tier.when(col("place") <= top).then(bonus * 100)
    return scored.with_columns(amount=tier.otherwise(0))


def pools_by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """The same in float64, with the cents given to the largest rests."""
    col = pl.col
    factors = {0: 0.0, **{i: float(factor) for i, factor in enumerate(FACTORS.values(), start=1)}}
    scored = by_float(frame)
    weight = col("score") * col("known:k3") / 100 * col("tier").replace_strict(factors, default=None)
    scored = scored.with_columns(w=weight.fill_null(0.0))
    scored = scored.with_columns(quota=col("w") / col("w").sum().over("team") * POOL * 100)
    scored = scored.with_columns(cents=col("quota").floor())
    scored = scored.with_columns(
        left=POOL * 100 - col("cents").sum().over("team"),
        nth=(col("quota") - col("cents")).rank("ordinal", descending=True).over("team"),
    )
    return scored.with_columns(amount=col("cents") + (col("nth") <= col("left")))


if __name__ == "__main__":
    main()
