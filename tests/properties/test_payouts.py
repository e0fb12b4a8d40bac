"""Money of every kind, against whole numbers of Python's own; and what pay must never do."""

import os
import random as randomness
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.decisions.split import split
from kpiengine.numbers import divisor_shares, largest_remainder
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.paying import Prorate, Rank, Rate
from kpiengine.scores.scorecards import score

MANY = 1_000_000 if "KPIENGINE_ALL" in os.environ else 200_000
SCORES = Path(__file__).parents[1] / "scores"
kit = SimpleNamespace(**run_path(str(SCORES / "kit.py")))
S = kit.kpi("s", 100, target=100, floor=0)
few = settings(max_examples=max(5, settings.default.max_examples // 3))


def decided(rules, rows, metrics=None):
    checked = kit.check(rules, metrics)
    return decide(checked, score(checked, kit.frame(checked, rows), kit.types(checked)))


def amounts(rules, rows, metrics=None):
    return decided(rules, rows, metrics).frame["amount"].to_list()


# -- pools -------------------------------------------------------------------------------------------------------------

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)


@given(WEIGHTS, st.integers(0, 10**10), st.sampled_from(["remainder", "divisor"]), st.randoms(use_true_random=False))
def test_a_pool_is_paid_out_to_the_last_unit(weights, total, method, shuffler):
    names = [f"a{i}" for i in range(len(weights))]
    order = list(range(len(weights)))
    shuffler.shuffle(order)
    frame = pl.DataFrame({"agent_id": [names[i] for i in order], "w": [weights[i] for i in order], "g": 0})
    found = split(frame, total=pl.lit(total), weight=pl.col("w"), groups=["g"], method=method)
    shares = dict(zip(frame["agent_id"], found, strict=True))
    assert sum(shares.values()) == (total if any(weights) else 0)
    if any(weights):
        one = largest_remainder if method == "remainder" else divisor_shares
        assert [shares[name] for name in names] == one(total, weights, names)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**6)), min_size=1, max_size=20), st.integers(0, 10**8))
def test_each_unit_shares_its_own_pool(rows, total):
    schema = {"agent_id": pl.String, "g": pl.Int64, "w": pl.Int64}
    frame = pl.DataFrame([(f"a{i}", g, w) for i, (g, w) in enumerate(rows)], schema, orient="row")
    frame = frame.with_columns(share=split(frame, total=pl.lit(total), weight=pl.col("w"), groups=["g"]))
    for unit in frame.partition_by("g"):
        assert unit["share"].sum() == (total if unit["w"].sum() else 0)
        quota = [Fraction(total * w, unit["w"].sum() or 1) for w in unit["w"]]
        assert all(abs(share - exact) < 1 for share, exact in zip(unit["share"], quota, strict=True))


CLAIMS = st.lists(
    st.tuples(st.integers(0, 2), st.one_of(st.integers(0, 4), st.integers(0, 10**9), st.integers(2**61, 2**62))),
    min_size=1,
    max_size=25,
)


@given(CLAIMS, st.one_of(st.integers(0, 60), st.integers(0, 10**10), st.integers(10**15 - 9, 10**15)))
def test_units_by_the_divisor_method_against_one_unit_at_a_time(rows, total):
    """Many units at once over columns, against the plain method; equal claims too, and few units for many people."""
    schema = {"agent_id": pl.String, "g": pl.Int64, "w": pl.Int64}
    frame = pl.DataFrame([(f"a{i:02}", g, w) for i, (g, w) in enumerate(rows)], schema, orient="row")
    found = split(frame, total=pl.lit(total), weight=pl.col("w"), groups=["g"], method="divisor")
    for unit in frame.with_columns(share=found).partition_by("g"):
        weights, names = unit["w"].to_list(), unit["agent_id"].to_list()
        assert unit["share"].to_list() == (divisor_shares(total, weights, names) if any(weights) else [0] * len(names))
        assert unit["share"].sum() == (total if any(weights) else 0)


def test_a_thousand_pools_by_the_divisor_method_are_paid_to_the_cent():
    frame = pl.DataFrame({"agent": range(20_000)}).with_columns(
        agent_id=pl.format("a{}", "agent"), g=pl.col("agent") // 20, w=pl.col("agent") * 7_919 % 9_973
    )
    shares = frame.with_columns(
        share=split(frame, total=pl.lit(1_234_567), weight=pl.col("w"), groups=["g"], method="divisor")
    )
    assert shares.group_by("g").agg(pl.col("share").sum())["share"].unique().to_list() == [1_234_567]


@few
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 20_000), st.integers(1, 31)), min_size=1, max_size=9))
def test_a_pool_of_scores_and_hours_adds_up(people):
    tiers = (kit.tier("C", 20, multiply=Decimal("0.6")), kit.tier("A", 60, multiply=Decimal("1.2")))
    payout = Payout("pool", pool=777, split_by="s * hours")
    rules = kit.ruleset([S, kit.kpi("hours")], tiers=tiers, payout=payout)
    rows = [{"s": f"{s // 100}.{s % 100:02}", "hours": f"{h // 100}.{h % 100:02}", "days": d} for s, h, d in people]
    shared = [s >= 2000 and h > 0 for s, h, _ in people]
    assert sum(amounts(rules, rows)) == (77_700 if any(shared) else 0)


@few
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9), st.integers(1, 30_000))
def test_a_budget_is_never_passed_and_never_left_over(scores, budget):
    tiers = (kit.tier("t", 10, bonus=33), kit.tier("u", 60, bonus=100))
    rules = kit.ruleset([S], tiers=tiers, payout=Payout(budget=Decimal(budget) / 100, if_over="scale"))
    free = kit.ruleset([S], tiers=tiers)
    rows = [{"s": f"{s // 100}.{s % 100:02}"} for s in scores]
    before, after = amounts(free, rows), amounts(rules, rows)
    assert sum(after) == min(sum(before), budget)
    assert sum(before) > budget or before == after


# -- ranks -------------------------------------------------------------------------------------------------------------


@few
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 20)), min_size=1, max_size=15),
    st.sampled_from(["all_in", "all_out"]),
    st.sampled_from([("top_percent", 10, 30, 100), ("top", 1, 3, 100)]),
    st.randoms(use_true_random=False),
)
def test_ranks_by_hand(values, ties, kind, shuffler):
    key, *edges = kind
    tiers = tuple(kit.tier(f"t{edge}", 0, bonus=10, **{key: edge}) for edge in edges)
    rules = kit.ruleset([S], tiers=tiers, rank=Rank("score", None, ties, 2))
    order = list(range(len(values)))
    shuffler.shuffle(order)
    found = decided(rules, [{"agent_id": f"a{i:02}", "s": values[i]} for i in order]).frame
    tier_of = dict(zip(found["agent_id"], found["tier"], strict=True))
    known = [v for v in values if v is not None]
    for i, value in enumerate(values):
        if value is None or len(known) < 2:
            assert tier_of[f"a{i:02}"] is None
            continue
        better = sum(other > value for other in known)
        place = better + (1 if ties == "all_in" else known.count(value))
        within = [
            edge
            for edge in edges
            if place * (100 if key == "top_percent" else 1) <= edge * (len(known) if key == "top_percent" else 1)
        ]
        assert tier_of[f"a{i:02}"] == len(within)


# -- rates -------------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.integers(1, 300), min_size=0, max_size=4, unique=True),
    st.lists(st.integers(0, 50_000), min_size=5, max_size=5),
    st.lists(st.integers(0, 500), min_size=1, max_size=6),
    st.booleans(),
)
def test_rates_unit_by_unit(edges, pays, counts, whole):
    edges = [0, *sorted(edges)]
    lines = tuple(Rate(edge, Decimal(pay) / 100) for edge, pay in zip(edges, pays, strict=False))
    rules = kit.ruleset([kit.kpi("n")], payout=Payout("rate", units="n", rates=lines, whole=whole))
    found = amounts(rules, [{"n": n} for n in counts])
    for n, amount in zip(counts, found, strict=True):
        rate_of = [max(i for i, edge in enumerate(edges) if edge < unit) for unit in range(1, n + 1)]
        expected = sum(pays[rate_of[-1] if whole else place] for place in rate_of)
        assert amount == expected


@few
@given(
    st.integers(1, 100),
    st.lists(st.integers(0, 20_000), min_size=1, max_size=4),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_more_of_it_never_pays_less(step, hours, marks, shuffler):
    """Searched, not proved: more units, more hours or a better score."""
    scale = ("cap", "rates") if marks else ("bonus", "cap")
    lines = (Rate(0, Decimal("1.5")), Rate(20, 3), Rate(70, Decimal("4.25")))
    payout = Payout(
        "rate", units="n", rates=lines, cap=300, prorate=Prorate("paid_hours", scale=scale, max_percent=150)
    )
    rules = kit.ruleset([kit.kpi("n")], payout=payout)
    for hour in hours:
        start = shuffler.randint(0, 100)
        rows = [
            {"n": start + i * step / Decimal(100), "~presence": f"{hour // 100}.{hour % 100:02}"} for i in range(12)
        ]
        found = amounts(rules, [{**row, "n": f"{row['n']:.2f}"} for row in rows])
        assert found == sorted(found)


# -- many amounts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [20_000, pytest.param(MANY, marks=pytest.mark.slow)])
def test_amounts_of_every_kind_against_whole_numbers(count):
    """Rates, shares of full time, gates, cap, minimum, days; the oracle uses Python's own integers only."""
    shuffler = randomness.Random(11)  # noqa: S311 - test data, not secrets
    edges, pays = (0, 40, 80), (5000, 8000, 12000)  # marks, and pay in cents
    kinds = [
        (False, ("bonus", "cap", "minimum"), "half_up"),
        (True, ("bonus",), "half_even"),
        (False, ("rates", "cap"), "down"),
        (False, ("rates", "minimum"), "half_up"),
        (True, (), "half_up"),
    ]
    rates = tuple(Rate(edge, Decimal(pay) / 100) for edge, pay in zip(edges, pays, strict=True))
    for whole, scale, mode in kinds:
        payout = Payout(
            "rate",
            units="n",
            whole=whole,
            rates=rates,
            cap=6500,
            minimum=120,
            rounding=mode,
            prorate=Prorate("paid_hours", scale=scale, max_percent=110),
        )
        gates = (kit.gate("g", "qa >= 50", pay_percent=Decimal("66.6")),)
        rules = kit.ruleset([kit.kpi("n"), kit.kpi("qa")], gates=gates, payout=payout)
        rows = [
            {
                "n": shuffler.randint(0, 130),
                "qa": shuffler.choice((40, 60)),
                "~presence": f"{(h := shuffler.randint(0, 20_000)) // 100}.{h % 100:02}",
                "days": shuffler.randint(1, 31),
            }
            for _ in range(count // len(kinds))
        ]
        for row, amount in zip(rows, amounts(rules, rows), strict=True):
            own, full = min(int(row["~presence"].replace(".", "")) * 10, 16_000 * 11), 160_000  # at most 110 %
            share = {what: (own, full) if what in scale else (1, 1) for what in ("bonus", "cap", "minimum", "rates")}
            top, bottom = worth(row["n"], edges, pays, share["rates"], whole=whole)
            top, bottom = (
                top * (1000 if row["qa"] == 60 else 666) * share["bonus"][0],
                bottom * 1000 * share["bonus"][1],
            )
            cap = (650_000 * share["cap"][0], share["cap"][1])
            least = (12_000 * share["minimum"][0], share["minimum"][1])
            if top * cap[1] > cap[0] * bottom:
                top, bottom = cap
            if least[0] * bottom > top * least[1]:
                top, bottom = least
            assert amount == rounded(top * row["days"], bottom * 31, mode), row


def worth(units, edges, pays, share, *, whole):
    """Cents over a denominator: every stretch of units at its own rate, with marks that shrink."""
    own, full = share
    if whole:
        reached = [pay for edge, pay in zip(edges, pays, strict=True) if units * full > edge * own]
        return units * (reached[-1] if reached else 0), 1
    total = 0
    for i, (edge, pay) in enumerate(zip(edges, pays, strict=True)):
        end = units * full if i + 1 == len(edges) else min(units * full, edges[i + 1] * own)
        total += pay * max(0, end - edge * own)
    return total, full


def rounded(top, bottom, mode):
    whole, rest = divmod(top, bottom)
    up = 2 * rest - bottom
    return whole + (mode != "down" and (up > 0 or (up == 0 and (mode == "half_up" or whole % 2 == 1))))
