"""The wording of everything that the ledger refuses: what, where, why it matters, what to do."""

from collections.abc import Sequence
from pathlib import Path

from kpiengine.errors import Exit, KpiError, OutputError

MOST_NAMED = 10


def some(names: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    shown = ", ".join(names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    return f"{shown} and {rest} more" if rest > 0 else shown


# --- the file ---------------------------------------------------------------------------------------------------


def no_ledger(place: object) -> KpiError:
    """Nothing was recorded yet."""
    return KpiError(f"there is no ledger in {place} yet; `kpiengine evaluate` makes it with the first run")


def lost_ledger(place: object, found: Path) -> KpiError:
    """Results or payroll files are there and the ledger that made them is not."""
    return KpiError(
        f"the ledger {place} is not there, but {found} has what an earlier one wrote; a new ledger would pay again "
        "what was paid. Restore the ledger from its backup; to begin anew on purpose, move that folder away first",
        exit_code=Exit.CONFLICT,
    )


def newer_schema(place: object, found: int, known: int) -> KpiError:
    """Written by a later release."""
    return KpiError(
        f"the ledger {place} has schema {found}, and this kpiengine knows {known}; nothing was changed. "
        "Use the release that wrote it, or a newer one"
    )


def setting_refused(place: object, setting: str, wanted: str, got: str) -> OutputError:
    """The database does not keep what a promise rests on."""
    return OutputError(
        f"the ledger {place} does not take {setting} = {wanted} (it says {got}), so a power cut could lose what was "
        "reported as done; keep it on a local disk"
    )


def unreadable(place: object, why: str) -> OutputError:
    """No database, or a damaged one."""
    return OutputError(
        f"the ledger {place} cannot be used: {why}; nothing was written. Restore it from its backup, "
        "and look at the disk"
    )


def rule_of_the_ledger(place: object, why: str) -> KpiError:
    """A constraint or a trigger refused a row."""
    return KpiError(
        f"the ledger {place} refused what was to be written: {why}; a recorded line never changes, and no line is "
        "recorded twice. Nothing was written",
        exit_code=Exit.CONFLICT,
    )


def older_than_exports(place: object, batch: int, folder: Path) -> KpiError:
    """A restored backup that does not know what was paid since."""
    return KpiError(
        f"the ledger {place} is older than its exports: {folder} has payroll batch {batch}, which it does not know. "
        "Going on would pay again what was paid; restore the newest backup of the ledger",
        exit_code=Exit.CONFLICT,
    )


def other_ledger(place: object, folder: Path, theirs: str) -> KpiError:
    """The payroll folder belongs to another ledger."""
    return KpiError(
        f"{folder} has payroll files of another ledger ({theirs}) than {place}; a copy of a ledger must not pay "
        "beside it. Use the ledger that wrote them, or a payroll folder of its own",
        exit_code=Exit.CONFLICT,
    )


# --- who writes -------------------------------------------------------------------------------------------------


def locked(place: object, holder: str) -> KpiError:
    """Another command is at work."""
    return KpiError(
        f"another command is writing to the ledger {place} ({holder}); nothing was done. Run this again when it has "
        "ended, or with --wait",
        exit_code=Exit.LOCKED,
    )


def busy(place: object) -> KpiError:
    """The database itself is held by somebody."""
    return KpiError(
        f"the ledger {place} is held by another program; nothing was done. Run this again when it has ended",
        exit_code=Exit.LOCKED,
    )


def fenced(place: object, attempt: int) -> KpiError:
    """Another command took this one for dead."""
    return KpiError(
        f"this command (attempt {attempt}) was taken for dead by another one that writes to the ledger {place}; "
        "nothing of it was recorded. Run it again",
        exit_code=Exit.LOCKED,
    )


# --- closing and releasing --------------------------------------------------------------------------------------


def nothing_to_close(plan: str, period: str) -> KpiError:
    """No run of that period."""
    return KpiError(
        f"plan {plan} has no recorded run of {period}, so there is nothing to close; "
        f"`kpiengine evaluate --period {period}` comes first"
    )


def still_runs(period: str, end: str) -> KpiError:
    """A period that is not over."""
    return KpiError(
        f"{period} is not over before {end}, and a closed period never changes; close it after its end",
        exit_code=Exit.DATA,
    )


def over_limits(plan: str, period: str, held: Sequence[str]) -> KpiError:
    """A held run."""
    return KpiError(
        f"the newest run of {plan} {period} is held: {'; '.join(held)}. Look at it, then release it with a reason: "
        f"kpiengine release {period} --plan {plan} --because REASON",
        exit_code=Exit.HELD,
    )


def not_held(plan: str, period: str) -> KpiError:
    """Nothing to release."""
    return KpiError(f"the newest run of {plan} {period} is not held, so there is nothing to release")


def not_approved(plan: str, period: str, bundle: str) -> KpiError:
    """Texts that nobody approved."""
    return KpiError(
        f"{plan} {period} was computed by texts that nobody approved (bundle {bundle[:12]}); the project file requires "
        f"it. Let somebody other than their author type: kpiengine approve --plan {plan} --because REASON"
    )


def not_an_approver(person: str, known: Sequence[str]) -> KpiError:
    """Somebody whom the project file does not name."""
    return KpiError(f"{person} may not approve in this project; [approval] approvers names {some(known)}")


def own_work(person: str, what: str) -> KpiError:
    """Author and approver are one."""
    return KpiError(
        f"{person} cannot approve {what}: nobody approves what is their own, so that two people have looked at it"
    )
