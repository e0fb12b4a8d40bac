"""A rule set that passed every check: conditions as typed trees, and the measures that they and the KPIs need.

Names inside trees are columns of the wide frame, one row per subject x period x rule set:

    value:K        the metric value at its declared decimals, as measured (missing: no data or unavailable)
    n:K            its sample
    known:K        value:K, missing where the sample is under min_sample
    status:K       ok, low_sample, no_data, provisional, unavailable, error
    points:KPI     points, scaled by score.decimals
    first_day, last_day    of the period, days since 1970
    unit:team, unit:site   name of the unit of the last covered day
    target:K, floor:K, stretch:K, target_from:K and the like, relaxed:K, ease, reweighted, weight:K   as `in_force` says
    score          scaled by score.decimals
    tier           0 for none, else 1 + index in RuleSet.tiers (after gates)
    roster:COLUMN  attribute on the first covered day (numbers, yes/no, text)
    tenure_months, tenure_days, fte
    past:2, past:2:period, past:2:score    of the period two before, as it was closed (`rules.closed`)

K is a measure key: a KPI id, else a metric id; `K@team`, `K@site`, `K@centre` at another level than the KPI's own;
`previous(K)`, `previous(K, 2)` and `history(K, 3)` for earlier periods.  `change(K)`, `trend(K, 6)`, `peer_mean(K)`,
`rank(score)` and the like are columns of these names (`rules.windows`).
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from attrs import Factory, field, frozen

from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Type
from kpiengine.plugin import Curve, Metric
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Slice
from kpiengine.rules.model.words import KpiLevel


@frozen
class Back:
    """A stretch of whole periods: from the `first`-last to the `last`-last before the one evaluated (0 is that one)."""

    first: int
    last: int


@frozen
class Closed:
    """A value of the period so many before the one evaluated, as it was closed: `of` is its column there.

    `together` is read of everybody at once (what a pool has left, what a budget has spent) and has no column here.
    """

    of: str
    back: int
    type: Type
    together: bool = False

    @property
    def column(self) -> str:
        """Its column here."""
        return f"past:{self.back}:{self.of}"


@frozen
class Only:
    """The rows of one scenario: those whose `dimension` has this value.

    `others` are given for the scenario to which everything else belongs: then the rows that have none of these.
    """

    dimension: str
    value: str
    others: tuple[str, ...] | None = None


@frozen
class Wanted:
    """One measure that a rule set needs: which metric, under which complete parameters, for whom, of which rows.

    `mature`: what happens counts when it has become final, not before.  `back`: over which periods, if not this one.
    Of one scenario (`only`) the sample of the measure `whole`, over all of the period, says whether there is evidence
    enough.  `stint`: on the days that the agent was in one team, of a rule set that is split by team.
    """

    key: str
    metric: Metric
    params: Mapping[str, Any]
    level: KpiLevel
    min_sample: int
    slice: Slice = Factory(dict)
    mature: bool = False
    back: Back | None = None
    only: Only | None = None
    whole: str | None = None
    stint: str | None = None


class Statistic(StrEnum):
    """What is made of the values of peers."""

    MEAN = "peer_mean"
    MEDIAN = "peer_median"
    PERCENTILE = "peer_percentile"
    RANK = "rank"
    OUTLIER = "outlier"
    OUTLIER_HIGH = "outlier_high"
    OUTLIER_LOW = "outlier_low"


@frozen
class Peers:
    """A value made of those of peers: `column` of `of` (another column), for everybody who has one.

    `among` is the group: everybody of the rule set, or of one team or site.  In a group with fewer than `at_least`
    known values nobody has one.  `lower`: the smallest value is the best.  `late`: after the score is known.
    `method` and `factor` are those of an outlier: "iqr" or "z", and how far out.
    """

    column: str
    statistic: Statistic
    of: str
    type: Type
    among: Literal["ruleset", "team", "site"] = "ruleset"
    at_least: int = 0
    lower: bool = False
    late: bool = False
    method: Literal["iqr", "z"] = "iqr"
    factor: Decimal = Decimal(0)


@frozen
class Watched:
    """What alerts with a rhythm of their own need beside `wanted`, `lifted` and `peers`."""

    wanted: Mapping[str, Wanted] = Factory(dict)
    lifted: Mapping[str, Node] = Factory(dict)
    peers: tuple[Peers, ...] = ()


NOT_WATCHED = Watched()


@frozen
class CheckedRuleSet:
    """What the stages after `check` read.

    `conditions` maps "gate.quality.require", "kpi.csat.target" and the like to trees of conditions and formulas.
    `bases` are the files that the rule set takes over (`extends`), nearest first, with their hashes; `document` is the
    whole of it as TOML has it.
    """

    ruleset: RuleSet
    path: str
    sha256: str
    wanted: Mapping[str, Wanted]
    conditions: Mapping[str, Node] = Factory(dict)
    message_names: Mapping[str, Mapping[str, str]] = Factory(dict)  # alert id -> {name in message: column}
    curves: Mapping[str, Curve] = Factory(dict)  # of plugins, by id
    bases: Mapping[str, str] = Factory(dict)  # path -> sha256
    document: Mapping[str, Any] = field(default=Factory(dict), eq=False, repr=False)
    lifted: Mapping[str, Node] = Factory(dict)  # columns made of measured values before anything is scored
    peers: tuple[Peers, ...] = ()
    watched: Watched = NOT_WATCHED
    closed: tuple[Closed, ...] = ()  # what it reads of earlier periods as they were closed
