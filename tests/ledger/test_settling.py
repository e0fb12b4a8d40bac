"""What is held back is paid when its day has come, and money is taken back only as far as the rules let it."""

from datetime import UTC, datetime
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import attrs
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.ledger import place_in, recall, settle, working
from kpiengine.ledger.archive import Archive
from kpiengine.ledger.closing import close
from kpiengine.ledger.closings import closings
from kpiengine.ledger.open_sums import open_sums
from kpiengine.ledger.pay_terms import PayTerms, day_after
from kpiengine.ledger.paying import pay
from kpiengine.ledger.statements import read_lines
from kpiengine.periods import parse_period
from kpiengine.project import Limits
from kpiengine.rules.lasting import Length

HELD = PayTerms(held_until="2026-12-15")


@pytest.fixture
def month(at_work, make):
    """Records a period's amounts, with what is held back of each, on a day; closes and pays it where asked."""

    def run(on, period, payees, *, terms=HELD, percent=20, shut=True):
        with at_work(now=datetime.fromisoformat(on).replace(tzinfo=UTC)) as ledger:
            made = make.sealed(payees, period)
            table = made.archive().decisions
            held = [None if minor is None else f"{minor * percent // 100 / 100:.2f}" for minor in payees.values()]
            table = table.with_columns(held_back=pl.Series(held, dtype=pl.String))
            traces = made.archive().traces
            sealed = attrs.evolve(made, archive=lambda: Archive(table, traces), terms={"phone": terms})
            settled = settle(ledger, sealed, recall(ledger), Limits())
            if not shut:
                return settled.revised.lines.rows()
            close(ledger, make.project(), "bonus", make.period(period))
            return dict(pay(ledger, "bonus", period).rows.select("payee", "amount").iter_rows())

    return run


def test_the_worked_case_of_the_retention_plan(month, at_work):
    """7,000.00: 1,400.00 is held; five customers cancel, 6,400.00 is due: 800.00 is paid later, nothing is taken."""
    assert month("2026-11-05", "2026-10", {"a0417": 700_000}) == {"a0417": 560_000}
    ((payee, _, before, after, amount, uncollected, _),) = month(
        "2026-12-18", "2026-10", {"a0417": 640_000}, shut=False
    )
    assert (payee, before, after, amount, uncollected) == ("a0417", 700_000, 640_000, 0, 0)
    assert month("2026-12-18", "2026-11", {"a0417": 100}) == {"a0417": 80 + 80_000}
    with at_work() as ledger:
        lines = read_lines(ledger.database, "a.period = '2026-10'").sort("revision")
    assert lines.select("entitlement", "held_back", "amount", "cause").rows() == [
        (700_000, 140_000, 560_000, None),
        (640_000, 128_000, 0, "late data"),
        (640_000, 0, 80_000, "holdback released"),
    ]


def test_nothing_is_released_before_its_day_and_nothing_twice(month):
    month("2026-11-05", "2026-10", {"a01": 1_000})
    assert month("2026-12-14", "2026-11", {"a02": 100}, terms=PayTerms(), percent=0) == {"a02": 100}
    assert month("2027-01-05", "2026-12", {"a02": 100}, terms=PayTerms(), percent=0) == {"a01": 200, "a02": 100}
    assert month("2027-02-05", "2027-01", {"a02": 100}, terms=PayTerms(), percent=0) == {"a02": 100}


def test_a_correction_upwards_pays_all_but_the_held_part_of_the_new_amount(month):
    month("2026-11-05", "2026-10", {"a01": 1_000})
    ((*_, amount, _, _),) = month("2026-11-20", "2026-10", {"a01": 2_000}, shut=False)
    assert amount == 800


def test_a_correction_beyond_the_held_part_is_listed_and_not_taken(month):
    month("2026-11-05", "2026-10", {"a01": 1_000})
    ((*_, amount, uncollected, _),) = month("2026-11-20", "2026-10", {"a01": 500}, shut=False)
    assert (amount, uncollected) == (0, 300)
    assert month("2027-01-05", "2026-11", {"a01": 1_000}, terms=PayTerms(), percent=0) == {"a01": 1_000}


CLAW = PayTerms(lowered_until="2027-01-29", carried_until="2027-04-29", taken_percent="30")


def test_what_was_paid_too_much_is_taken_at_most_by_the_share_of_what_is_due(month):
    month("2026-11-05", "2026-10", {"a01": 1_000, "a02": 500}, terms=CLAW, percent=0)
    month("2026-11-20", "2026-10", {"a01": 400, "a02": 500}, terms=CLAW, percent=0, shut=False)
    assert month("2026-12-05", "2026-11", {"a01": 1_001, "a02": 500}, terms=CLAW, percent=0) == {"a01": 701, "a02": 500}
    assert month("2027-01-05", "2026-12", {"a01": 2_000}, terms=CLAW, percent=0) == {"a01": 1_700}
    assert month("2027-02-05", "2027-01", {"a01": 2_000}, terms=CLAW, percent=0) == {"a01": 2_000}  # all is settled


def test_after_its_day_nothing_is_taken_any_more(month):
    month("2026-11-05", "2026-10", {"a01": 1_000}, terms=CLAW, percent=0)
    month("2026-11-20", "2026-10", {"a01": 400}, terms=CLAW, percent=0, shut=False)
    assert month("2027-04-29", "2027-03", {"a01": 1_000}, terms=CLAW, percent=0) == {"a01": 1_000}


@pytest.mark.parametrize(
    ("length", "day"),
    [
        (Length(3, "day"), "2027-02-03"),
        (Length(2, "week"), "2027-02-14"),
        (Length(1, "month"), "2027-02-28"),
        (Length(13, "month"), "2028-02-29"),
        (Length(2, "quarter"), "2027-07-31"),
        (Length(1, "year"), "2028-01-31"),
        (Length(8, "h"), "2027-02-01"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(length, day):
    assert day_after(datetime(2027, 1, 31, tzinfo=UTC).date(), length).isoformat() == day


def test_what_is_lowered_after_the_last_day_for_it_is_listed_and_not_taken(month):
    """Within 90 days 1,000 became 800; after them 500: the 200 are taken and the 300 are not."""
    month("2026-11-05", "2026-10", {"a01": 1_000}, terms=CLAW, percent=0)
    month("2027-01-28", "2026-10", {"a01": 800}, terms=CLAW, percent=0, shut=False)
    ((*_, uncollected, _),) = month("2027-01-29", "2026-10", {"a01": 500}, terms=CLAW, percent=0, shut=False)
    assert uncollected == 500
    assert month("2027-02-05", "2027-01", {"a01": 500}, terms=CLAW, percent=0) == {"a01": 350}
    assert month("2027-03-05", "2027-02", {"a01": 5_000}, terms=CLAW, percent=0) == {"a01": 4_950}
    assert month("2027-04-05", "2027-03", {"a01": 5_000}, terms=CLAW, percent=0) == {"a01": 5_000}


def test_what_is_raised_again_after_the_last_day_is_not_taken_either(month):
    month("2026-11-05", "2026-10", {"a01": 1_000}, terms=CLAW, percent=0)
    month("2027-01-28", "2026-10", {"a01": 400}, terms=CLAW, percent=0, shut=False)
    month("2027-02-01", "2026-10", {"a01": 900}, terms=CLAW, percent=0, shut=False)
    assert month("2027-02-05", "2027-01", {"a01": 5_000}, terms=CLAW, percent=0) == {"a01": 4_900}


SHORT = PayTerms(lowered_until="2027-01-29", carried_until="2027-01-29", taken_percent="50")


def test_without_carry_the_rest_is_dropped_with_the_last_day_and_stays_listed(month, at_work):
    month("2026-11-05", "2026-10", {"a01": 1_000}, terms=SHORT, percent=0)
    month("2026-11-20", "2026-10", {"a01": 0}, terms=SHORT, percent=0, shut=False)
    assert month("2027-01-28", "2026-11", {"a01": 400}, terms=SHORT, percent=0) == {"a01": 200}
    assert month("2027-01-29", "2026-12", {"a01": 400}, terms=SHORT, percent=0) == {"a01": 400}
    with at_work(now=datetime(2027, 2, 1, tzinfo=UTC)) as ledger:
        still = open_sums(ledger, closings(ledger, "bonus")["bonus", "2026-12"]).uncollected
    assert still.select("payee", "period", "uncollected", "taken_until").rows() == [
        ("a01", "2026-10", 800, "2027-01-29")
    ]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3_000), st.integers(1, 100), st.lists(st.integers(0, 2_000), min_size=1, max_size=4))
def test_never_more_than_the_share_of_what_is_due_and_never_more_than_is_owed(lowered, percent, dues):
    """Against a plain sum: each month keeps its share, and what was taken stops at what was paid too much."""
    with TemporaryDirectory() as folder:
        terms, owed, days = attrs.evolve(CLAW, taken_percent=str(percent)), max(0, 3_000 - lowered), iter(range(1, 9))
        make = SimpleNamespace(**run_path(str(Path(__file__).with_name("conftest.py"))))

        def record(period, minor):
            moment = datetime(2026, 12, next(days), tzinfo=UTC)
            with working(place_in(Path(folder)), make.this_worker("t"), moment, project="centre", make=True) as ledger:
                made = attrs.evolve(make.sealed({"a01": minor}, period), terms={"phone": terms})
                settle(ledger, made, recall(ledger), Limits())
                close(ledger, make.project(), "bonus", parse_period(period, "Europe/London"))
                return pay(ledger, "bonus", period).rows["amount"].sum()

        record("2026-01", 3_000)
        record("2026-01", lowered)
        for month, due in enumerate(dues, 2):
            taken = min(owed, due * percent // 100)
            assert record(f"2026-{month:02}", due) == due - taken
            owed -= taken
