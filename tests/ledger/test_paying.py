"""Payroll batches: each line in exactly one, exact amounts, the same bytes again, and what payroll answers."""

import csv
import json
import shutil
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger.closing import close
from kpiengine.ledger.corrections import accept, propose
from kpiengine.ledger.paying import confirm, pay
from kpiengine.ledger.state import period_state
from kpiengine.ledger.statements import read_lines
from kpiengine.outputs.payroll import payroll_file, write_payroll
from kpiengine.project import Project

LATER = datetime(2027, 3, 1, tzinfo=UTC)
OCTOBER = {"a01": 30_000, "a02": 15_050, "a03": 0}


@pytest.fixture
def ledger(at_work):
    with at_work(now=LATER) as opened:
        yield opened


def shut(ledger, make, payees, period="2026-10"):
    make.run(ledger, payees, period)
    return close(ledger, make.project(), "bonus", make.period(period))


def rows(payroll):
    return payroll.rows.rows()


def test_one_row_for_each_payee_with_money(ledger, make):
    shut(ledger, make, OCTOBER)
    payroll = pay(ledger, "bonus", "2026-10")
    assert rows(payroll) == [("a01", "GBP", 30_000), ("a02", "GBP", 15_050)]
    made = payroll_file(payroll)
    assert made.text == (
        "payee,amount,currency,plan,period,batch\n"
        f"a01,300.00,GBP,bonus,2026-10,{payroll.number}\n"
        f"a02,150.50,GBP,bonus,2026-10,{payroll.number}\n"
    )
    assert (made.control["count"], made.control["sums"], made.control["previous_batch"]) == (2, {"GBP": "450.50"}, None)


def test_a_batch_is_written_again_byte_for_byte(ledger, make, tmp_path):
    shut(ledger, make, OCTOBER)
    file, exports = tmp_path / "to" / "payroll.csv", ledger.place.payroll
    first = write_payroll(payroll_file(pay(ledger, "bonus", "2026-10")), file, exports)
    before = {path: path.read_bytes() for path in first}
    shutil.rmtree(file.parent)
    make.run(ledger, {**OCTOBER, "a03": 100})  # comes later, and is due later
    again = pay(ledger, "bonus", "2026-10")
    assert again.written_before
    assert {path: path.read_bytes() for path in write_payroll(payroll_file(again), file, exports)} == before
    assert len(before) == 4


def test_what_came_late_is_paid_with_the_next_period_and_only_once(ledger, make):
    shut(ledger, make, OCTOBER)
    pay(ledger, "bonus", "2026-10")
    make.run(ledger, {**OCTOBER, "a01": 31_000})
    shut(ledger, make, OCTOBER, "2026-11")
    shut(ledger, make, {"a02": 1}, "2026-12")
    november, december = pay(ledger, "bonus", "2026-11"), pay(ledger, "bonus", "2026-12")
    assert rows(november) == [("a01", "GBP", 31_000), ("a02", "GBP", 15_050)]
    assert rows(december) == [("a02", "GBP", 1)]
    assert december.entry.body["previous_batch"] == november.number
    paid = sum(
        amount for batch in ("2026-10", "2026-11", "2026-12") for *_, amount in rows(pay(ledger, "bonus", batch))
    )
    assert paid == read_lines(ledger.database, "1 = 1")["amount"].sum()


def test_nobody_is_paid_less_than_nothing_and_the_rest_is_carried(ledger, make):
    shut(ledger, make, OCTOBER)
    pay(ledger, "bonus", "2026-10")
    by_hand(ledger, make, "-200.00", "a01", "2026-10")  # due in November
    shut(ledger, make, {"a01": 15_000, "a02": 100}, "2026-11")
    november = pay(ledger, "bonus", "2026-11")
    assert rows(november) == [("a02", "GBP", 100)]
    assert november.entry.body["carried"] == [["a01", "GBP", -5_000]]
    shut(ledger, make, {"a01": 6_000}, "2026-12")
    assert rows(pay(ledger, "bonus", "2026-12")) == [("a01", "GBP", 1_000)]


def by_hand(ledger, make, amount, payee, period):
    project: Project = make.project()
    entry, _ = propose(
        ledger,
        project,
        "bonus",
        make.period(period),
        payee,
        kind="manual",
        amount=Decimal(amount),
        ruleset=None,
        because="ticket 4711",
    )
    ledger.worker = type(ledger.worker)("ann", ledger.worker.host, ledger.worker.process, "")
    accept(ledger, project, entry.id, "seen")


def test_an_open_period_cannot_be_paid(ledger, make):
    make.run(ledger, OCTOBER)
    with pytest.raises(KpiError, match="is not closed") as refused:
        pay(ledger, "bonus", "2026-10")
    assert refused.value.exit_code == Exit.CONFLICT


def test_ids_that_a_spreadsheet_would_run_are_inert_and_still_confirmed(ledger, make):
    shut(ledger, make, {"=1+1": 100})
    made = payroll_file(pay(ledger, "bonus", "2026-10"))
    assert next(csv.DictReader(made.text.splitlines()))["payee"] == "'=1+1"
    assert confirm(ledger, "bonus", "2026-10", made.text, None)[1] == []


# --- what payroll answers ---------------------------------------------------------------------------------------


def test_differences_keep_a_batch_open_until_they_are_explained(ledger, make):
    shut(ledger, make, OCTOBER)
    pay(ledger, "bonus", "2026-10")
    assert period_state(ledger, "bonus", "2026-10") == "exported"
    answer = "payee,amount,currency\na01,299.99,GBP\na09,1.00,GBP\n"
    entry, differences = confirm(ledger, "bonus", "2026-10", answer, None)
    assert differences == [
        "a01: 300.00 GBP was due, 299.99 GBP was paid",
        "a02: 150.50 GBP was due, nothing was paid",
        "a09: nothing was due, 1.00 GBP was paid",
    ]
    assert period_state(ledger, "bonus", "2026-10") == "exported"
    assert confirm(ledger, "bonus", "2026-10", answer, None)[0] == entry  # once
    confirm(ledger, "bonus", "2026-10", answer, "a02 left; a09 is the new id of a01")
    assert period_state(ledger, "bonus", "2026-10") == "paid"


def test_amounts_of_one_payee_are_added_up(ledger, make):
    shut(ledger, make, OCTOBER)
    pay(ledger, "bonus", "2026-10")
    answer = "amount,payee,currency,note\n100.00,a01,GBP,x\n200.00,a01,GBP,y\n150.50,a02,GBP,\n"
    assert confirm(ledger, "bonus", "2026-10", answer, None)[1] == []
    assert period_state(ledger, "bonus", "2026-10") == "paid"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("payee,amount\na01,1.00\n", "has no column currency"),
        ("payee,amount,currency\na01,1.005,GBP\n", "line 2: 1.005 has more than 2 decimals"),
        ('payee,amount,currency\na01,"1,000.00",GBP\n', "is not a plain number"),
        ("payee,amount,currency\na01,1.00,GBX\n", "is not the code of a currency"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused(ledger, make, answer, said):
    shut(ledger, make, OCTOBER)
    pay(ledger, "bonus", "2026-10")
    with pytest.raises(KpiError, match=said) as refused:
        confirm(ledger, "bonus", "2026-10", answer, None)
    assert refused.value.exit_code == Exit.DATA


# --- restored and copied ledgers --------------------------------------------------------------------------------


@pytest.fixture
def paid(at_work, make, tmp_path):
    """A folder whose ledger has paid October; `old` is the ledger from before."""
    with at_work(now=LATER) as ledger:
        shut(ledger, make, OCTOBER)
    file = tmp_path / ".kpiengine" / "ledger.db"
    old = file.read_bytes()
    with at_work(now=LATER) as ledger:
        write_payroll(payroll_file(pay(ledger, "bonus", "2026-10")), tmp_path / "p.csv", ledger.place.payroll)
    return file, old


def test_a_restored_old_ledger_cannot_pay_again(paid, at_work):
    file, old = paid
    file.write_bytes(old)
    with pytest.raises(KpiError, match="is older than its exports") as refused, at_work(now=LATER):
        pass
    assert refused.value.exit_code == Exit.CONFLICT


def test_a_copy_of_another_ledger_cannot_pay_beside_it(paid, at_work, make, tmp_path):
    del paid
    other = tmp_path / "other"
    with at_work(now=LATER, folder=other) as ledger:
        shut(ledger, make, OCTOBER)
    (tmp_path / "payroll").rename(other / "payroll")
    with pytest.raises(KpiError, match="payroll files of another ledger"), at_work(now=LATER, folder=other):
        pass


def test_files_of_others_in_the_payroll_folder_are_left_alone(paid, at_work, tmp_path):
    del paid
    (tmp_path / "payroll" / "notes.json").write_text(json.dumps(["ours"]))
    (tmp_path / "payroll" / "broken.json").write_text("{")
    with at_work(now=LATER):
        pass
