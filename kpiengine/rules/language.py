"""The rule language of this release: its format number and its sections in the order of a file."""

from kpiengine.rules.keys import Section
from kpiengine.rules.sections import (
    accept,
    alert,
    gate,
    kpi,
    limits,
    payout,
    points,
    ramp,
    rank,
    reward,
    reweight,
    ruleset,
    scenarios,
    score,
    segments,
    tier,
    weights,
)

FORMAT = 1

SECTIONS: tuple[Section, ...] = (
    ruleset.SECTION,
    scenarios.SECTION,
    weights.SECTION,
    reweight.SECTION,
    kpi.SECTION,
    ramp.SECTION,
    score.SECTION,
    points.SECTION,
    segments.SECTION,
    gate.SECTION,
    rank.SECTION,
    tier.SECTION,
    payout.SECTION,
    limits.SECTION,
    reward.SECTION,
    alert.SECTION,
    accept.SECTION,
)

BY_NAME = {section.name: section for section in SECTIONS}
