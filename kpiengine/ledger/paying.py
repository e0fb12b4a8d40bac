"""Paying a closed period: everything that is due in it, one row a payee, in a file that can be written again.

Due are the lines of the period's closing and every revision and correction that fell due in it.  What a payee owes is
carried: no row of a payroll file is below nothing.  Each line is in exactly one batch, because a plan has one
payroll batch for each period, and nothing falls due in a period that is closed.
"""

import csv
import hashlib
import io
from collections.abc import Mapping

import polars as pl
from attrs import frozen

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import entries
from kpiengine.ledger.accounts import Account, accounts, decimals_of
from kpiengine.ledger.closings import closings
from kpiengine.ledger.entries import Entry, canonical
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.statements import read_lines
from kpiengine.numbers import format_scaled, parse_decimal

FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
PAY = "pay"
CONFIRM = "confirm"
PAYMENTS: Mapping[str, type[pl.DataType]] = {"payee": pl.String, "currency": pl.String, "amount": pl.Int64}


@frozen
class Payroll:
    """One payroll batch: `rows` are payee, currency and amount (minor units, above 0) in the order of payees."""

    entry: Entry
    rows: pl.DataFrame
    ledger: str
    written_before: bool

    @property
    def number(self) -> int:
        """The batch's number in the ledger."""
        return self.entry.id


def pay(ledger: Ledger, plan: str, period: str) -> Payroll:
    """The payroll batch of a closed period, made the first time, and the same ever after."""
    if (plan, period) not in closings(ledger, plan):
        raise KpiError(
            f"{plan} {period} is not closed, so nothing of it can be paid; `kpiengine close {period}` comes first",
            exit_code=Exit.CONFLICT,
        )
    known = payroll_batch(ledger, plan, period)
    if known is not None:
        return _written(ledger, known, written_before=True)
    with ledger.writing():
        balances = open_balances(ledger, plan, period)
        due = balances.filter(pl.col("amount") > 0)
        content = rows_hash(due)
        body = {
            "due": period,
            "lines": due.height,
            "content": content,
            "sums": dict(due.group_by("currency").agg(pl.col("amount").sum()).sort("currency").iter_rows()),
            "carried": [list(row) for row in balances.filter(pl.col("amount") < 0).iter_rows()],
            "previous_batch": ledger.database.value("SELECT max(entry) FROM batches WHERE kind = :kind", kind=PAY),
            "settles": _batches_due(ledger, plan, period),
        }
        entry = ledger.append(PAY, body, plan, period)
        ledger.database.add(
            "batches", entry=entry.id, kind=PAY, plan=plan, due=period, lines=due.height, content=content
        )
        rows = due.select(pl.lit(entry.id).alias("batch"), *PAYMENTS)
        ledger.database.add_many("payments", ("batch", *PAYMENTS), rows.iter_rows())
    return _written(ledger, entry.id, written_before=False)


def payroll_batch(ledger: Ledger, plan: str, period: str) -> int | None:
    """The number of the payroll batch of a period, if there is one."""
    text = "SELECT entry FROM batches WHERE kind = :kind AND plan = :plan AND due = :due"
    found = ledger.database.value(text, kind=PAY, plan=plan, due=period)
    return None if found is None else int(found)


def open_balances(ledger: Ledger, plan: str, period: str) -> pl.DataFrame:
    """Payee, currency and what is open, sorted: all that fell due up to this period, less what was paid.

    Earlier periods count once they have their own payroll batch: what they could not take is carried into this one.
    """
    closed = closings(ledger, plan)
    this = closed[plan, period]
    names = [c.period for c in closed.values() if c.calendar == this.calendar and c.end_day <= this.end_day]
    known = accounts(ledger.database, plan)
    parts = [pl.DataFrame(schema=dict(PAYMENTS))]
    for name in names:
        paid = payroll_batch(ledger, plan, name)
        if name == period or paid is not None:
            parts.append(_owed(ledger, plan, name, known))
        if paid is not None:
            parts.append(payments(ledger, paid).with_columns(-pl.col("amount")))
    return pl.concat(parts).group_by("payee", "currency").agg(pl.col("amount").sum()).sort("payee", "currency")


def payments(ledger: Ledger, batch: int) -> pl.DataFrame:
    """What each payee gets in one payroll batch."""
    rows = ledger.database.all("SELECT payee, currency, amount FROM payments WHERE batch = :batch", batch=batch)
    return pl.DataFrame(rows, schema=dict(PAYMENTS), orient="row").sort("payee", "currency")


def rows_hash(rows: pl.DataFrame) -> str:
    """SHA-256 of the rows of a payroll batch in one form of text."""
    buffer = io.BytesIO()
    rows.select(*PAYMENTS).sort("payee", "currency").write_csv(buffer, quote_style="non_numeric")
    return hashlib.sha256(buffer.getbuffer()).hexdigest()


def _owed(ledger: Ledger, plan: str, due: str, known: Mapping[int, Account]) -> pl.DataFrame:
    lines = read_lines(ledger.database, "b.plan = :plan AND b.due = :due", plan=plan, due=due)
    numbers, currencies = list(known), [account.currency for account in known.values()]
    currency = pl.col("account").replace_strict(numbers, currencies, return_dtype=pl.String)
    return lines.select("payee", currency.alias("currency"), "amount")


def _batches_due(ledger: Ledger, plan: str, period: str) -> list[int]:
    rows = ledger.database.all(
        "SELECT entry FROM batches WHERE plan = :plan AND due = :due AND kind <> :kind ORDER BY entry",
        plan=plan,
        due=period,
        kind=PAY,
    )
    return [int(entry) for (entry,) in rows]


def _written(ledger: Ledger, number: int, *, written_before: bool) -> Payroll:
    (entry,) = (e for e in entries.entries(ledger.database, kinds=(PAY,)) if e.id == number)
    return Payroll(entry, payments(ledger, number), ledger.id, written_before)


def confirm(ledger: Ledger, plan: str, period: str, text: str, because: str | None) -> tuple[Entry, list[str]]:
    """Compares what payroll says that it paid with the batch; gives the differences, and records both.

    A batch with differences stays open until it is confirmed again, with the rest of the file or a reason.
    """
    batch = payroll_batch(ledger, plan, period)
    if batch is None:
        raise KpiError(f"{plan} {period} has no payroll batch yet; `kpiengine pay {period} --file FILE` makes it")
    asked = {(payee, currency): amount for payee, currency, amount in payments(ledger, batch).iter_rows()}
    paid = read_return(text)
    differences = [
        f"{payee}: {_shown(asked.get((payee, currency)), currency)} was due, "
        f"{_shown(paid.get((payee, currency)), currency)} was paid"
        for payee, currency in sorted(asked.keys() | paid.keys())
        if asked.get((payee, currency)) != paid.get((payee, currency))
    ]
    body = {
        "batch": batch,
        "file": hashlib.sha256(text.encode()).hexdigest(),
        "differences": differences,
        "because": because,
        "paid": not differences or because is not None,
    }
    known = entries.entries(ledger.database, plan, period, (CONFIRM,))
    if known and known[-1].text == canonical(body):
        return known[-1], differences
    with ledger.writing():
        return ledger.append(CONFIRM, body, plan, period), differences


def read_return(text: str) -> dict[tuple[str, str], int]:
    """Payroll's own file: a CSV with at least payee, amount and currency; amounts of one payee are added up."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = {"payee", "amount", "currency"} - set(reader.fieldnames or ())
    if missing:
        raise KpiError(
            f"the file of payroll has no column {', '.join(sorted(missing))}; it needs payee, amount and currency",
            exit_code=Exit.DATA,
        )
    paid: dict[tuple[str, str], int] = {}
    for row in reader:
        currency = row["currency"] or ""
        try:
            amount = parse_decimal(row["amount"] or "", decimals_of(currency))
        except KpiError as error:
            raise KpiError(f"line {reader.line_num}: {error.message}", exit_code=Exit.DATA) from error
        key = (_plain(row["payee"]), currency)
        paid[key] = paid.get(key, 0) + amount
    return paid


def _shown(amount: int | None, currency: str) -> str:
    return "nothing" if amount is None else f"{format_scaled(amount, decimals_of(currency))} {currency}".rstrip()


def _plain(payee: str) -> str:
    """The id without the quote that keeps a spreadsheet from taking it for a formula."""
    return payee[1:] if payee.startswith("'") and payee[1:2] in FORMULA else payee
