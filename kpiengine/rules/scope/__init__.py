"""What names mean in the conditions of a rule set, and which measures their use calls for.

Layers (design: an expression may use lower ones only): 0 roster, calendars, benchmarks, 1 metric values of this and
earlier periods, 2 values of peers, 3 targets and weights, 4 points, 5 score, 6 peers' points and scores, 7 gates and
tiers, 8 rewards, 9 alerts.  A gate decides the tier, so it cannot ask for it, and a target cannot ask for points.
"""
