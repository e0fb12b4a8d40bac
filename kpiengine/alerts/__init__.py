"""From decisions to alerts: which conditions hold for whom, and what is said.

compile     the conditions of one rule set as a list of steps
raising     the stage: `raise_alerts`, `Alerts`
"""
