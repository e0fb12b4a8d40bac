"""From scorecards to decisions: gates, tiers, eligibility, amounts and rewards, with reasons.

compile     the whole decision of one rule set as stages of steps
ranks       where everybody stands among the others
tiers       which tier a score, a KPI or a rank reaches
gates       what failed and unknown gates do to the tier
eligibility whether a bonus is due
worth       step 1 of the money: bonus, percent, units x rates, a share of a pool
presence    the share of a full-time period
amounts     the money as one fraction with one rounding
product     that fraction
pools       who shares a pool, and by which weight
split       whole units shared out inside groups
budgets     lowering all amounts to a budget
limits      over one of them a run is held
rewards     leave, list places, badges, courses and gifts
places      who comes first where places are few
reasons     codes and sentences for what was decided
money       the nine steps of each amount, as people read them
decide      the stage: `decide`, `Decisions`
"""
