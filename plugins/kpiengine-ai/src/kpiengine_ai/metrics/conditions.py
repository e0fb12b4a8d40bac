"""Conditions of parts as text, built from parameters."""

from collections.abc import Sequence

from kpiengine.plugin import Param, Params
from kpiengine_ai.tables.ai_sessions import CHANNELS

PERSON_UP = ("agent", "team", "queue", "site", "centre")
CHANNEL = Param("any", one_of=("any", *CHANNELS), doc="medium that counts; any = all")
DIRECTIONS = Param(
    ("inbound", "callback"), one_of=("inbound", "callback", "outbound"), doc="who may have started the contact"
)


def every(*conditions: str | None) -> str | None:
    """All of the given conditions; None where there is none."""
    given = [c for c in conditions if c]
    return " and ".join(f"({c})" for c in given) if len(given) > 1 else (given[0] if given else None)


def among(column: str, values: Sequence[str]) -> str:
    """The column is one of the values."""
    return f"{column} in [{', '.join(repr(v) for v in values)}]"


def on_channel(params: Params) -> str | None:
    """The channel that the metric is asked for; "any" is no condition."""
    return None if params["channel"] == "any" else f"channel == {params['channel']!r}"
