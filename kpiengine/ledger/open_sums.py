"""What is open when a period is closed, by name: who got more than is due, and who has left with something open.

Both lists come from the statements alone.  A leaver is a payee of an earlier period with no line in the one that is
closed: whatever is still due to him, held back or paid too much has nowhere to be seen but in a list.
"""

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from kpiengine.ledger.accounts import Account, accounts
from kpiengine.ledger.closings import Closing, closings
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.pay_terms import PayTerms
from kpiengine.ledger.statements import BONUS, read_lines, standing

UNCOLLECTED: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(("payee", "period", "ruleset", "currency"), pl.String),
    **dict.fromkeys(("entitled", "paid", "uncollected"), pl.Int64),
    "taken_until": pl.String,
}
LEAVERS: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(("payee", "last_period", "currency"), pl.String),
    **dict.fromkeys(("due", "held_back", "uncollected"), pl.Int64),
}


@frozen
class OpenSums:
    """Amounts in minor units of the row's currency.

    `uncollected`: one row for each line that paid more than is due now; `taken_until` is the day before which a close
    may take it back, missing where the rule set lets nothing be taken.  `leavers`: one row for each payee and currency;
    `due` is what falls due in the closed period.
    """

    uncollected: pl.DataFrame
    leavers: pl.DataFrame


def open_sums(ledger: Ledger, closing: Closing) -> OpenSums:
    """What is open at a close, over this period of the plan and all that were closed before it."""
    plan = closing.plan
    closed = {period: each for (_, period), each in closings(ledger, plan).items() if each.end_day <= closing.end_day}
    known = {a.id: a for a in accounts(ledger.database, plan).values() if a.period in closed}
    every = read_lines(ledger.database, "a.plan = :plan", plan=plan).filter(pl.col("account").is_in(list(known)))
    bonus = _named(standing(every.filter(pl.col("line") == BONUS)), known, closed)
    over = pl.col("paid") - pl.col("entitlement")
    uncollected = (
        bonus.filter(over > 0)
        .select(
            *("payee", "period", "ruleset", "currency"),
            entitled="entitlement",
            paid="paid",
            uncollected=over,
            taken_until="taken_until",
        )
        .cast(pl.Schema(UNCOLLECTED))
        .sort("payee", "period", "ruleset")
    )
    here = every.filter(pl.col("batch") == closing.entry)["payee"].unique()
    due = read_lines(ledger.database, "b.plan = :plan AND b.due = :due", plan=plan, due=closing.period)
    by = ["payee", "currency"]
    owing = uncollected.group_by(by).agg(pl.col("uncollected").sum())
    held = bonus.group_by(by).agg(pl.col("held_back").sum(), last_period=pl.col("period").sort_by("end_day").last())
    falling = _named(due, known, closed).group_by(by).agg(due=pl.col("amount").sum())
    both = held.join(owing, on=by, how="left").join(falling, on=by, how="left")
    sums = [pl.col(name).fill_null(0) for name in ("due", "held_back", "uncollected")]
    leavers = (
        both.with_columns(sums)
        .filter(~pl.col("payee").is_in(here.implode()) & pl.any_horizontal(each != 0 for each in sums))
        .select(*LEAVERS)
        .cast(pl.Schema(LEAVERS))
        .sort("payee", "currency")
    )
    return OpenSums(uncollected, leavers)


def _named(lines: pl.DataFrame, known: Mapping[int, Account], closed: Mapping[str, Closing]) -> pl.DataFrame:
    """The lines with period, its last day, rule set, currency, and until when money may be taken back."""
    schema = {
        "account": pl.Int64,
        **dict.fromkeys(("period", "ruleset", "currency", "taken_until"), pl.String),
        "end_day": pl.Int64,
    }
    rows = [
        (
            *(number, of.period, of.ruleset, of.currency),
            closed[of.period].terms.get(of.ruleset, PayTerms()).carried_until,
            closed[of.period].end_day,
        )
        for number, of in known.items()
    ]
    return lines.join(pl.DataFrame(rows, schema=schema, orient="row"), on="account", how="inner")
