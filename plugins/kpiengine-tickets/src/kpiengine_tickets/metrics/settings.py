"""Parameters and conditions that several metrics have."""

from collections.abc import Callable
from decimal import Decimal

from kpiengine.plugin import Param, Params

PERSON_UP = ("agent", "team", "queue", "site", "centre")
CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")

CHANNEL = Param("any", one_of=("any", *CHANNELS), doc="where the matter came from; any = all")
LIMIT = Param(0, minimum=0, maximum=8_760, doc="hours that a ticket without a deadline of its own has; 0 = never due")
RESOLUTION = Param("latest", one_of=("latest", "first"), doc="which solution counts if a ticket was opened again")
MIN_COVERAGE = Param(Decimal("0.9"), minimum=0, maximum=1, doc="share of cases that must be known, else no value")
LONGEST_H = 500_000  # fifty years, which the table allows


def clock(default: str = "elapsed") -> Param:
    """Which clock runs."""
    return Param(default, one_of=("elapsed", "business"), doc="time that passed, or open time of the calendar")


def every(*conditions: str | None) -> str | None:
    """All of the given conditions; None where there is none."""
    given = [c for c in conditions if c]
    return " and ".join(f"({c})" for c in given) if len(given) > 1 else (given[0] if given else None)


def on_channel(params: Params) -> str | None:
    """The channel that the metric is asked for; "any" is no condition."""
    return None if params["channel"] == "any" else f"channel == {params['channel']!r}"


def in_seconds(metric_unit: str) -> Callable[[Params], str]:
    """The unit of a metric whose clock may be `effort`: working time is in seconds."""
    return lambda params: "s" if params["clock"] == "effort" else metric_unit
