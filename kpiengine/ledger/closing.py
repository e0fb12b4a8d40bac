"""Closing a period: its newest result becomes statements, once and for all.

Refused: a result that is not the newest, over a limit that nobody released, by texts that nobody approved, a period
that still runs, and decisions that are not known yet unless each is named.  Closing the same result again changes
nothing.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
from attrs import frozen

from kpiengine.documents.wording import counted
from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import archive as archives
from kpiengine.ledger import messages
from kpiengine.ledger.accounts import open_accounts
from kpiengine.ledger.approvals import check_approved
from kpiengine.ledger.batches import add_batch
from kpiengine.ledger.closings import CLOSE, Closing, closings
from kpiengine.ledger.opening import RESULTS, Ledger, instant
from kpiengine.ledger.runs import recall, released
from kpiengine.ledger.settling import settle_earlier
from kpiengine.ledger.statements import entitlements, first_lines
from kpiengine.periods import Period
from kpiengine.project import Project

UNDETERMINED = "undetermined"


@frozen
class Closed:
    """What closing did: the batch, its hash, and the new statements (none where it was closed before)."""

    closing: Closing
    already_closed: bool
    held: tuple[str, ...]


def close(ledger: Ledger, project: Project, plan: str, period: Period, hold: Sequence[str] = ()) -> Closed:
    """Closes the newest run of the plan and period; `hold` names payees whose decision may stay open."""
    past = recall(ledger)
    run = past.newest.get((plan, period.name))
    if run is None:
        raise messages.nothing_to_close(plan, period.name)
    known = past.closed.get((plan, period.name))
    if known is not None:  # whatever came since is in revisions already
        return Closed(known, already_closed=True, held=())
    _check_over(ledger, period)
    check_approved(ledger, project.approval, plan, period.name, run.bundle)
    if not released(ledger, run):
        raise messages.over_limits(plan, period.name, run.held)
    table = archives.decisions(ledger.place.folder / RESULTS, run.archive)
    rows = entitlements(table)
    open_holds = sorted(set(rows.filter(pl.col("eligibility") == UNDETERMINED)["payee"]))
    _check_holds(period.name, open_holds, hold)
    currencies = dict(rows.select("ruleset", "currency").unique().iter_rows())
    said: dict[str, Any] = {
        "run": run.entry,
        "run_content": run.content,
        "archive": run.archive,
        "bundle": run.bundle,
        "calendar": period.calendar,
        "start_day": period.start_day,
        "end_day": period.end_day,
        "held": open_holds,
        "terms": _terms(ledger, run.entry),
    }
    with ledger.writing():
        accounts = open_accounts(ledger.database, plan, period.name, currencies)
        lines = first_lines(rows, accounts)
        add_batch(ledger, CLOSE, lines, accounts, plan=plan, period=period.name, due=period.name, said=said)
        settle_earlier(ledger, plan, period, closings(ledger, plan))
    return Closed(closings(ledger, plan)[plan, period.name], already_closed=False, held=tuple(open_holds))


def _terms(ledger: Ledger, run: int) -> Any:  # noqa: ANN401 -- plain data of the log
    text = ledger.database.value("SELECT body FROM entries WHERE id = :run", run=run)
    return json.loads(text)["terms"]


def _check_over(ledger: Ledger, period: Period) -> None:
    """A period that still runs may yet get rows; paying it would be paying in advance."""
    end = instant_of(period.end)
    if ledger.moment < end:
        raise messages.still_runs(period.name, end)


def instant_of(milliseconds: int) -> str:
    """An instant as the ledger writes it."""
    return instant(datetime.fromtimestamp(milliseconds // 1000, UTC))


def _check_holds(period: str, open_holds: Sequence[str], named: Sequence[str]) -> None:
    strange = sorted(set(named) - set(open_holds))
    if strange:
        raise KpiError(
            f"--hold names {messages.some(strange)}, whose decision in {period} is not open; "
            f"open are {messages.some(open_holds) or 'none'}"
        )
    unnamed = sorted(set(open_holds) - set(named))
    if unnamed:
        raise KpiError(
            f"{counted(len(unnamed), 'decision')} of {period} {'is' if len(unnamed) == 1 else 'are'} not known yet: "
            f"{messages.some(unnamed)}. Closing would pay them nothing and nobody would notice; complete the data and "
            "evaluate again, or name each: " + " ".join(f"--hold {name}" for name in unnamed[: messages.MOST_NAMED]),
            exit_code=Exit.HELD,
        )
