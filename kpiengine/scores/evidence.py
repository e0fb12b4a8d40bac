"""What a KPI's value is worth: the agent's own, the team's, stated points, left out, or not known.

For each KPI there are three steps: `lack:K` says what is wanting, `evidence:K` what the rule set makes of that,
`used:K` the value that then earns points: the agent's own, leaned towards the team's or as far as it is proven, or the
team's.  A target that cannot be known is wanting too; that shows only when points are made of the value, so it is
looked at last (`with_marks`).

In a scenario the sample of the whole period says whether there is evidence enough; a scenario without a case of its own
leaves the KPI out, and its weight goes to the others there.
"""

from enum import IntEnum

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.statistics import wilson
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import number
from kpiengine.plugin.metric import Better
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Missing
from kpiengine.rules.shares import hits_of
from kpiengine.scores.curve import direction
from kpiengine.scores.steps import Steps, any_of, whole


class Lack(IntEnum):
    """What is wanting in a measured value."""

    NOTHING = 0
    NO_DATA = 1
    FEW = 2  # some cases, but fewer than min_sample
    UNAVAILABLE = 3  # a column is not loaded, or the metric failed
    NO_TARGET = 4  # the value is known, and what it is held against is not
    NOT_HERE = 5  # the period has cases, but this scenario has none: the KPI has no line in it


class Evidence(IntEnum):
    """What the score goes by: up to TEAM the KPI counts as measured, up to STATED it has points."""

    OWN = 0
    TEAM = 1
    STATED = 2
    REDISTRIBUTED = 3
    HOLD = 4


UNAVAILABLE = ("unavailable", "error")


@frozen
class Judged:
    """What stands before the targets are looked at: what is wanting, what becomes of it, and the value."""

    lack: Node
    evidence: Node
    used: Node


def judge(steps: Steps, kpi: Kpi, wanted: Wanted) -> Judged:
    """Adds `used:K`; the rest is added by `with_marks`."""
    value = steps[f"value:{kpi.id}"]
    lack, team = _lack(steps, kpi, wanted), team_value(steps, kpi, wanted)
    missing, few = kpi.policies
    if_few, if_missing = _policy(team, few), _policy(team, missing)
    otherwise = if_few if if_few == if_missing else b.if_(b.eq(lack, whole(Lack.FEW)), if_few, if_missing)
    if wanted.only is not None:
        otherwise = b.if_(b.eq(lack, whole(Lack.NOT_HERE)), whole(Evidence.REDISTRIBUTED), otherwise)
    evidence = b.if_(b.eq(lack, whole(Lack.NOTHING)), whole(Evidence.OWN), otherwise)
    used = b.missing(value.type)
    if "team" in kpi.policies and team is not None:
        used = b.if_(b.eq(evidence, whole(Evidence.TEAM)), team, used)
    own = b.if_(b.eq(evidence, whole(Evidence.OWN)), _own(steps, kpi, wanted), used)
    return Judged(lack, evidence, steps.add(f"used:{kpi.id}", own))


def with_marks(steps: Steps, kpi: Kpi, before: Judged, earned: Node | None) -> None:
    """Adds `lack:K` and `evidence:K`; `earned` are the points of the value, where what they rest on may be missing."""
    lack, evidence = before.lack, before.evidence
    if earned is not None:
        lost = b.and_(b.le(evidence, whole(Evidence.TEAM)), b.is_missing(earned))
        policy = kpi.if_missing
        instead = (
            Evidence.REDISTRIBUTED
            if policy == "redistribute"
            else Evidence.HOLD
            if isinstance(policy, str)
            else Evidence.STATED
        )
        lack = b.if_(lost, whole(Lack.NO_TARGET), lack)
        evidence = b.if_(lost, whole(instead), evidence)
    steps.add(f"lack:{kpi.id}", lack)
    steps.add(f"evidence:{kpi.id}", evidence)


def _own(steps: Steps, kpi: Kpi, wanted: Wanted) -> Node:
    """The agent's value, pulled to the team's or as far as it is proven."""
    value, n = steps[f"value:{kpi.id}"], steps[f"n:{kpi.id}"]
    decimals, bound = wanted.metric.decimals, value.type.bound
    if kpi.lean:
        team = team_value(steps, kpi, wanted)
        assert team is not None  # noqa: S101 -- check has seen to it
        pulled = b.weighted_mean([(n, value), (whole(kpi.lean), team)], decimals)
        return evolve(pulled, type=number(decimals, bound))
    if kpi.proven is not None:
        hits = hits_of(wanted.metric, wanted.params)
        if hits is None:
            raise ValueError(f"{wanted.metric.id} is no share, which check makes sure of")
        upper = direction(kpi, wanted.metric.better) is Better.LOWER
        return wilson(steps[f"part:{kpi.id}:{hits}"], n, kpi.proven, decimals, upper=upper)
    return value


def team_value(steps: Steps, kpi: Kpi, wanted: Wanted) -> Node | None:
    """The value of the agent's team, missing where that has too few cases as well; None if nobody asks for it.

    In a scenario it is the team's value there, where the team has cases enough in the whole period.
    """
    if "team" not in kpi.policies and not kpi.lean:
        return None
    if wanted.whole is None:
        return steps[f"known:{kpi.id}@team"]
    value = steps[f"value:{kpi.id}@team"]
    return b.if_(b.is_missing(steps[f"known:{wanted.whole}@team"]), b.missing(value.type), value)


def _lack(steps: Steps, kpi: Kpi, wanted: Wanted) -> Node:
    """Status first: an unavailable metric has no sample either, and the reader should hear the true cause."""
    of = kpi.id if wanted.whole is None else wanted.whole
    few = b.if_(b.lt(_sample(steps, of), whole(wanted.min_sample)), whole(Lack.FEW), whole(Lack.NOTHING))
    found = b.if_(_broken(steps, of), whole(Lack.UNAVAILABLE), b.if_(_none(steps, of), whole(Lack.NO_DATA), few))
    if wanted.only is None:
        return found
    here = b.if_(
        _broken(steps, kpi.id), whole(Lack.UNAVAILABLE), b.if_(_none(steps, kpi.id), whole(Lack.NOT_HERE), found)
    )
    return b.if_(b.le(found, whole(Lack.NOTHING)), here, b.if_(b.eq(found, whole(Lack.FEW)), here, found))


def _sample(steps: Steps, key: str) -> Node:
    return b.coalesce(steps[f"n:{key}"], whole(0))


def _none(steps: Steps, key: str) -> Node:
    return b.or_(b.is_missing(steps[f"value:{key}"]), b.le(_sample(steps, key), whole(0)))


def _broken(steps: Steps, key: str) -> Node:
    status = steps[f"status:{key}"]
    return b.coalesce(any_of(b.eq(status, b.lit(word)) for word in UNAVAILABLE), b.lit(value=False))


def _policy(team: Node | None, policy: Missing) -> Node:
    """The evidence under one policy; the team stands in only where it is known itself."""
    match policy:
        case "team" if team is not None:
            return b.if_(b.is_missing(team), whole(Evidence.HOLD), whole(Evidence.TEAM))
        case "redistribute":
            return whole(Evidence.REDISTRIBUTED)
        case "hold" | "team":
            return whole(Evidence.HOLD)
        case _:
            return whole(Evidence.STATED)
