"""Rows of KPI values decided by a rule set, and each of them once more alone: run by the tests of this folder."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl

from kpiengine.decisions.decide import decide
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
S = kit.kpi("s", 100, target=100, floor=0)
ELIGIBLE, UNKNOWN, NOT = 2, 1, 0


def decided(rules, *rows, **given):
    checked = kit.check(rules)
    frame = kit.frame(checked, rows).with_columns(**{name: pl.Series(values) for name, (values, _) in given.items()})
    types = kit.types(checked) | {name: kind for name, (_, kind) in given.items()}
    found = decide(checked, score(checked, frame, types))
    for row in found.frame.iter_rows(named=True):  # one agent alone comes to the same
        plain = {k: v for k, v in row.items() if k not in {"reasons", "rewards", "rewards_held"}}
        one = found.program.run_row({k: v for k, v in plain.items() if k not in found.program.types()})
        assert one == plain
    return found


def amounts(rules, *rows):
    return decided(rules, *rows).frame["amount"].to_list()


def reasons(found):
    return [codes.to_list() for codes in found.frame["reasons"]]
