"""Parameters and conditions that several metrics have."""

from collections.abc import Sequence
from decimal import Decimal

from kpiengine.plugin import Agg, Param, Params, Part
from kpiengine_workforce.tables.agent_states import BUSY, PAUSES

# States and schedules know no queue.
LEVELS = ("agent", "team", "site", "centre")
CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")
STATES, PLAN = "agent_states", "planned_time"


def directions() -> Param:
    """Who may have started a contact that counts."""
    choices = ("inbound", "callback", "outbound")
    return Param(("inbound", "callback"), one_of=choices, doc="who may have started the contact")


def channel(default: str = "any") -> Param:
    """Which medium counts."""
    return Param(default, one_of=("any", *CHANNELS), doc="medium that counts; any = all")


def channels() -> Param:
    """Which media count, where several may."""
    return Param(CHANNELS, one_of=CHANNELS, doc="media whose handling counts")


def min_coverage() -> Param:
    """How much must be known for a value."""
    return Param(Decimal("0.9"), minimum=0, maximum=1, doc="share that must be known, else no value")


EXCEPTIONS = Param(
    "planned",
    one_of=("planned", "all", "none"),
    doc="which recorded exceptions change the plan: those approved beforehand, all but lateness, early leaving and "
    "no-shows, or none",
)
SHIFT_GAP = Param(4, minimum=1, maximum=24, doc="hours; a longer break between two stretches of work makes two shifts")
NOTICE = Param(
    24,
    minimum=0,
    maximum=720,
    doc="hours before its start by which an exception must be published to count as planned; 0 = by its flag alone",
)


def every(*conditions: str | None) -> str | None:
    """All of the given conditions; None where there is none."""
    given = [c for c in conditions if c]
    return " and ".join(f"({c})" for c in given) if len(given) > 1 else (given[0] if given else None)


def among(column: str, values: Sequence[str]) -> str:
    """The column is one of the values."""
    return f"{column} in [{', '.join(repr(v) for v in values)}]"


def legs(params: Params) -> str | None:
    """Handled legs of the asked directions and channel."""
    asked = params["channel"]
    return every(among("direction", params["directions"]), None if asked == "any" else f"channel == {asked!r}")


def time(view: str, where: str | None) -> Part:
    """Milliseconds of a view's stretches."""
    return Part(view, Agg.SUM, "ms", where)


ON_QUEUE, LOGGED_IN = "on_queue", "logged_in"
IS_BUSY = among("state", BUSY)
NOT_PAUSED = f"not ({among('state', PAUSES)})"
PAID = "logged_in and paid"
PAID_KNOWN = "logged_in and not is_missing(paid)"
