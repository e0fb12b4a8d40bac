"""The lists of an auditor's pack that tell who decided what: approvals, requests, exclusions, amendments, lints.

Each is a table of text made from the log and from what was kept with the result.  "Since the last close" is after the
entry by which the plan's period before was closed, so that every entry is in some pack, and in no more than two.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from kpiengine.documents.wording import counted
from kpiengine.ledger import Ledger, entries
from kpiengine.ledger.accounts import decimals_of
from kpiengine.ledger.approvals import APPROVE
from kpiengine.ledger.closing import instant_of
from kpiengine.ledger.closings import AMEND, Closing
from kpiengine.ledger.corrections import EXCLUSION, requests
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.exclusions import PREFIX
from kpiengine.numbers import format_scaled
from kpiengine.periods import Period
from kpiengine.rules.checked import CheckedRuleSet

Rows = list[tuple[str, ...]]


def approvals(ledger: Ledger, closing: Closing, period: Period, since: int) -> pl.DataFrame:
    """Approvals of the texts of this close, and of others since the last one; `late`: after the period had begun."""
    began = instant_of(period.start)
    rows: Rows = [
        (
            *(e.person, e.recorded, " ".join(e.body["authors"]), e.body["because"], e.body["bundle"]),
            "yes" if e.body["bundle"] == closing.bundle else "no",
            "yes" if e.recorded > began else "no",
        )
        for e in entries.entries(ledger.database, closing.plan, None, (APPROVE,))
        if e.id > since or e.body["bundle"] == closing.bundle
    ]
    return _table(("person", "on", "authors", "because", "bundle", "of_this_close", "late"), rows)


def by_hand(ledger: Ledger, closing: Closing, since: int) -> pl.DataFrame:
    """Requests for amounts and disputes: those of the period, those since the last close, and all that are open."""
    rows: Rows = []
    for number, (asked, decided) in requests(ledger).items():
        body = asked.body
        if body["kind"] == EXCLUSION or asked.plan != closing.plan:
            continue
        if asked.period == closing.period or number > since or decided is None or decided.id > since:
            amount = body["amount"]
            shown = "" if amount is None else format_scaled(amount, decimals_of(body["currency"]))
            rows.append((str(number), body["kind"], asked.period or "", body["payee"], body["ruleset"]))
            rows[-1] += (shown, body["currency"], *_decided(asked, decided))
    names = ("request", "kind", "period", "payee", "ruleset", "amount", "currency", *DECIDED)
    return _table(names, rows)


def pairs(requested: pl.DataFrame) -> list[list[str | int]]:
    """Who asked, who accepted, in which currency, how often: those with most requests first."""
    by = ["asked_by", "decided_by", "currency"]
    found = requested.filter(pl.col("decision") == "accept").group_by(by).agg(pl.len())
    return [list(row) for row in found.sort("len", *by, descending=[True, False, False, False]).iter_rows()]


def exclusions(ledger: Ledger, held: pl.DataFrame | None, period: Period) -> pl.DataFrame:
    """Spans that did not count in the period, whoever decided them, with what a request said that it would change."""
    asked = requests(ledger)
    rows: Rows = []
    for one in () if held is None else held.iter_rows(named=True):
        if one["start"] >= period.end or one["end"] <= period.start:
            continue
        request, decided = (None, None) if not one["id"].startswith(PREFIX) else asked[int(one["id"][len(PREFIX) :])]
        changes = "" if request is None else _changes(request)
        who = ("", "", "", one["author"], "accept", "", "") if request is None else _decided(request, decided)
        span = (_moment(one["start"]), _moment(one["end"]))
        rows.append((one["id"], one["scope"], one["scope_id"] or "", *span, one["metrics"], one["reason"]))
        rows[-1] += (changes, *who)
    names = ("exclusion", "scope", "scope_id", "from", "to", "metrics", "reason", "would_change", *DECIDED)
    return _table(names, rows)


def amendments(ledger: Ledger, closing: Closing, since: int) -> pl.DataFrame:
    """Closed periods that were judged by other texts since the last close."""
    rows: Rows = [
        (e.period or "", e.person, e.recorded, e.body["reason"], str(e.body["batch"] or ""))
        for e in entries.entries(ledger.database, closing.plan, None, (AMEND,))
        if e.id > since
    ]
    return _table(("period", "person", "on", "because", "batch"), rows)


def accepted_lints(plan: str, rulesets: Sequence[CheckedRuleSet]) -> pl.DataFrame:
    """Warnings that the texts of the close accept in the open."""
    rows: Rows = [
        (checked.ruleset.head.id, a.code, a.by, str(a.until), a.because)
        for checked in rulesets
        if checked.ruleset.head.plan == plan
        for a in checked.ruleset.accepts
    ]
    return _table(("ruleset", "code", "by", "until", "because"), rows)


DECIDED = ("because", "asked_by", "asked_on", "decided_by", "decision", "decided_on", "decided_because")


def _decided(asked: Entry, decided: Entry | None) -> tuple[str, ...]:
    said = ("", "open", "", "")
    if decided is not None:
        said = (decided.person, decided.kind, decided.recorded, decided.body["because"])
    return (asked.body["because"], asked.person, asked.recorded, *said)


def _changes(request: Entry) -> str:
    """How many payees, and how much in each currency."""
    sums: dict[str, int] = {}
    for change in request.body["changes"]:
        delta = (change["after"] or 0) - (change["before"] or 0)
        sums[change["currency"]] = sums.get(change["currency"], 0) + delta
    shown = [f"{format_scaled(total, decimals_of(currency))} {currency}" for currency, total in sorted(sums.items())]
    return f"{counted(len(request.body['changes']), 'result')}, {', '.join(shown) or 'nothing'}"


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _table(names: Sequence[str], rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
