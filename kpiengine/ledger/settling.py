"""What the close of a period does for earlier ones: pays what was held back, and takes what was paid too much.

Both are revisions of lines of closed periods, due in the period that is being closed.  What was held back is paid when
its day has come, as far as nothing has used it up.  Money is taken back only where the rule set says how, at most the
share of what now falls due that it says, and only from the same payee and currency.  What is lowered after the last day
for that is listed, and not taken.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from kpiengine.ledger.accounts import Account, accounts
from kpiengine.ledger.batches import add_batch
from kpiengine.ledger.closings import Closing
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.pay_terms import PayTerms
from kpiengine.ledger.statements import BONUS, SAID, read_lines, standing
from kpiengine.periods import Period

RELEASED = "holdback released"
TAKEN = "paid too much before"


def settle_earlier(ledger: Ledger, plan: str, period: Period, closed: Mapping[tuple[str, str], Closing]) -> list[int]:
    """Writes what earlier closed periods settle in this one; gives the batches' numbers.  Inside a transaction."""
    known = accounts(ledger.database, plan)
    terms = {
        account.id: (account, closed[plan, account.period].terms.get(account.ruleset, PayTerms()))
        for account in known.values()
        if (plan, account.period) in closed and account.period != period.name
    }
    concerned = {number: pair for number, pair in terms.items() if pair[1] != PayTerms()}
    if not concerned:
        return []
    today = date.fromisoformat(ledger.moment[:10])
    ripe = {number: pair for number, pair in concerned.items() if _is_ripe(pair[1], today)}
    batches = _release(ledger, plan, period, _standing(ledger, plan, concerned), ripe)
    taking = {number: pair for number, pair in concerned.items() if _may_take(pair[1], today)}
    batches += _take(ledger, plan, period, _standing(ledger, plan, concerned), taking)
    return batches


Concerned = Mapping[int, tuple[Account, PayTerms]]


def _standing(ledger: Ledger, plan: str, concerned: Concerned) -> pl.DataFrame:
    """The lines as they are now: what is released first has a revision more when something is taken."""
    lines = read_lines(ledger.database, "a.plan = :plan AND s.line = :line", plan=plan, line=BONUS)
    mine = lines.filter(pl.col("account").is_in(list(concerned)))
    in_time = _while_lowered(ledger, plan, mine, concerned)
    return standing(mine).join(in_time, on=["account", "payee"], how="left", maintain_order="left")


def _while_lowered(ledger: Ledger, plan: str, lines: pl.DataFrame, concerned: Concerned) -> pl.DataFrame:
    """What each line was entitled to when the time ended in which it may be lowered: nothing less is taken back."""
    text = "SELECT id, substr(recorded, 1, 10) FROM entries WHERE plan = :plan"
    written = pl.DataFrame(
        ledger.database.all(text, plan=plan), schema={"batch": pl.Int64, "written": pl.String}, orient="row"
    )
    ends = [(number, terms.lowered_until) for number, (_, terms) in concerned.items()]
    until = pl.DataFrame(ends, schema={"account": pl.Int64, "until": pl.String}, orient="row")
    known = lines.join(written, on="batch", how="left").join(until, on="account", how="left")
    in_time = known.filter((pl.col("written") < pl.col("until")) | (pl.col("revision") == 1)).sort("revision")
    return in_time.group_by("account", "payee").agg(lowered_to=pl.col("entitlement").last())


def _is_ripe(terms: PayTerms, today: date) -> bool:
    return terms.held_until is not None and date.fromisoformat(terms.held_until) <= today


def _may_take(terms: PayTerms, today: date) -> bool:
    return terms.carried_until is not None and today < date.fromisoformat(terms.carried_until)


def _release(ledger: Ledger, plan: str, period: Period, lines: pl.DataFrame, ripe: Concerned) -> list[int]:
    """What is still due of what was held back: the entitlement less everything that was paid."""
    found = lines.filter(pl.col("account").is_in(list(ripe)) & (pl.col("held_back") > 0)).with_columns(
        held_back=pl.lit(0, pl.Int64),
        amount=pl.max_horizontal(pl.col("entitlement") - pl.col("paid"), pl.lit(0, pl.Int64)),
    )
    return _add(ledger, plan, period, found, ripe, RELEASED)


def _take(ledger: Ledger, plan: str, period: Period, lines: pl.DataFrame, taking: Concerned) -> list[int]:
    """Oldest first, as far as the share of what falls due allows; a line that was released above owes nothing."""
    numbers = list(taking)
    currency = {n: account.currency for n, (account, _) in taking.items()}
    percent = {n: int(Decimal(terms.taken_percent) * 100) for n, (_, terms) in taking.items()}
    # A decision that is open again owes nothing as long as it is.
    least = pl.when(pl.col("entitlement").is_not_null()).then(pl.max_horizontal("entitlement", "lowered_to"))
    owed = lines.filter(pl.col("account").is_in(numbers) & (pl.col("paid") > least))
    if owed.is_empty():
        return []
    owed = owed.with_columns(
        over=pl.col("paid") - least,
        currency=pl.col("account").replace_strict(numbers, [currency[n] for n in numbers], return_dtype=pl.String),
        share=pl.col("account").replace_strict(numbers, [percent[n] for n in numbers], return_dtype=pl.Int64),
    )
    due = _due(ledger, plan, period)
    both = owed.join(due, on=["payee", "currency"], how="inner").sort("payee", "currency", "account")
    most = (pl.col("due") * pl.col("share") // 10_000).over("payee", "currency", order_by="account")
    before = (pl.col("over").cum_sum() - pl.col("over")).over("payee", "currency", order_by="account")
    taken = pl.min_horizontal(pl.col("over"), pl.max_horizontal(most - before, pl.lit(0, pl.Int64)))
    found = both.with_columns(amount=-taken).filter(pl.col("amount") < 0)
    return _add(ledger, plan, period, found, taking, TAKEN)


def _due(ledger: Ledger, plan: str, period: Period) -> pl.DataFrame:
    """What falls due in the period for each payee and currency, where it is more than nothing."""
    known = accounts(ledger.database, plan)
    lines = read_lines(ledger.database, "b.plan = :plan AND b.due = :due", plan=plan, due=period.name)
    numbers, currencies = list(known), [account.currency for account in known.values()]
    currency = pl.col("account").replace_strict(numbers, currencies, return_dtype=pl.String)
    due = lines.with_columns(currency=currency).group_by("payee", "currency").agg(due=pl.col("amount").sum())
    return due.filter(pl.col("due") > 0)


def _add(  # noqa: PLR0913, PLR0917 -- what is written, and where it belongs
    ledger: Ledger, plan: str, period: Period, found: pl.DataFrame, concerned: Concerned, cause: str
) -> list[int]:
    if found.is_empty():
        return []
    lines = found.select(
        "account", "payee", pl.lit(BONUS).alias("line"), pl.col("revision") + 1, *SAID, "amount", cause=pl.lit(cause)
    )
    of = {f"{account.period} {account.ruleset}": account for account, _ in concerned.values()}
    said: dict[str, Any] = {"reason": cause}
    entry = add_batch(ledger, "revise", lines, of, plan=plan, period=period.name, due=period.name, said=said)
    return [entry.id]
