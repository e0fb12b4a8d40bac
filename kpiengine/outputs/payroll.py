"""Payroll files: one row a payee with exact amounts, and beside each file what proves that it is whole.

    FILE, FILE.json           where the caller wants them
    payroll/000007.csv, .json  a copy by number; a ledger that is older than its copies is refused

The same batch gives the same bytes, however often it is written.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
from attrs import frozen

from kpiengine.ledger.accounts import decimals_of
from kpiengine.ledger.durable import write_file
from kpiengine.ledger.paying import Payroll
from kpiengine.numbers import format_scaled
from kpiengine.outputs.files import inert_cells
from kpiengine.scores.text import format_scaled_column


@frozen
class PayrollFile:
    """The file's text, and the control record that goes with it."""

    text: str
    control: dict[str, Any]


def payroll_file(payroll: Payroll) -> PayrollFile:
    """The text of a batch and its control record."""
    entry, body = payroll.entry, payroll.entry.body
    shown = [
        rows.select(
            "payee",
            amount=format_scaled_column(pl.col("amount"), decimals_of(str(currency))),
            currency="currency",
            plan=pl.lit(entry.plan),
            period=pl.lit(entry.period),
            batch=pl.lit(str(entry.id)),
        )
        for (currency,), rows in payroll.rows.group_by("currency", maintain_order=True)
    ]
    names = ("payee", "amount", "currency", "plan", "period", "batch")
    empty = pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    buffer = io.BytesIO()
    inert_cells(pl.concat([empty, *shown]).sort("payee", "currency")).write_csv(buffer)
    text = buffer.getvalue().decode()
    control = {
        "format": 1,
        "ledger": payroll.ledger,
        "batch": entry.id,
        "previous_batch": body["previous_batch"],
        "plan": entry.plan,
        "period": entry.period,
        "count": body["lines"],
        "sums": {c: format_scaled(total, decimals_of(c)) for c, total in body["sums"].items()},
        "carried": len(body["carried"]),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "head": entry.hash,
        "made": entry.recorded,
        "by": entry.person,
    }
    return PayrollFile(text, control)


def write_payroll(made: PayrollFile, file: Path, exports: Path) -> tuple[Path, ...]:
    """Writes the numbered copy, then the file that was asked for; each with its control record, all durable."""
    number = f"{made.control['batch']:06}"
    control = json.dumps(made.control, ensure_ascii=False, indent=2) + "\n"
    places = (
        (exports / f"{number}.json", control),
        (exports / f"{number}.csv", made.text),
        (file, made.text),
        (file.with_name(f"{file.name}.json"), control),
    )
    return tuple(_write(path, text) for path, text in places)


def _write(path: Path, text: str) -> Path:
    return write_file(path, lambda opened: opened.write(text.encode()))
