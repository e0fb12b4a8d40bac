"""Corrections by hand: an amount for one payee, or a dispute, asked for by one person and decided by another.

A correction is a line of its own kind beside the bonus, due in the plan's open period; the bonus line stays as it is.
Nobody decides what they asked for, nor what they get themselves.  Caps are the project file's.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import polars as pl
from attrs import frozen

from kpiengine.errors import Exit, KpiError
from kpiengine.ledger import entries
from kpiengine.ledger.accounts import Account, open_accounts
from kpiengine.ledger.approvals import check_may_approve
from kpiengine.ledger.batches import add_batch
from kpiengine.ledger.closings import closings, due_in
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.messages import some
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.runs import newest_decisions, recall
from kpiengine.ledger.statements import BONUS, MANUAL, SCHEMA, entitlements, read_lines, standing
from kpiengine.money import to_minor
from kpiengine.numbers import format_scaled
from kpiengine.periods import Period, parse_period
from kpiengine.project import Limits, Project, most_of

PROPOSE = "propose"
REFUSE = "refuse"
ACCEPT = "accept"
BY_HAND = "manual"
DISPUTE = "dispute"
EXCLUSION = "exclusion"  # a span that must not count (ledger.exclusions)


@frozen
class Effect:
    """What a correction would do: before, by hand and after in minor units, when it is due, and what it costs."""

    account: Account
    payee: str
    before: int | None
    by_hand: int
    amount: int
    due: str
    period_sum: int
    period_by_hand: int

    @property
    def text(self) -> str:
        """In two sentences."""
        of = self.account
        now = None if self.before is None else self.before + self.by_hand + self.amount
        was = None if self.before is None else self.before + self.by_hand
        share = (
            f", {format_scaled(round(Fraction(self.period_by_hand * 1000, self.period_sum)), 1)} % of what it pays"
            if self.period_sum
            else ""
        )
        return (
            f"{self.payee} in {of.period}, {of.ruleset}: {_shown(was, of)} -> {_shown(now, of)} "
            f"({'+' if self.amount >= 0 else ''}{_shown(self.amount, of)}), due in {self.due}. "
            f"All amounts by hand of {of.period} come to {_shown(self.period_by_hand, of)}{share}."
        )


def propose(  # noqa: PLR0913 -- what is asked for, for whom, and why
    ledger: Ledger,
    project: Project,
    plan: str,
    period: Period,
    payee: str,
    *,
    kind: str,
    amount: Any,  # noqa: ANN401 -- a Decimal, or None for a dispute about no sum
    ruleset: str | None,
    because: str,
) -> tuple[Entry, Effect | None]:
    """Records a request with its effect; nothing is paid before somebody else accepts it."""
    with ledger.writing():
        account = _account(ledger, plan, period, payee, ruleset)
        minor = None if amount is None else to_minor(amount, account.currency)
        found = None if minor is None else effect(ledger, period, account, payee, minor)
        if found is not None:
            _check_caps(found, project.limits)
        body = {
            "kind": kind,
            "payee": payee,
            "account": account.id,
            "ruleset": account.ruleset,
            "currency": account.currency,
            "amount": minor,
            "because": because,
        }
        return ledger.append(PROPOSE, body, plan, period.name), found


def accept(ledger: Ledger, project: Project, number: int, because: str) -> tuple[Entry, Effect | None]:
    """Decides a request in favour: its amount becomes a line.  Raises KpiError for one's own request or gain."""
    request = _open_request(ledger, number)
    body = request.body
    check_may_approve(ledger.person, project.approval, (request.person, body["payee"] or ""), f"request {number}")
    if body["kind"] == EXCLUSION:
        with ledger.writing():
            return ledger.append(ACCEPT, {"request": number, "because": because}), None
    period = _period(project, request)
    plan = request.plan or ""
    with ledger.writing():
        account = _account(ledger, plan, period, body["payee"], body["ruleset"])
        said = {"request": number, "because": because}
        if body["amount"] is None:
            return ledger.append(ACCEPT, said, plan, period.name), None
        found = effect(ledger, period, account, body["payee"], int(body["amount"]))
        _check_caps(found, project.limits)
        lines = _line(ledger, account, found, f"{body['kind']}: {body['because']}")
        batch = add_batch(
            ledger, BY_HAND, lines, {account.ruleset: account}, plan=plan, period=period.name, due=found.due, said=said
        )
        ledger.append(ACCEPT, {**said, "batch": batch.id}, plan, period.name)
        return batch, found


def refuse(ledger: Ledger, project: Project, number: int, because: str) -> Entry:
    """Decides a request against; by another person than the one who asked."""
    request = _open_request(ledger, number)
    check_may_approve(ledger.person, project.approval, (request.person,), f"request {number}")
    with ledger.writing():
        return ledger.append(REFUSE, {"request": number, "because": because}, request.plan, request.period)


def requests(ledger: Ledger) -> dict[int, tuple[Entry, Entry | None]]:
    """Every request by number, with how it was decided."""
    found: dict[int, tuple[Entry, Entry | None]] = {}
    for entry in entries.entries(ledger.database, kinds=(PROPOSE, ACCEPT, REFUSE)):
        if entry.kind == PROPOSE:
            found[entry.id] = (entry, None)
        else:
            number = int(entry.body["request"])
            found[number] = (found[number][0], entry)
    return found


def effect(ledger: Ledger, period: Period, account: Account, payee: str, amount: int) -> Effect:
    """What an amount by hand would do to a payee's line, and to what the period costs."""
    every = read_lines(ledger.database, "a.plan = :plan AND a.period = :period", plan=account.plan, period=period.name)
    mine = standing(every.filter((pl.col("payee") == payee) & (pl.col("account") == account.id)))
    bonus = mine.filter(pl.col("line") == BONUS)["entitlement"].to_list()
    by_hand = every.filter(pl.col("line") == MANUAL)
    closed = closings(ledger, account.plan).get((account.plan, period.name))
    if closed is None:
        rows = _decided(ledger, account.plan, period.name)
        own = rows.filter((pl.col("payee") == payee) & (pl.col("ruleset") == account.ruleset))
        bonus = own["entitlement"].to_list()
        total = int(rows.filter(pl.col("currency") == account.currency)["entitlement"].sum() or 0)
    else:
        total = closed.sums.get(account.currency, 0)
    return Effect(
        account=account,
        payee=payee,
        before=bonus[0] if bonus else None,
        by_hand=int(by_hand.filter((pl.col("payee") == payee) & (pl.col("account") == account.id))["amount"].sum()),
        amount=amount,
        due=due_in(ledger, account.plan, period).name,
        period_sum=total,
        period_by_hand=int(by_hand["amount"].sum()) + amount,
    )


def _line(ledger: Ledger, account: Account, found: Effect, cause: str) -> pl.DataFrame:
    last = ledger.database.value(
        "SELECT max(revision) FROM statements WHERE account = :account AND payee = :payee AND line = :line",
        account=account.id,
        payee=found.payee,
        line=MANUAL,
    )
    row = {
        "account": account.id,
        "payee": found.payee,
        "line": MANUAL,
        "revision": int(last or 0) + 1,
        "batch": 0,
        "eligibility": "eligible",
        "tier": None,
        "score": None,
        "rewards": None,
        "entitlement": found.by_hand + found.amount,
        "held_back": 0,
        "amount": found.amount,
        "cause": cause,
    }
    return pl.DataFrame([row], schema=dict(SCHEMA))


def _check_caps(found: Effect, limits: Limits) -> None:
    of = found.account
    own = abs(found.by_hand + found.amount)
    most = most_of(limits.manual_per_agent, of.currency)
    if most is not None and own > most * 10**of.decimals:
        raise KpiError(
            f"{found.payee} would get {_shown(own, of)} by hand for {of.period}, and [limits] manual_per_agent is "
            f"{most}; nothing was recorded",
            exit_code=Exit.HELD,
        )
    if limits.manual_percent is not None and abs(found.period_by_hand) * 100 > limits.manual_percent * found.period_sum:
        raise KpiError(
            f"all amounts by hand of {of.period} would come to {_shown(found.period_by_hand, of)}, over "
            f"{limits.manual_percent} % of what it pays ([limits] manual_percent); nothing was recorded",
            exit_code=Exit.HELD,
        )


def _open_request(ledger: Ledger, number: int) -> Entry:
    found = requests(ledger)
    if number not in found:
        known = [str(n) for n, (_, done) in found.items() if done is None]
        raise KpiError(f"there is no request {number}; open are {some(known) or 'none'}")
    request, decided = found[number]
    if decided is not None:
        raise KpiError(
            f"request {number} was decided already by {decided.person} on {decided.recorded} ({decided.kind})",
            exit_code=Exit.CONFLICT,
        )
    return request


def _account(ledger: Ledger, plan: str, period: Period, payee: str, ruleset: str | None) -> Account:
    rows = _decided(ledger, plan, period.name).filter(pl.col("payee") == payee)
    held: Sequence[tuple[str, str]] = sorted(set(rows.select("ruleset", "currency").iter_rows()))
    if not held:
        raise KpiError(f"{plan} {period.name} has no scorecard of {payee}; the id is that of the roster")
    match = [pair for pair in held if ruleset in {None, pair[0]}]
    if len(match) != 1:
        names = ", ".join(f"--ruleset {name}" for name, _ in held)
        raise KpiError(f"{payee} has scorecards of several rule sets in {period.name}; say which is meant: {names}")
    return open_accounts(ledger.database, plan, period.name, dict(match))[match[0][0]]


def _decided(ledger: Ledger, plan: str, period: str) -> pl.DataFrame:
    run = recall(ledger).newest.get((plan, period))
    if run is None:
        raise KpiError(f"{plan} {period} has no recorded run; `kpiengine evaluate --period {period}` comes first")
    return entitlements(newest_decisions(ledger, run))


def _period(project: Project, request: Entry) -> Period:
    return parse_period(request.period or "", project.zone, project.periods)


def _shown(minor: int | None, of: Account) -> str:
    return "not known" if minor is None else f"{format_scaled(minor, of.decimals, grouped=True)} {of.currency}".rstrip()
