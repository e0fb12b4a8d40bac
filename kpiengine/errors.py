"""What ends a run, already explained to the user.

A `KpiError` is raised where work cannot go on and is caught once, in `cli`.  It carries a sentence and the
exit code of the process; everything else that escapes is a defect and exits with 70.
"""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command; 0 is given in one place, after the last fsync."""

    OK = 0
    FINDINGS = 1
    WRONG = 2  # command line, project, rules, plugins or lock
    DATA = 3  # data refused, stale, incomplete or none
    DELIVERY = 4
    HELD = 5
    CONFLICT = 6
    DEFECT = 70
    IO = 74
    LOCKED = 75


class KpiError(Exception):
    """A fault that is the user's to mend: what happened, where, and what to do."""

    exit_code: Exit = Exit.WRONG

    def __init__(self, message: str, *, exit_code: Exit | None = None) -> None:
        super().__init__(message)
        self.message = message
        if exit_code is not None:
            self.exit_code = exit_code


class DataError(KpiError):
    """The data cannot be used; nothing was published."""

    exit_code = Exit.DATA


class OutputError(KpiError):
    """A file could not be written; what was there before is still there."""

    exit_code = Exit.IO
