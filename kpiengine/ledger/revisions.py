"""What became known after a period was closed: each payee's differing line gets one more revision.

A published line never changes.  A revision says what the payee is entitled to now, why it differs, and pays the
difference to what was paid before, in the plan's open period.  A part that is held back is used up first.  It never
takes money back itself: what was paid too much is listed as uncollected, and set off against later revisions of the
same line; where the rule set lets it be taken back, a later close does so (`ledger.settling`).
"""

from typing import Any

import polars as pl
from attrs import frozen

from kpiengine.ledger import archive as archives
from kpiengine.ledger.accounts import accounts, open_accounts
from kpiengine.ledger.archive import Archive
from kpiengine.ledger.batches import add_batch
from kpiengine.ledger.closings import AMEND, Closing, due_in
from kpiengine.ledger.opening import RESULTS, Ledger
from kpiengine.ledger.statements import BONUS, SAID, read_lines, standing, with_accounts
from kpiengine.periods import Period

REVISE = "revise"
NOT_COVERED = "not_covered"


@frozen
class Revised:
    """What a later result changed: `lines` has payee, ruleset, before, after, amount, uncollected, cause.

    `restated` has ruleset, payee and cause of everybody who was measured otherwise than at the close, whether or not a
    line differs for it.
    """

    batch: int | None
    due: str
    lines: pl.DataFrame
    restated: pl.DataFrame


def revise(  # noqa: PLR0913, PLR0917 -- what was, what is, and why
    ledger: Ledger,
    closing: Closing,
    period: Period,
    rows: pl.DataFrame,
    archive: Archive,
    run: int,
    amended: str | None = None,
) -> Revised:
    """Writes a revision for every line that differs from the newest one; inside a transaction."""
    plan, database = closing.plan, ledger.database
    currencies = dict(rows.select("ruleset", "currency").unique().iter_rows())
    known = open_accounts(database, plan, period.name, currencies)
    published = standing(
        read_lines(
            database,
            "a.plan = :plan AND a.period = :period AND s.line = :line",
            plan=plan,
            period=period.name,
            line=BONUS,
        )
    )
    changed = _changed(published, with_accounts(rows, known))
    before = archives.find(ledger.place.folder / RESULTS, closing.archive)
    causes = _causes(before, archive)
    by_account = {account.id: account.ruleset for account in accounts(database, plan, period.name).values()}
    lines = changed.with_columns(
        ruleset=pl.col("account").replace_strict(list(by_account), list(by_account.values()), return_dtype=pl.String)
    ).join(causes, on=["ruleset", "payee"], how="left")
    reason = "late data" if amended is None else f"amended: {amended}"
    lines = lines.with_columns(cause=pl.concat_str(pl.lit(reason), pl.col("cause"), separator=": ", ignore_nulls=True))
    due = due_in(ledger, plan, period)
    said: dict[str, Any] = {"run": run, "uncollected": int(lines["uncollected"].sum() or 0)}
    batch = None
    if not lines.is_empty():
        batch = add_batch(
            ledger,
            REVISE,
            lines.with_columns(line=pl.lit(BONUS)),
            known,
            plan=plan,
            period=period.name,
            due=due.name,
            said={**said, "reason": reason},
        ).id
    if amended is not None:
        body = {"run": run, "reason": amended, "batch": batch, **_now_in_force(ledger, run)}
        ledger.append(AMEND, body, plan, period.name)
    shown = ("payee", "ruleset", "before", "entitlement", "amount", "uncollected", "cause")
    restated = causes.filter(pl.col("cause").is_not_null()).sort("payee", "ruleset")
    return Revised(
        batch, due.name, lines.select(shown).rename({"entitlement": "after"}).sort("payee", "ruleset"), restated
    )


def _now_in_force(ledger: Ledger, run: int) -> dict[str, Any]:
    bundle, archive = ledger.database.one("SELECT bundle, archive FROM runs WHERE entry = :run", run=run) or ("", "")
    return {"bundle": bundle, "archive": archive}


def _changed(published: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """One row for each account and payee whose line is no longer what stands: as it is now, and what it pays."""
    key = ["account", "payee"]
    old = published.select(*key, "revision", "paid", *(pl.col(name).alias(f"old_{name}") for name in SAID))
    both = now.select(*key, *SAID).with_columns(now=pl.lit(value=True)).join(old, on=key, how="full", coalesce=True)
    gone = pl.col("now").is_null()
    both = both.with_columns(
        eligibility=pl.when(gone).then(pl.lit(NOT_COVERED)).otherwise("eligibility"),
        entitlement=pl.when(gone).then(pl.lit(0, pl.Int64)).otherwise("entitlement"),
        held_back=pl.col("held_back").fill_null(0),
    )
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"old_{name}")) for name in SAID)
    found = both.filter(differs)
    paid = pl.col("paid").fill_null(0)
    delta = pl.col("entitlement") - pl.col("held_back") - paid
    over = paid - pl.col("entitlement")
    return found.select(
        *key,
        *SAID,
        revision=pl.col("revision").fill_null(0) + 1,
        before=pl.col("old_entitlement"),
        amount=pl.max_horizontal(delta, pl.lit(0, pl.Int64)).fill_null(0),
        uncollected=pl.max_horizontal(over, pl.lit(0, pl.Int64)).fill_null(0),
    )


def _causes(before: Archive, after: Archive) -> pl.DataFrame:
    """For each rule set and payee, which measures changed and how many cases they count: "csat 5 -> 6 cases"."""
    both = {name: trace.frame for name, trace in after.traces.items() if name in before.traces}
    found = [_cause(name, before.traces[name].frame, frame) for name, frame in both.items()]
    schema = {"ruleset": pl.String, "payee": pl.String, "cause": pl.String}
    return pl.concat([pl.DataFrame(schema=schema), *found])


def _cause(ruleset: str, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    keys = [
        column.removeprefix("value:")
        for column in new.columns
        if column.startswith("value:") and column in old.columns and f"n:{column.removeprefix('value:')}" in old.columns
    ]
    beside = new.join(old, on="agent_id", how="inner", suffix="__old")
    told = []
    for key in keys:
        value, n = pl.col(f"value:{key}"), pl.col(f"n:{key}")
        value_old, n_old = pl.col(f"value:{key}__old"), pl.col(f"n:{key}__old")
        counts = pl.concat_str(n_old.fill_null(0), pl.lit(" -> "), n.fill_null(0))
        told.append(
            pl.when(value.ne_missing(value_old) | n.ne_missing(n_old)).then(
                pl.concat_str(pl.lit(f"{key} "), counts, pl.lit(" cases"))
            )
        )
    cause = pl.concat_str(told, separator=", ", ignore_nulls=True) if told else pl.lit("")
    return beside.select(ruleset=pl.lit(ruleset), payee=pl.col("agent_id"), cause=pl.when(cause != "").then(cause))
