"""Scoring over random rule sets and rows: two interpreters, an outside oracle, and what order must not change."""

from fractions import Fraction
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.expressions.program import Program
from kpiengine.scores.scorecards import score

SCORES = Path(__file__).parents[1] / "scores"
kit, oracle, random = (
    SimpleNamespace(**run_path(str(SCORES / f"{name}.py"))) for name in ("kit", "oracle", "strategies")
)

# One plan is compiled into some sixty columns, so an example weighs more than most.
few = settings(max_examples=max(5, settings.default.max_examples // 3))


@st.composite
def plans_and_rows(draw):
    checked = draw(random.plans())
    return checked, draw(random.rows(checked))


def scored(checked, rows):
    return score(checked, kit.frame(checked, rows), kit.types(checked))


def as_fraction(value, decimals):
    return None if value is None else Fraction(value, 10**decimals)


@few
@given(plans_and_rows())
def test_columns_and_one_row_at_a_time_agree(case):
    checked, rows = case
    cards = scored(checked, rows)
    wide = kit.frame(checked, rows).with_columns(period_name=cards.frame["period_name"])
    for row, expected in zip(wide.iter_rows(named=True), cards.frame.iter_rows(named=True), strict=True):
        assert cards.program.run_row(row) == expected


@few
@given(plans_and_rows())
def test_the_score_can_be_redone_by_hand(case):
    checked, rows = case
    frame, decimals = scored(checked, rows).frame, checked.ruleset.score.decimals
    for index, row in enumerate(rows):
        for kpi in checked.ruleset.weighted:
            shown = as_fraction(frame[f"points:{kpi.id}"][index], decimals)
            assert shown == oracle.earned(checked, kpi, row)[1], kpi
        assert as_fraction(frame["score"][index], decimals) == oracle.score(checked, row)


@few
@given(plans_and_rows(), st.randoms(use_true_random=False))
def test_equal_facts_give_equal_results(case, shuffler):
    """Whoever has the same figures has the same of everything, whatever the others have and where they stand."""
    checked, rows = case
    twice = [(index, row) for index, row in enumerate(rows) for _ in range(2)]
    shuffler.shuffle(twice)
    cards = scored(checked, [row for _, row in twice])
    made = [step.name for step in cards.program.steps]
    found = {}
    for (index, _), results in zip(twice, cards.frame.select(made).iter_rows(), strict=True):
        assert found.setdefault(index, results) == results
    alone = scored(checked, rows).frame.select(made).rows()
    assert [found[index] for index in range(len(rows))] == alone


@few
@given(plans_and_rows(), st.randoms(use_true_random=False))
def test_the_order_of_kpis_and_rows_changes_nothing(case, shuffler):
    checked, rows = case
    names = list(checked.ruleset.kpis)
    shuffler.shuffle(names)
    shuffled = evolve(checked, ruleset=evolve(checked.ruleset, kpis={n: checked.ruleset.kpis[n] for n in names}))
    order = list(range(len(rows)))
    shuffler.shuffle(order)
    before = scored(checked, rows).frame["score"]
    after = scored(shuffled, [rows[i] for i in order]).frame["score"]
    assert after.to_list() == [before[i] for i in order]


@few
@given(plans_and_rows())
def test_steps_name_only_what_stands_before_them(case):
    checked, _ = case
    cards = scored(checked, [])
    assert Program(tuple(reversed(cards.program.steps))).types().keys() == cards.program.types().keys()
    assert set(cards.program.types()) <= set(cards.frame.columns)
