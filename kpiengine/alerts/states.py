"""The words of the alert log as numbers: verdicts of one window, states of one subject, and what is told of them.

A verdict of 0 to 3 is known: the condition does not hold, or holds as info (or praise), warning or critical.  What is
below 0 counts neither for nor against, and no window is lost for it.
"""

from collections.abc import Mapping
from enum import IntEnum


class Verdict(IntEnum):
    """What one window says of one subject."""

    NO = 0
    INFO = 1
    WARNING = 2
    CRITICAL = 3
    MISSING = -1  # no data, and the rule says that the state is kept
    FEW = -2  # fewer cases than are needed, likewise
    SKIPPED = -3  # `unless` holds, or the place is closed
    ERROR = -4  # could not be computed


class State(IntEnum):
    """Where one alert stands for one subject."""

    INACTIVE = 0
    PENDING = 1
    FIRING = 2
    RECOVERING = 3
    RESOLVED = 4
    NO_DATA = 5
    ERROR = 6
    REMOVED = 7  # no live rule file has the alert any more

    @property
    def word(self) -> str:
        """As it is printed."""
        return self.name.lower()


class Event(IntEnum):
    """What is told, or would have been."""

    FIRED = 1
    WORSE = 2
    MILDER = 3
    ESCALATED = 4
    REPEATED = 5
    RESOLVED = 6
    REMOVED = 7  # in the history only

    @property
    def word(self) -> str:
        """As it is printed."""
        return self.name.lower()


OPEN = (State.FIRING, State.RECOVERING)
BEGINS_OR_GOES_ON = (Event.FIRED, Event.WORSE, Event.MILDER, Event.ESCALATED, Event.REPEATED)
VERDICT_WORDS: Mapping[int, str] = {
    Verdict.NO: "no",
    Verdict.INFO: "info",
    Verdict.WARNING: "warning",
    Verdict.CRITICAL: "critical",
    Verdict.MISSING: "no data",
    Verdict.FEW: "too few",
    Verdict.SKIPPED: "skipped",
    Verdict.ERROR: "error",
}
