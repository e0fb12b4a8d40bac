"""The stage `score`: one row per agent x period, from measured values to the score."""

from collections.abc import Mapping, Sequence

import polars as pl
from attrs import Factory, frozen

from kpiengine.expressions.program import Program, Step
from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.metrics.bounds import seen
from kpiengine.rules.accumulated import UNITS, WORTH, accumulates
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import DAY
from kpiengine.rules.closed import types_of
from kpiengine.scores.closed import without_history
from kpiengine.scores.compile import score_steps
from kpiengine.scores.peers import with_peers

DAYS = number(0, 366)


@frozen
class Scorecards:
    """One rule set's scorecards.

    `frame` has the columns of the measures and those of `scores.compile`, in the order of the rows that came in;
    `period_name` is what people call the period.  `types` covers every column that a tree or a sentence may name;
    `program` is what made the new ones (`run_row` explains one agent).  `lifted` made the columns of windows over
    periods before it; those of windows over peers hang on more than one row (`scores.peers`).
    """

    checked: CheckedRuleSet
    frame: pl.DataFrame
    types: Mapping[str, Type]
    program: Program
    lifted: Program = Factory(lambda: Program(()))


def score(
    checked: CheckedRuleSet, frame: pl.DataFrame, types: Mapping[str, Type], periods: Sequence[str] = ()
) -> Scorecards:
    """Scores every row of the wide frame.

    Results of earlier periods come with the frame (`scores.closed`); without them nothing was closed.
    `types` are those of `Measures`; `periods` are the names by which the column `period` counts, needed unless
    the frame has `period_name` itself or a period column of text.
    """
    lifted = Program(tuple(Step(column, node) for column, node in checked.lifted.items()))
    frame = without_history(checked, _named_periods(frame, periods))
    frame = lifted.run(frame) if checked.lifted else frame
    types = {**types, **seen(frame, _counted(checked, types))}
    early, late = ([one for one in checked.peers if one.late is after] for after in (False, True))
    frame, known = with_peers(frame, early, {**complete_types(checked, types), **lifted.types()})
    program = Program(score_steps(checked, known))
    scored, known = with_peers(program.run(frame), late, {**known, **program.types()})
    return Scorecards(checked, scored, known, program, lifted)


def _counted(checked: CheckedRuleSet, types: Mapping[str, Type]) -> dict[str, Type]:
    """Counts that go on over a quarter or year, and what was settled: their bounds are those of their values."""
    payout = checked.ruleset.payout
    if not accumulates(payout):
        return {}
    then = {one.column: one.type for one in checked.closed if one.of in {UNITS, WORTH}}
    return {**then, f"known:{payout.units}": types[f"known:{payout.units}"]}


def complete_types(checked: CheckedRuleSet, types: Mapping[str, Type]) -> dict[str, Type]:
    """`types` with those of the columns that every frame has by its contract."""
    status = {f"status:{key}": TEXT for key in checked.wanted}
    texts = dict.fromkeys(("agent_id", "name", "period_name", "unit:team", "unit:site"), TEXT)
    days = {"first_day": DAY, "last_day": DAY, "days": DAYS, "period_days": DAYS}
    return {**texts, **days, **status, **types_of(checked), **types}


def _named_periods(frame: pl.DataFrame, periods: Sequence[str]) -> pl.DataFrame:
    if "period_name" in frame.columns:
        return frame
    if not periods:
        return frame.with_columns(period_name=pl.col("period").cast(pl.String))
    name = pl.col("period").replace_strict(range(len(periods)), list(periods), return_dtype=pl.String)
    return frame.with_columns(period_name=name)
