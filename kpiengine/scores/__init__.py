"""From measured values to points and scores.

steps       a growing list of named trees
evidence    what a value is worth: own, team's, stated points, left out, held
curve       points for a value
compile     the whole score of one rule set as a list of steps
scorecards  the stage: `score`, `Scorecards`
lines       one row per KPI, as people read it
text        scaled integers as decimal text, for columns
sentences   sentences with values in them, for columns
"""
