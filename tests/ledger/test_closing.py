"""Closing and what comes after it: holds, limits, approval, revisions of a published line, amendments."""

from datetime import UTC, datetime

import attrs
import pytest

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import recall, settle
from kpiengine.ledger.approvals import approve, release
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.closing import close
from kpiengine.ledger.closings import closings, due_in
from kpiengine.ledger.entries import entries
from kpiengine.ledger.statements import read_lines
from kpiengine.project import Approval, Limits

OCTOBER = {"a01": 30_000, "a02": 15_000, "a03": 0}


def shut(ledger, make, period="2026-10", hold=(), **project):
    return close(ledger, make.project(**project), "bonus", make.period(period), hold)


def lines(ledger, *columns):
    return read_lines(ledger.database, "1 = 1").sort("account", "payee", "line", "revision").select(*columns).rows()


def test_each_payee_has_one_statement(ledger, make):
    make.run(ledger, OCTOBER)
    closed = shut(ledger, make)
    assert lines(ledger, "payee", "line", "revision", "eligibility", "tier", "entitlement", "amount") == [
        ("a01", "bonus", 1, "eligible", "gold", 30_000, 30_000),
        ("a02", "bonus", 1, "eligible", "gold", 15_000, 15_000),
        ("a03", "bonus", 1, "not_eligible", "none", 0, 0),
    ]
    assert closed.closing.sums == {"GBP": 45_000}
    assert recall(ledger).closed["bonus", "2026-10"] == closed.closing


def test_closing_again_changes_nothing(ledger, make):
    make.run(ledger, OCTOBER)
    first = shut(ledger, make)
    before = ledger.head
    again = shut(ledger, make)
    assert (again.already_closed, again.closing) == (True, first.closing)
    assert ledger.head == before


@pytest.mark.parametrize("period", ["2026-10", "2026-09"])
def test_without_a_run_there_is_nothing_to_close(ledger, make, period):
    with pytest.raises(KpiError, match="nothing to close"):
        shut(ledger, make, period)


def test_a_period_that_still_runs_is_not_closed(at_work, make):
    with at_work(now=datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)) as ledger:
        make.run(ledger, OCTOBER)
        with pytest.raises(KpiError, match=r"2026-10 is not over before 2026-11-01T00:00:00Z") as refused:
            shut(ledger, make)
        assert refused.value.exit_code == Exit.DATA
    with at_work(now=datetime(2026, 11, 1, tzinfo=UTC)) as ledger:
        shut(ledger, make)


# --- holds, limits, approval ------------------------------------------------------------------------------------


def test_a_decision_that_is_not_known_must_be_named(ledger, make):
    make.run(ledger, {**OCTOBER, "a04": None, "a05": None})
    with pytest.raises(KpiError, match="2 decisions of 2026-10 are not known yet: a04, a05") as refused:
        shut(ledger, make)
    assert refused.value.exit_code == Exit.HELD
    with pytest.raises(KpiError, match="not known yet: a05"):
        shut(ledger, make, hold=["a04"])
    with pytest.raises(KpiError, match="--hold names a01, whose decision in 2026-10 is not open"):
        shut(ledger, make, hold=["a01", "a04", "a05"])
    assert lines(ledger, "payee") == []
    assert shut(ledger, make, hold=["a04", "a05"]).held == ("a04", "a05")
    assert lines(ledger, "payee", "entitlement", "amount")[3:] == [("a04", None, 0), ("a05", None, 0)]


def test_a_run_over_a_limit_is_not_closed_before_it_is_released(ledger, make):
    make.run(ledger, OCTOBER, limits=Limits(per_run=449))
    with pytest.raises(KpiError, match=r"450.00 GBP in all is over 449.*kpiengine release 2026-10") as refused:
        shut(ledger, make)
    assert refused.value.exit_code == Exit.HELD
    release(ledger, Approval(), recall(ledger).newest["bonus", "2026-10"], "seen with finance")
    shut(ledger, make)


def test_a_release_is_for_one_content_and_has_a_person(ledger, make):
    make.run(ledger, OCTOBER, limits=Limits(per_run=449))
    run = recall(ledger).newest["bonus", "2026-10"]
    with pytest.raises(KpiError, match="lead may not approve in this project"):
        release(ledger, Approval(approvers=("ann",)), run, "seen")
    release(ledger, Approval(approvers=("lead",)), run, "seen")
    make.run(ledger, {**OCTOBER, "a03": 1}, limits=Limits(per_run=449))
    with pytest.raises(KpiError, match="is held"):
        shut(ledger, make)
    make.run(ledger, OCTOBER, limits=Limits(per_run=500))
    with pytest.raises(KpiError, match="is not held"):
        release(ledger, Approval(), recall(ledger).newest["bonus", "2026-10"], "seen")


def test_a_change_against_the_mean_of_closed_periods_is_held(ledger, make):
    for period, amount in (("2026-06", 30_000), ("2026-07", 10_000), ("2026-08", 20_000), ("2026-09", 30_000)):
        make.run(ledger, {"a01": amount}, period)
        shut(ledger, make, period)
    limits = Limits(change_percent=50)  # of 200.00, the mean of July to September
    assert make.run(ledger, {"a01": 30_000}, limits=limits).held == ()
    (said,) = make.run(ledger, {"a01": 30_001}, limits=limits).held
    assert said == ("300.01 GBP in all is more than 50 % away from 200.00, the mean of the last 3 closed periods")
    assert make.run(ledger, {"a01": 9_999}, limits=limits).held != ()


def test_texts_must_be_approved_by_somebody_else_where_that_is_required(ledger, make):
    make.run(ledger, OCTOBER)
    required = Approval(required=True)
    with pytest.raises(KpiError, match="texts that nobody approved"):
        shut(ledger, make, approval=required)
    with pytest.raises(KpiError, match="nobody approves what is their own"):
        approve(ledger, required, "bonus", make.bundle, ["lead"], "minutes")
    with pytest.raises(KpiError, match="names ann"):
        approve(ledger, Approval(required=True, approvers=("ann",)), "bonus", make.bundle, [], "minutes")
    entry, before = approve(ledger, required, "bonus", make.bundle, ["ops"], "minutes")
    assert (entry.person, before) == ("lead", False)
    assert approve(ledger, required, "bonus", make.bundle, ["ops"], "again") == (entry, True)
    shut(ledger, make, approval=required)


def test_approval_is_for_one_text(ledger, make):
    approve(ledger, Approval(), "bonus", make.bundle, [], "minutes")
    other = Bundle({**make.bundle.files, "rules/phone.toml": "format = 1\n# 90, not 88\n"}, make.bundle.plugins)
    make.run(ledger, OCTOBER, bundle=other)
    with pytest.raises(KpiError, match="nobody approved"):
        shut(ledger, make, approval=Approval(required=True))


# --- revisions --------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(ledger, make):
    """October, closed."""
    make.run(ledger, {**OCTOBER, "a04": None})
    shut(ledger, make, hold=["a04"])
    return ledger


def test_what_comes_later_is_a_revision_that_pays_the_difference(closed, make):
    first = lines(closed, "payee", "revision", "entitlement", "amount")
    settled = make.run(closed, {"a01": 33_000, "a02": 15_000, "a03": 5_000, "a04": 10_000, "a05": 7_000})
    assert (
        lines(closed, "payee", "revision", "entitlement", "amount")
        == sorted(
            [
                *first,
                ("a01", 2, 33_000, 3_000),
                ("a03", 2, 5_000, 5_000),
                ("a04", 2, 10_000, 10_000),  # what was held is known now
                ("a05", 1, 7_000, 7_000),  # nobody knew of this one when the period was closed
            ],
            key=lambda row: row[:2],
        )
    )
    revised = settled.revised
    assert (revised.due, revised.lines["payee"].to_list()) == ("2026-11", ["a01", "a03", "a04", "a05"])
    assert set(revised.lines["cause"].str.split(":").list.first()) == {"late data"}


def test_nothing_that_was_paid_is_taken_back_and_it_counts_against_what_comes(closed, make):
    less = make.run(closed, {**OCTOBER, "a01": 20_000, "a04": None})
    assert less.revised.lines.select("payee", "before", "after", "amount", "uncollected").rows() == [
        ("a01", 30_000, 20_000, 0, 10_000)
    ]
    again = make.run(closed, {**OCTOBER, "a01": 32_000, "a04": None})
    assert again.revised.lines.select("payee", "before", "after", "amount", "uncollected").rows() == [
        ("a01", 20_000, 32_000, 2_000, 0)
    ]


def test_whoever_is_no_longer_covered_keeps_the_line_and_gets_a_revision_of_nothing(closed, make):
    left = make.run(closed, {"a01": 30_000, "a03": 0, "a04": None})
    assert left.revised.lines.select("payee", "after", "amount", "uncollected").rows() == [("a02", 0, 0, 15_000)]


def test_there_and_back_is_two_more_lines_and_the_same_entitlement(closed, make):
    make.run(closed, {**OCTOBER, "a03": 5_000, "a04": None})
    make.run(closed, {**OCTOBER, "a04": None})
    own = [row for row in lines(closed, "payee", "revision", "entitlement", "amount") if row[0] == "a03"]
    assert own == [("a03", 1, 0, 0), ("a03", 2, 5_000, 5_000), ("a03", 3, 0, 0)]


def test_the_same_later_result_again_adds_nothing(closed, make):
    make.run(closed, {**OCTOBER, "a04": 10_000})
    before = closed.head
    assert make.run(closed, {**OCTOBER, "a04": 10_000}).already_recorded
    assert closed.head == before


def test_a_revision_falls_due_in_the_first_period_that_is_open(closed, make):
    for period in ("2026-11", "2026-12"):
        make.run(closed, OCTOBER, period)
    closed.moment = "2027-02-01T00:00:00Z"
    shut(closed, make, "2026-11")
    shut(closed, make, "2026-12")
    assert make.run(closed, {**OCTOBER, "a04": 1}).revised.due == "2027-01"
    assert due_in(closed, "bonus", make.period("2027-01")).name == "2027-01"
    assert due_in(closed, "other", make.period("2026-10")).name == "2026-10"


def test_an_amendment_says_why_and_its_texts_hold_from_then_on(closed, make):
    other = Bundle({**make.bundle.files, "rules/phone.toml": "format = 1\n# 85\n"}, make.bundle.plugins)
    made = make.run(closed, {**OCTOBER, "a01": 31_000, "a04": None}, amended="85 was agreed", bundle=other)
    assert made.revised.lines["cause"].to_list() == ["amended: 85 was agreed"]
    assert closings(closed)["bonus", "2026-10"].bundle == other.sha256
    (entry,) = entries(closed.database, "bonus", "2026-10", ("amend",))
    assert entry.body["reason"] == "85 was agreed"


def test_a_rule_set_cannot_change_its_currency_after_the_close(closed, make):
    changed = make.sealed(OCTOBER)
    table = make.decisions(OCTOBER, "2026-10", currency="EUR")
    made = changed.archive()
    changed = attrs.evolve(
        changed,
        record=attrs.evolve(changed.record, content="x"),
        archive=lambda: attrs.evolve(made, decisions=table),
    )
    before = closed.head
    with pytest.raises(KpiError, match=r"was closed in GBP, and is now in EUR"):
        settle(closed, changed, recall(closed), Limits())
    assert closed.head == before
