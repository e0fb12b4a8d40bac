"""Lines: what each payee is entitled to, written once, in one piece, and known by a hash.

A line has one key for ever: account, payee, kind of line, revision.  Its `entitlement` is the whole that is due for the
account as far as was known then (missing while it is held), `held_back` the part of it that is paid later, its `amount`
what this very line pays: the difference to what the revisions before it have paid.
"""

import hashlib
import io
from collections.abc import Mapping
from typing import Any

import polars as pl

from kpiengine.ledger.accounts import Account
from kpiengine.ledger.database import Database

BONUS = "bonus"
MANUAL = "manual"
SCHEMA: Mapping[str, type[pl.DataType]] = {
    "account": pl.Int64,
    "payee": pl.String,
    "line": pl.String,
    "revision": pl.Int64,
    "batch": pl.Int64,
    "eligibility": pl.String,
    "tier": pl.String,
    "score": pl.String,
    "rewards": pl.String,
    "entitlement": pl.Int64,
    "held_back": pl.Int64,
    "amount": pl.Int64,
    "cause": pl.String,
}
KEY = ("account", "payee", "line", "revision")
# What makes a new revision when it differs.
SAID = ("eligibility", "tier", "score", "rewards", "entitlement", "held_back")


def entitlements(decisions: pl.DataFrame) -> pl.DataFrame:
    """The decisions that pay, as ruleset, currency, payee, eligibility, tier, score, rewards, entitlement, held_back.

    `decisions` is the table of text; an amount in it has the decimals of its currency, so its digits are its minor
    units.
    """
    return decisions.filter(pl.col("eligibility").is_not_null()).select(
        "ruleset",
        pl.col("currency").fill_null(""),
        pl.col("agent_id").alias("payee"),
        "eligibility",
        "tier",
        "score",
        pl.col("rewards").replace({"": None}),
        _minor("amount").alias("entitlement"),
        (_minor("held_back") if "held_back" in decisions.columns else pl.lit(0, pl.Int64))
        .fill_null(0)
        .alias("held_back"),
    )


def _minor(column: str) -> pl.Expr:
    return pl.col(column).str.replace(".", "", literal=True).cast(pl.Int64)


def first_lines(rows: pl.DataFrame, accounts: Mapping[str, Account]) -> pl.DataFrame:
    """The first revision of every entitlement: it pays the whole but what is held back."""
    return with_accounts(rows, accounts).with_columns(
        line=pl.lit(BONUS),
        revision=pl.lit(1, pl.Int64),
        amount=pl.col("entitlement").fill_null(0) - pl.col("held_back"),
        cause=pl.lit(None, pl.String),
    )


def with_accounts(rows: pl.DataFrame, accounts: Mapping[str, Account]) -> pl.DataFrame:
    """The rows with the number of their rule set's account."""
    names = list(accounts)
    numbers = [accounts[name].id for name in names]
    return rows.with_columns(
        account=pl.col("ruleset").replace_strict(names, numbers, return_dtype=pl.Int64)
        if names
        else pl.lit(None, pl.Int64)
    )


def add_lines(database: Database, lines: pl.DataFrame, batch: int) -> None:
    """Writes lines in the order of their key, in one call; inside a transaction."""
    whole = lines.with_columns(batch=pl.lit(batch, pl.Int64)).select(*SCHEMA).sort(KEY)
    if whole.is_empty():
        return
    alike = {column.name: column[0] for column in whole.get_columns() if column.name != "payee" and _is_alike(column)}
    bound = whole.drop(alike)
    rows = zip(*(column.to_list() for column in bound.get_columns()), strict=True)
    database.add_many("statements", bound.columns, rows, alike)


def _is_alike(column: pl.Series) -> bool:
    """Whether every row has nothing here, or one and the same whole number."""
    if column.null_count():
        return column.null_count() == column.len()
    return column.dtype == pl.Int64 and column.min() == column.max()


def lines_hash(lines: pl.DataFrame) -> str:
    """SHA-256 of the lines of a batch in one form of text, whatever their order; the batch's number is left out."""
    buffer = io.BytesIO()
    lines.select(name for name in SCHEMA if name != "batch").sort(KEY).write_csv(
        buffer, null_value="", quote_style="non_numeric"
    )
    return hashlib.sha256(buffer.getbuffer()).hexdigest()


def read_lines(database: Database, where: str, **values: Any) -> pl.DataFrame:  # noqa: ANN401 -- values of a query
    """Lines by a condition on statements (`s`), their batch (`b`) and account (`a`)."""
    text = (
        f"SELECT {', '.join(f's.{name}' for name in SCHEMA)} FROM statements s "  # noqa: S608 -- our own names
        f"JOIN batches b ON b.entry = s.batch JOIN accounts a ON a.id = s.account WHERE {where}"
    )
    return frame_of(database.all(text, **values))


def frame_of(rows: list[Any]) -> pl.DataFrame:
    """Rows of the table as a frame."""
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def standing(lines: pl.DataFrame) -> pl.DataFrame:
    """For each account, payee and line the newest revision, with `paid`: what all its revisions pay together."""
    by = ["account", "payee", "line"]
    paid = lines.group_by(by).agg(pl.col("amount").sum().alias("paid"))
    newest = lines.sort(KEY).group_by(by, maintain_order=True).last()
    return newest.join(paid, on=by, how="left", maintain_order="left")
