"""From scorecards to decisions: gates, tiers, eligibility, amounts and rewards, with reasons.

compile     the whole decision of one rule set as a list of steps
gates       what failed and unknown gates do to the tier
amounts     the money as one fraction with one rounding
rewards     leave, list places, badges, courses and gifts
reasons     codes and sentences for what was decided
decide      the stage: `decide`, `Decisions`
"""
