"""Deciding over random rule sets and rows, against plain fractions; and what pay must never do."""

import random as randomness
from fractions import Fraction
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.decisions.decide import decide
from kpiengine.expressions.scalar import evaluate
from kpiengine.rules.model.payout import Payout
from kpiengine.scores.scorecards import score

SCORES = Path(__file__).parents[1] / "scores"
kit, oracle, random = (
    SimpleNamespace(**run_path(str(SCORES / f"{name}.py"))) for name in ("kit", "oracle", "strategies")
)

# One plan is compiled into some sixty columns, so an example weighs more than most.
few = settings(max_examples=max(5, settings.default.max_examples // 3))


@st.composite
def plans_and_rows(draw, *, size=8, **kind):
    checked = draw(random.plans(**kind))
    return checked, draw(random.rows(checked, size))


def decided(checked, rows):
    return decide(checked, score(checked, kit.frame(checked, rows), kit.types(checked)))


def verdicts(checked, rows):
    frame = decided(checked, rows).frame
    return list(zip(frame["eligibility"], frame["tier"], frame["amount"], strict=True))


@few
@given(plans_and_rows())
def test_the_amount_can_be_redone_by_hand(case):
    checked, rows = case
    gates = checked.ruleset.gates
    for row, wide, found in zip(
        rows, kit.frame(checked, rows).iter_rows(named=True), verdicts(checked, rows), strict=True
    ):
        known = {g: evaluate(checked.conditions[f"gate.{g}.require"], wide) for g in gates}
        expected = oracle.decide(checked, row, known)
        amount = oracle.payable(checked, expected["amount"], 2)
        assert found == (expected["eligibility"], expected["tier"], amount)


@few
@given(plans_and_rows())
def test_columns_and_one_row_at_a_time_agree(case):
    checked, rows = case
    found = decided(checked, rows)
    cards = score(checked, kit.frame(checked, rows), kit.types(checked))
    lists = ("reasons", "rewards", "rewards_held")
    for row, expected in zip(cards.frame.iter_rows(named=True), found.frame.iter_rows(named=True), strict=True):
        one = found.program.run_row(row)
        assert one == {name: value for name, value in expected.items() if name not in lists}
        assert expected["reasons"] == [r.code for r in found.reasons if one[r.column]]


@few
@given(plans_and_rows(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(case, shuffler):
    checked, rows = case
    rules = checked.ruleset

    def shuffled(table):
        names = list(table)
        shuffler.shuffle(names)
        return {name: table[name] for name in names}

    other = evolve(rules, kpis=shuffled(rules.kpis), gates=shuffled(rules.gates))
    assert verdicts(evolve(checked, ruleset=other), rows) == verdicts(checked, rows)


@few
@given(plans_and_rows(watched=True, size=3))
def test_a_value_that_vanishes_never_pays(case):
    """What is decided without a value is decided so for every value that it could have had."""
    checked, rows = case
    for row in rows:
        known = row | {"status:w": "ok", "n:w": 500}
        grid = [known | {"w": str(value)} for value in range(101)]
        lost = known | {"w": None, "n:w": 0, "status:w": "no_data"}
        (eligibility, _, amount), *others = verdicts(checked, [lost, *grid])
        if eligibility != 1:
            assert {(e, a) for e, _, a in others} == {(eligibility, amount)}


@few
@given(plans_and_rows(held=True, size=3), st.data())
def test_a_kpi_that_holds_is_never_paid_without_its_value(case, data):
    checked, rows = case
    lost = data.draw(st.sampled_from([kpi.id for kpi in checked.ruleset.weighted]))
    found = verdicts(checked, [row | {lost: None, f"n:{lost}": 0} for row in rows])
    assert all(eligibility != 2 and not amount for eligibility, _, amount in found)


@few
@given(plans_and_rows(monotone=True, size=1), st.data())
def test_a_better_value_never_pays_less(case, data):
    checked, rows = case
    name = data.draw(st.sampled_from(list(checked.ruleset.kpis)))
    metric = checked.wanted[name].metric
    values = data.draw(st.lists(st.integers(0, 100 * 10**metric.decimals), min_size=2, max_size=6, unique=True))
    low = values[0]
    values = sorted({*values, min(low + 1, 100 * 10**metric.decimals)}, reverse=metric.better.value == "lower")
    row = rows[0] | {f"n:{name}": 500, f"status:{name}": "ok"}
    better = [row | {name: oracle.text(Fraction(v, 10**metric.decimals), metric.decimals)} for v in values]
    amounts = [a for e, _, a in verdicts(checked, better) if e != 1]
    assert amounts == sorted(amounts)


@few
@given(plans_and_rows(size=1), st.data())
def test_tiers_cover_every_score_once(case, data):
    checked, _ = case
    tiers = checked.ruleset.tiers
    step = Fraction(1, 10**2)
    one = kit.kpi("s", 100, target=100, floor=0)
    rules = kit.ruleset([one], tiers=tiers, rewards=tuple(checked.ruleset.rewards.values()))
    start = Fraction(data.draw(st.sampled_from([t.start for t in tiers])))
    scores = [s for s in (start - step, start, start + step) if 0 <= s <= 100]
    found = decided(kit.check(rules), [{"s": oracle.text(s, 2)} for s in scores]).frame
    for value, index in zip(scores, found["tier_by_score"], strict=True):
        inside = [i for i, t in enumerate(tiers, start=1) if Fraction(t.start) <= value]
        until = tiers[index].start if index < len(tiers) else None
        assert index == max(inside, default=0)
        assert until is None or value < Fraction(until)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_days_of_a_cut_period_add_up_before_the_rounding(days):
    whole = sum(days)
    rules = kit.ruleset([kit.kpi("s", 100, target=100, floor=0)], tiers=(kit.tier("t", 0, bonus=whole * 7),))
    found = decided(kit.check(rules), [{"s": 50, "days": d, "period_days": whole} for d in days])
    assert sum(found.frame["amount"]) == whole * 700
    assert found.frame["amount_exact_ends"].all()


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_amounts_against_whole_numbers(count):
    """Bases 0.01 to 2,000.00, percents, gates, days and caps; the oracle uses Python's own integers only."""
    shuffler = randomness.Random(7)  # noqa: S311 - test data, not secrets
    settings = [("5", 1, None), ("1.5", "1.1", 40), ("33.333", 1, None), ("0.333", "0.75", None), ("110", 1, 1500)]
    modes = ("half_up", "half_even", "down")
    for percent, multiply, cap in settings:
        mode = shuffler.choice(modes)
        rules = kit.ruleset(
            [kit.kpi("s", 100, target=100, floor=0), kit.kpi("qa")],
            tiers=(kit.tier("t", 0, percent=random.Decimal(percent), multiply=random.Decimal(multiply)),),
            gates=(kit.gate("g", "qa >= 50", pay_percent=random.Decimal("66.6")),),
            payout=Payout("percent", of="base_pay", cap=cap, rounding=mode),
        )
        rows = [
            {
                "s": 50,
                "qa": shuffler.choice((40, 60)),
                "base_pay": f"{(cents := shuffler.randint(1, 200_000)) // 100}.{cents % 100:02}",
                "days": shuffler.randint(1, 31),
            }
            for _ in range(count // len(settings))
        ]
        amounts = decided(kit.check(rules), rows).frame["amount"].to_list()
        rate = [round(Fraction(percent) * 1000), round(Fraction(multiply) * 100)]
        for row, amount in zip(rows, amounts, strict=True):
            cents = int(row["base_pay"].replace(".", ""))
            top, bottom = cents * rate[0] * rate[1] * (1000 if row["qa"] == 60 else 666), 100_000 * 100 * 1000
            if cap is not None and top > cap * 100 * bottom:
                top, bottom = cap * 100, 1
            whole, rest = divmod(top * row["days"], bottom * 31)
            up = 2 * rest - bottom * 31
            whole += mode != "down" and (up > 0 or (up == 0 and (mode == "half_up" or whole % 2 == 1)))
            assert amount == whole, row
