"""What any metric, view, table and plugin must keep to, one small function for each demand.

records   a check, what it looks at, what it found
meaning   is it said what the figure means?
examples  do the worked examples give their value, in any order, on another engine?
merging   do the parts of separate people and days add up?
views     does a view keep every row, and the columns that it declares?
purity    does the source of a plan or view look at a clock, chance or the machine?
tables    is a fact table described?
every     all checks, and how they are run
"""
