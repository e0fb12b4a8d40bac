"""One rule file as a whole."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from attrs import Factory, frozen

from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.gate import Gate
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.kpi import Kpi, Ramp
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.scenarios import Scenarios, Segments
from kpiengine.rules.model.score import Points, Score
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.values import Moved
from kpiengine.rules.model.weights import Reweight, gains
from kpiengine.rules.paying import Limits, Rank


@frozen
class Accept:
    """[accept.CODE]: one lint of this file, accepted in the open until a day."""

    code: str
    because: str
    by: str
    until: date


@frozen
class RuleSet:
    """One rule file."""

    head: Head
    kpis: Mapping[str, Kpi] = Factory(dict)
    ramp: Ramp | None = None
    scenarios: Scenarios | None = None
    weights: Mapping[str, Moved] = Factory(dict)  # scenario -> KPI -> weight
    reweights: Mapping[str, Reweight] = Factory(dict)
    score: Score = Factory(Score)
    segments: Segments = Factory(Segments)
    gates: Mapping[str, Gate] = Factory(dict)
    points: Mapping[str, Points] = Factory(dict)
    rank: Rank | None = None
    tiers: tuple[Tier, ...] = ()  # the worst first: ascending by `start`, or descending by `top`
    payout: Payout = Factory(Payout)
    rewards: Mapping[str, Reward] = Factory(dict)
    alerts: Mapping[str, Alert] = Factory(dict)
    accepts: tuple[Accept, ...] = ()
    limits: Limits = Factory(Limits)

    @cached_property
    def weighted(self) -> tuple[Kpi, ...]:
        """The KPIs that make the score in some case, in file order."""
        return weighted(self)

    @property
    def pays(self) -> bool:
        """Whether it decides about money or rewards."""
        return bool(self.tiers) or self.payout.kind in {"rate", "pool"}

    @property
    def decides(self) -> bool:
        """Whether there is something to decide by: tiers of a score or a KPI, or money that needs no tier."""
        by_value = self.score.tiers_by is not None or self.rank is not None
        return bool(self.tiers and (self.weighted or by_value)) or self.payout.kind in {"rate", "pool"}


def weighted(rules: RuleSet) -> tuple[Kpi, ...]:
    """The KPIs that make the score in some case, in file order."""
    named = {kpi for row in rules.weights.values() for kpi in row}
    named |= {kpi for one in rules.reweights.values() for kpi in gains(one)}
    return tuple(k for k in rules.kpis.values() if k.weight is not None or k.id in named)
