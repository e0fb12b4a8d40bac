"""Who agreed to the texts that pay, and who let a held run go: always with a reason, and never to one's own work.

A person is the account at work; what an account is worth is up to the machine that gives it.
"""

from collections.abc import Sequence

from kpiengine.ledger import bundle as bundles
from kpiengine.ledger import entries, messages
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.entries import Entry
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.runs import RELEASE, Run, released
from kpiengine.project import Approval

APPROVE = "approve"


def approve(  # noqa: PLR0913, PLR0917 -- who agrees to what, and why
    ledger: Ledger, approval: Approval, plan: str, bundle: Bundle, authors: Sequence[str], because: str
) -> tuple[Entry, bool]:
    """Records that this bundle of a plan is approved; again changes nothing.

    `authors` are those who answer for the texts.  Raises KpiError if the person at work is one of them, or is not among
    the project's approvers.
    """
    check_may_approve(ledger.person, approval, authors, "texts")
    known = approval_of(ledger, plan, bundle.sha256)
    if known is not None:
        return known, True
    with ledger.writing():
        bundles.keep(ledger.database, bundle)
        body = {"bundle": bundle.sha256, "authors": sorted(set(authors)), "because": because}
        return ledger.append(APPROVE, body, plan), False


def approval_of(ledger: Ledger, plan: str, bundle: str) -> Entry | None:
    """The approval of a bundle, if there is one."""
    found = entries.entries(ledger.database, plan, None, (APPROVE,))
    return next((entry for entry in found if entry.body["bundle"] == bundle), None)


def check_approved(ledger: Ledger, approval: Approval, plan: str, period: str, bundle: str) -> None:
    """Raises KpiError where the project requires approved texts and these are not."""
    if approval.required and approval_of(ledger, plan, bundle) is None:
        raise messages.not_approved(plan, period, bundle)


def check_may_approve(person: str, approval: Approval, authors: Sequence[str], what: str) -> None:
    """Raises KpiError unless this person may approve what those people made."""
    if approval.approvers and person not in approval.approvers:
        raise messages.not_an_approver(person, approval.approvers)
    if person in authors:
        raise messages.own_work(person, what)


def release(ledger: Ledger, approval: Approval, run: Run, because: str) -> Entry:
    """Lets a held run go: this content only, whatever comes later is held again."""
    if released(ledger, run):
        raise messages.not_held(run.plan, run.period)
    check_may_approve(ledger.person, approval, (), "a release")
    with ledger.writing():
        body = {"run": run.entry, "content": run.content, "held": list(run.held), "because": because}
        return ledger.append(RELEASE, body, run.plan, run.period)
