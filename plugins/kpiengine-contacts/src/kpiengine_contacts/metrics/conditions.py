"""Conditions of parts as text, built from parameters.

Parameters choose rows here and not in a view, so that metrics with different parameters still share one pass.
"""

from collections.abc import Sequence
from decimal import Decimal

from kpiengine.plugin import Params

PERSON_UP = ("agent", "team", "queue", "site", "centre")
# Entries that nobody answered belong to no agent: these metrics say `of_queues`, so that a site is made of its queues.
# Of its agents, a site's share of abandoned entries would always be 0.
QUEUE_UP = ("queue", "site", "centre")


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


def seconds_up_to(limit: int | Decimal | str, params: Params) -> str:
    """`wait_s` is within the limit, which itself still counts.

    Sources with milliseconds are cut to whole seconds first (20.9 s is within 20 s), so that all sources behave
    alike, unless `subsecond` says keep.
    """
    if params["subsecond"] == "keep":
        return f"wait_s <= {limit}"
    return f"wait_s < {limit} + 1" if isinstance(limit, str) else f"wait_s < {limit + 1}"
