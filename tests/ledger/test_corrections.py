"""Corrections by hand: two people, a reason, an effect that is said before, caps, and a line of their own."""

from decimal import Decimal

import pytest

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger.closing import close
from kpiengine.ledger.corrections import accept, propose, refuse, requests
from kpiengine.ledger.statements import read_lines
from kpiengine.ledger.verify import faults
from kpiengine.project import Approval, Limits

OCTOBER = {"a01": 30_000, "a02": 15_000, "a03": None}


def asked(ledger, make, amount="50.00", payee="a01", period="2026-10", *, kind="manual", ruleset=None, **project):
    return propose(
        ledger,
        make.project(**project),
        "bonus",
        make.period(period),
        payee,
        kind=kind,
        amount=None if amount is None else Decimal(amount),
        ruleset=ruleset,
        because="ticket 4711",
    )


@pytest.fixture
def october(at_work, make):
    """October, closed by the lead; each command then is of somebody."""
    with at_work() as ledger:
        make.run(ledger, OCTOBER)
        close(ledger, make.project(), "bonus", make.period("2026-10"), ["a03"])
    return at_work


def by_hand(ledger):
    lines = read_lines(ledger.database, "s.line = 'manual'").sort("payee", "revision")
    return lines.select("payee", "revision", "entitlement", "amount", "cause").rows()


def test_a_request_pays_nothing_before_another_person_accepts_it(october, make):
    with october() as ledger:
        entry, effect = asked(ledger, make)
        assert effect.text == (
            "a01 in 2026-10, phone: 300.00 GBP -> 350.00 GBP (+50.00 GBP), due in 2026-11. "
            "All amounts by hand of 2026-10 come to 50.00 GBP, 11.1 % of what it pays."
        )
        assert by_hand(ledger) == []
        with pytest.raises(KpiError, match="nobody approves what is their own"):
            accept(ledger, make.project(), entry.id, "fine")
    with october(person="ann") as ledger:
        batch, _ = accept(ledger, make.project(), entry.id, "fine")
        assert by_hand(ledger) == [("a01", 1, 5_000, 5_000, "manual: ticket 4711")]
        assert batch.body["due"] == "2026-11"
        with pytest.raises(KpiError, match=f"request {entry.id} was decided already by ann") as refused:
            accept(ledger, make.project(), entry.id, "again")
        assert refused.value.exit_code == Exit.CONFLICT


def test_nobody_decides_about_their_own_money(october, make):
    with october() as ledger:
        entry, _ = asked(ledger, make)
    with october(person="a01") as ledger, pytest.raises(KpiError, match="a01 cannot approve"):
        accept(ledger, make.project(), entry.id, "yes")


def test_only_those_whom_the_project_names_decide(october, make):
    with october() as ledger:
        entry, _ = asked(ledger, make)
    project = make.project(approval=Approval(approvers=("payroll",)))
    with october(person="ann") as ledger, pytest.raises(KpiError, match="names payroll"):
        accept(ledger, project, entry.id, "yes")


def test_a_second_amount_is_the_next_revision_of_the_same_line(october, make):
    for amount in ("50.00", "-20.00"):
        with october() as ledger:
            entry, _ = asked(ledger, make, amount)
        with october(person="ann") as ledger:
            accept(ledger, make.project(), entry.id, "fine")
            found = by_hand(ledger)
    assert [row[:4] for row in found] == [("a01", 1, 5_000, 5_000), ("a01", 2, 3_000, -2_000)]


def test_a_refused_request_pays_nothing_and_is_over(october, make):
    with october() as ledger:
        entry, _ = asked(ledger, make)
    with october(person="ann") as ledger:
        refuse(ledger, make.project(), entry.id, "no such shift")
        assert requests(ledger)[entry.id][1].body["because"] == "no such shift"
        with pytest.raises(KpiError, match="decided already"):
            accept(ledger, make.project(), entry.id, "fine")
        assert by_hand(ledger) == []


def test_a_dispute_may_be_about_no_sum(october, make):
    with october() as ledger:
        entry, effect = asked(ledger, make, None, kind="dispute")
        assert effect is None
    with october(person="ann") as ledger:
        accept(ledger, make.project(), entry.id, "he is right; the data are mended")
        assert by_hand(ledger) == []
        assert requests(ledger)[entry.id][1].kind == "accept"


def test_caps_hold_when_it_is_asked_and_when_it_is_decided(october, make):
    limits = {"limits": Limits(manual_per_agent=50, manual_percent=20)}  # 20 % of 450.00 is 90.00
    with october() as ledger:
        with pytest.raises(KpiError, match=r"a01 would get 50.01 GBP by hand.*manual_per_agent is 50") as refused:
            asked(ledger, make, "50.01", **limits)
        assert refused.value.exit_code == Exit.HELD
        first, _ = asked(ledger, make, "50.00", **limits)
        second, _ = asked(ledger, make, "40.01", "a02", **limits)
    with october(person="ann") as ledger:
        accept(ledger, make.project(**limits), first.id, "fine")
        with pytest.raises(KpiError, match=r"would come to 90.01 GBP, over 20 %"):
            accept(ledger, make.project(**limits), second.id, "fine")
        assert len(by_hand(ledger)) == 1


def test_in_an_open_period_it_falls_due_with_it(at_work, make):
    with at_work() as ledger:
        make.run(ledger, OCTOBER)
        entry, effect = asked(ledger, make, "-300.00")
        assert (effect.before, effect.due) == (30_000, "2026-10")
    with at_work(person="ann") as ledger:
        accept(ledger, make.project(), entry.id, "fine")
        close(ledger, make.project(), "bonus", make.period("2026-10"), ["a03"])
        assert read_lines(ledger.database, "b.due = '2026-10' AND s.payee = 'a01'")["amount"].sum() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"payee": "a09"}, "has no scorecard of a09"),
        ({"period": "2026-09"}, "has no recorded run"),
        ({"ruleset": "chat"}, "say which is meant: --ruleset phone"),
        ({"amount": "0.005"}, "cannot be paid"),
    ],
)
def test_what_cannot_be_asked_for_is_a_sentence(october, make, arguments, said):
    with october() as ledger, pytest.raises(KpiError, match=said):
        asked(ledger, make, **arguments)


def test_an_unknown_request_names_those_that_are_open(october, make):
    with october() as ledger:
        entry, _ = asked(ledger, make)
        with pytest.raises(KpiError, match=f"there is no request 99; open are {entry.id}"):
            accept(ledger, make.project(), 99, "fine")


def test_a_request_before_the_close_leaves_a_sound_ledger(at_work, make):
    """Its account is in the table before any line is; only the request in the log says so."""
    with at_work() as ledger:
        make.run(ledger, OCTOBER)
        asked(ledger, make)
        assert faults(ledger) == []
