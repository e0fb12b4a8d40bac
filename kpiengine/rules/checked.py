"""A rule set that passed every check: conditions as typed trees, and the measures that they and the KPIs need.

Names inside trees are columns of the wide frame, one row per subject x period x rule set:

    value:K        the metric value at its declared decimals, as measured (missing: no data or unavailable)
    n:K            its sample
    known:K        value:K, missing where the sample is under min_sample
    status:K       ok, low_sample, no_data, provisional, unavailable, error
    points:KPI     points, scaled by score.decimals
    weight:KPI, target:KPI   as in force
    score          scaled by score.decimals
    tier           0 for none, else 1 + index in RuleSet.tiers (after gates)
    roster:COLUMN  attribute on the first covered day (numbers, yes/no, text)
    tenure_months, tenure_days, fte

K is a measure key: a KPI id, else a metric id; `K@team`, `K@site`, `K@centre` at another level than the KPI's own.
"""

from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from kpiengine.expressions.tree import Node
from kpiengine.plugin import Metric
from kpiengine.rules.model import KpiLevel, RuleSet, Slice


@frozen
class Wanted:
    """One measure that a rule set needs: which metric, under which complete parameters, for whom, of which rows.

    `mature`: what happens counts when it has become final, not before.
    """

    key: str
    metric: Metric
    params: Mapping[str, Any]
    level: KpiLevel
    min_sample: int
    slice: Slice = Factory(dict)
    mature: bool = False


@frozen
class CheckedRuleSet:
    """What the stages after `check` read; `conditions` maps "gate.quality.require" and the like to trees."""

    ruleset: RuleSet
    path: str
    sha256: str
    wanted: Mapping[str, Wanted]
    conditions: Mapping[str, Node] = Factory(dict)
    message_names: Mapping[str, Mapping[str, str]] = Factory(dict)  # alert id -> {name in message: column}
