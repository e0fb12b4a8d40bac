"""The checks of one rule set, in the order in which they run; a new check is a file and a line here.

Lints judge a sound rule set only: beside an error they would mostly repeat it.
"""

from kpiengine.rules.checks import (
    acceptances,
    bands,
    by,
    conditional,
    dates,
    evidence,
    guards,
    heavy,
    lints,
    marks,
    maturity,
    metrics,
    money,
    payouts,
    people,
    rewards,
    scenarios,
    slices,
    subjects,
    tiers,
    watching,
    weights,
    windows,
)
from kpiengine.rules.checks.context import Check

CHECKS: tuple[Check, ...] = (
    dates.check,
    people.check,
    metrics.check,
    slices.check,
    subjects.check,
    scenarios.check,
    weights.check,
    marks.check,
    bands.check,
    by.check,
    conditional.check,
    evidence.check,
    windows.check,
    tiers.check,
    money.check,
    payouts.check,
    rewards.check,
    watching.check,
    acceptances.check,
)

LINTS: tuple[Check, ...] = (
    lints.one_kpi,
    lints.one_group,
    lints.review,
    lints.system_scored,
    lints.cliff,
    lints.unreachable_tier,
    scenarios.least_share,
    heavy.one_weight,
    heavy.calendar_cut,
    maturity.check,
    guards.guard,
    guards.jump,
    guards.heavy_count,
    guards.falling,
    guards.personal,
    guards.system_points,
    guards.ai_without_its_own,
    guards.one_sided_centre,
)
