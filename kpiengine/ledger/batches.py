"""Batches: lines that were written together, sealed by their hash in the log, and due in one period."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from kpiengine.ledger.accounts import Account
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.statements import add_lines, lines_hash


def add_batch(  # noqa: PLR0913 -- what a batch is
    ledger: Ledger,
    kind: str,
    lines: pl.DataFrame,
    accounts: Mapping[str, Account],
    *,
    plan: str,
    period: str,
    due: str,
    said: Mapping[str, Any],
) -> Entry:
    """Writes lines and what seals them; inside a transaction.  `said` goes into the log as it is."""
    content = lines_hash(lines)
    body = {
        "due": due,
        "lines": lines.height,
        "content": content,
        "sums": sums(lines, accounts),
        "accounts": {str(a.id): [a.plan, a.period, a.ruleset, a.currency, a.decimals] for a in accounts.values()},
        **said,
    }
    entry = ledger.append(kind, body, plan, period)
    ledger.database.add("batches", entry=entry.id, kind=kind, plan=plan, due=due, lines=lines.height, content=content)
    add_lines(ledger.database, lines, entry.id)
    return entry


def sums(lines: pl.DataFrame, accounts: Mapping[str, Account]) -> dict[str, int]:
    """What the lines pay, in minor units by currency."""
    found: dict[str, int] = {}
    currencies = {account.id: account.currency for account in accounts.values()}
    for number, total in lines.group_by("account").agg(pl.col("amount").sum()).sort("account").iter_rows():
        currency = currencies[number]
        found[currency] = found.get(currency, 0) + int(total)
    return found
