"""The small language of conditions and formulas: text -> typed tree -> two interpreters that agree.

types, tree    what a value is; about 20 operators over integers
operators      what each operator means, on plain values
build          makes nodes, with their types, scales and bounds
spelling       text -> tokens of the closed grammar
parse, scope   text -> tree, under given names and functions
functions      functions that every scope may use
columnar       tree -> expression over columns (what a run uses)
scalar         tree and one row -> value (explain, rule tests, templates)
program        many named trees over one frame, in few passes
errors         ExpressionError, the only exception that leaves this package
"""
