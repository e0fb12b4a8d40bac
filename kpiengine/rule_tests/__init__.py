"""Rule tests: what a rule set must decide, as TOML beside the rules, through the stages that a run takes.

records      a file of tests as data: what is given, what is expected
sections     its headings and keys; reading and the reference page come from these
kinds        values that only tests have: series, figures that may be missing, rows of the roster
reading      TOML text -> records, or every fault with its place
bench        what the tests of a project share; how faults are gathered
version      which version of the rule set a case tests, for which period
people       the roster of a case
given        its figures as rows that stand-in metrics count
stand_ins    a metric whose values are given instead of measured
world        one case -> roster, facts, periods: what the stages need
running      one case -> what the stages made of it
lasting      states of alerts over the periods of a case
verdicts     what was expected against what came out
coverage     what of the rules the tests have tried
thresholds   every threshold of a rule set, with an agent just below, at and just above it
boundaries   what is decided there, kept as a table
"""
