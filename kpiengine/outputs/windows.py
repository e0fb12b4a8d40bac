"""The values that windows gave each subject: one row for each, with what they were made of.

`over` says over which periods ("2026-07..2026-09") or among whom ("ruleset", "team T1"), `counted` in how many of these
periods the metric has rows at all, and `n` how many cases, or how many peers have a value.  `status` is that of a
measure; for the rest `ok`, `no_data`, or `few_peers` in a group that is too small.
"""

import polars as pl

from kpiengine.expressions.types import Kind
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.checked import CheckedRuleSet, Peers
from kpiengine.rules.windows import shown_key
from kpiengine.scores.peers import count_column
from kpiengine.scores.scorecards import Scorecards
from kpiengine.scores.text import format_scaled_column

COLUMNS = ("agent_id", "period", "ruleset", "window", "value", "n", "status", "over", "counted")
_NOTHING = pl.lit(None, dtype=pl.String)


def has_windows(checked: CheckedRuleSet) -> bool:
    """Whether a rule set has any."""
    return bool(checked.peers or any(wish.back is not None for wish in checked.wanted.values()))


def window_lines(plan: EvaluationPlan, cards: Scorecards) -> pl.DataFrame:
    """Every window of every scorecard, in the order of the frame and of the file; all cells text."""
    parts = [*_of_periods(plan, cards), *_lifted(cards), *_of_peers(plan, cards)]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    frame = cards.frame.with_row_index("row")
    found = [
        frame.select(
            "row",
            "agent_id",
            pl.col("period_name").alias("period"),
            pl.lit(cards.checked.ruleset.head.id).alias("ruleset"),
            place=pl.lit(place),
            **cells,
        )
        for place, cells in enumerate(parts)
    ]
    return pl.concat(found).sort("row", "place").select(COLUMNS)


def _of_periods(plan: EvaluationPlan, cards: Scorecards) -> list[dict[str, pl.Expr]]:
    names = {index: period.name for index, period in enumerate(plan.measured)}
    found = []
    for key, wish in cards.checked.wanted.items():
        if wish.back is None:
            continue
        column, over = f"over:{key}", _NOTHING
        if column in cards.types:
            over = pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)
        found.append(
            {
                "window": pl.lit(shown_key(key)),
                "value": _text(cards, f"value:{key}"),
                "n": _text(cards, f"n:{key}"),
                "status": pl.col(f"status:{key}"),
                "over": over,
                "counted": _text(cards, f"loaded:{key}"),
            }
        )
    return found


def _lifted(cards: Scorecards) -> list[dict[str, pl.Expr]]:
    windows = [column for column in cards.checked.lifted if "(" in column]
    return [
        {
            "window": pl.lit(shown_key(column)),
            "value": _text(cards, column),
            "n": _NOTHING,
            "status": pl.when(pl.col(column).is_null()).then(pl.lit("no_data")).otherwise(pl.lit("ok")),
            "over": _NOTHING,
            "counted": _NOTHING,
        }
        for column in windows
    ]


def _of_peers(plan: EvaluationPlan, cards: Scorecards) -> list[dict[str, pl.Expr]]:
    return [
        {
            "window": pl.lit(one.column),
            "value": _text(cards, one.column),
            "n": _text(cards, count_column(one)),
            "status": pl.when(pl.col(one.column).is_not_null())
            .then(pl.lit("ok"))
            .when(pl.col(count_column(one)) < one.at_least)
            .then(pl.lit("few_peers"))
            .otherwise(pl.lit("no_data")),
            "over": _among(plan, one),
            "counted": _NOTHING,
        }
        for one in cards.checked.peers
    ]


def _among(plan: EvaluationPlan, one: Peers) -> pl.Expr:
    if one.among == "ruleset":
        return pl.lit("ruleset")
    names = plan.teams if one.among == "team" else plan.sites
    unit = pl.col(one.among).replace_strict(range(len(names)), [None, *names[1:]], return_dtype=pl.String)
    return pl.concat_str(pl.lit(f"{one.among} "), unit)


def _text(cards: Scorecards, column: str) -> pl.Expr:
    type_ = cards.types.get(column)
    if type_ is None:
        return _NOTHING
    if type_.kind is Kind.BOOL:
        return pl.when(pl.col(column)).then(pl.lit("yes")).when(~pl.col(column)).then(pl.lit("no"))
    return format_scaled_column(pl.col(column), type_.scale)
