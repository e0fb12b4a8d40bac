"""Rule tests: what a rule set must decide, as TOML beside the rules, through the stages that a run takes.

records      a file of tests as data: what is given, what is expected
sections     its headings and keys; reading and the reference page come from these
kinds        values that only tests have: series, figures that may be missing, rows of the roster
reading      TOML text -> records, or every fault with its place
stand_ins    a metric whose values are given instead of measured
world        one case -> roster, facts, periods: what the stages need
running      one case -> what the stages made of it
verdicts     what was expected against what came out
"""
