"""What is held back is paid when its day has come, and money is taken back only as far as the rules let it."""

from datetime import UTC, datetime

import attrs
import polars as pl
import pytest

from kpiengine.ledger import recall, settle
from kpiengine.ledger.archive import Archive
from kpiengine.ledger.closing import close
from kpiengine.ledger.pay_terms import PayTerms, day_after
from kpiengine.ledger.paying import pay
from kpiengine.ledger.statements import read_lines
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
