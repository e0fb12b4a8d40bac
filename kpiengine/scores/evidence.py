"""What a KPI's value is worth: the agent's own, the team's, stated points, left out, or not known.

For each KPI there are three steps: `lack:K` says what is wanting, `evidence:K` what the rule set makes of that,
`used:K` the value that then earns points.
"""

from enum import IntEnum

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.rules.model import Kpi, Missing
from kpiengine.scores.steps import Steps, any_of, whole


class Lack(IntEnum):
    """What is wanting in a measured value."""

    NOTHING = 0
    NO_DATA = 1
    FEW = 2  # some cases, but fewer than min_sample
    UNAVAILABLE = 3  # a column is not loaded, or the metric failed


class Evidence(IntEnum):
    """What the score goes by: up to TEAM the KPI counts as measured, up to STATED it has points."""

    OWN = 0
    TEAM = 1
    STATED = 2
    REDISTRIBUTED = 3
    HOLD = 4


UNAVAILABLE = ("unavailable", "error")


def add_evidence(steps: Steps, kpi: Kpi, min_sample: int) -> Node:
    """Adds `lack:K`, `evidence:K` and `used:K`; returns the last."""
    value = steps[f"value:{kpi.id}"]
    lack = steps.add(f"lack:{kpi.id}", _lack(steps, kpi, min_sample))
    few = kpi.if_missing if kpi.if_few is None else kpi.if_few
    evidence = steps.add(
        f"evidence:{kpi.id}",
        b.if_(
            b.eq(lack, whole(Lack.NOTHING)),
            whole(Evidence.OWN),
            b.if_(b.eq(lack, whole(Lack.FEW)), _policy(steps, kpi, few), _policy(steps, kpi, kpi.if_missing)),
        ),
    )
    used = b.missing(value.type)
    if "team" in (kpi.if_missing, few):
        used = b.if_(b.eq(evidence, whole(Evidence.TEAM)), team_value(steps, kpi), used)
    return steps.add(f"used:{kpi.id}", b.if_(b.eq(evidence, whole(Evidence.OWN)), value, used))


def team_value(steps: Steps, kpi: Kpi) -> Node:
    """The value of the agent's team, missing where that has too few cases as well."""
    return steps[f"known:{kpi.id}@team"]


def _lack(steps: Steps, kpi: Kpi, min_sample: int) -> Node:
    """Status first: an unavailable metric has no sample either, and the reader should hear the true cause."""
    sample = b.coalesce(steps[f"n:{kpi.id}"], whole(0))
    status = steps[f"status:{kpi.id}"]
    broken = b.coalesce(any_of(b.eq(status, b.lit(word)) for word in UNAVAILABLE), b.lit(value=False))
    none = b.or_(b.is_missing(steps[f"value:{kpi.id}"]), b.le(sample, whole(0)))
    few = b.if_(b.lt(sample, whole(min_sample)), whole(Lack.FEW), whole(Lack.NOTHING))
    return b.if_(broken, whole(Lack.UNAVAILABLE), b.if_(none, whole(Lack.NO_DATA), few))


def _policy(steps: Steps, kpi: Kpi, policy: Missing) -> Node:
    """The evidence under one policy; the team stands in only where it is known itself."""
    match policy:
        case "team":
            return b.if_(b.is_missing(team_value(steps, kpi)), whole(Evidence.HOLD), whole(Evidence.TEAM))
        case "redistribute":
            return whole(Evidence.REDISTRIBUTED)
        case "hold":
            return whole(Evidence.HOLD)
        case _:
            return whole(Evidence.STATED)
