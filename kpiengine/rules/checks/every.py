"""The checks of one rule set, in the order in which they run; a new check is a file and a line here.

Lints judge a sound rule set only: beside an error they would mostly repeat it.
"""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
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
from kpiengine.rules.checks.context import Check, Context


def _together(*checks: Check) -> Check:
    """Checks that look at the same parts as one, so that they are asked for together (`rules.sharing`)."""

    def check(context: Context) -> Iterator[Finding]:
        for one in checks:
            yield from one(context)

    return check


CHECKS: tuple[Check, ...] = (
    dates.check,
    people.check,
    _together(
        metrics.check,
        slices.check,
        subjects.check,
        scenarios.check,
        weights.check,
        bands.check,
        by.check,
        conditional.check,
        evidence.check,
        windows.check,
    ),
    marks.check,
    tiers.check,
    money.check,
    _together(payouts.check, payouts.ranks, payouts.limits, rewards.check, watching.check, acceptances.check),
)

LINTS: tuple[Check, ...] = (
    _together(
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
        guards.heavy_count,
    ),
    _together(
        guards.personal,
        guards.system_points,
        guards.ai_without_its_own,
        guards.one_sided_centre,
    ),
)

# Of figures that hardly two files have in common: to ask whether they differ takes longer than to look.
LINTS_OF_FIGURES: tuple[Check, ...] = (guards.between_tiers,)
