"""[scenarios] and [segments]: what parts a period, and how the scores of the parts are mixed."""

from typing import Literal

from attrs import frozen

from kpiengine.rules.model.values import Number


@frozen
class Scenarios:
    """[scenarios]: by which dimension of the contacts, and how the scores of an agent's scenarios are mixed."""

    by: str
    blend: Literal["handle_time", "contacts", "paid_hours", "main", "days"] = "handle_time"  # days: of teams only
    min_percent: Number = 10
    other: str | None = None


def exposure_kind(blend: str) -> str:
    """What is measured for a way to mix; the main scenario is that with the most handle time."""
    return "handle_time" if blend == "main" else blend


@frozen
class Segments:
    """[segments]: what parts a period, and from how many days on a stretch stands alone."""

    split_by: Literal["ruleset", "team"] = "ruleset"
    min_days: int = 5
    blend: Literal["days", "handle_time", "contacts", "paid_hours"] = "days"
