"""What one rule file has in common with another is read and judged once in a run.

`records`: sections that say the same are one record.  `noted` and `answers`: a check that looked at certain parts of a
rule set need not look again where another has the very same parts.  Both belong to the surroundings of one run and end
with it; a file with a fault in its structure has no part in either.
"""
