"""Segments as people read them: one row per agent, period and scenario that the agent worked in, or team.

Columns, all text: agent_id, period, ruleset, scenario, exposure (handle time or paid time in seconds, contacts, or
days), exposure_of, work_percent (of all the agent's work), mix_percent (of the score: 0.00 for a scenario that is left
out), score, measured (points of weight), groups, weights (those in force), applied (what made them so).
"""

import polars as pl

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.rules.segments import in_segment, segment_key
from kpiengine.scores.applied import reweights, words
from kpiengine.scores.lines import shown_segment
from kpiengine.scores.scorecards import Scorecards
from kpiengine.scores.text import format_scaled_column

COLUMNS = (
    *("agent_id", "period", "ruleset", "scenario", "exposure", "exposure_of", "work_percent", "mix_percent", "score"),
    *("measured", "groups", "weights", "applied"),
)
SHOWN = {"paid_hours": "paid_time"}  # in seconds, like handle time


def segment_lines(scorecards: Scorecards) -> pl.DataFrame:
    """Every segment of every scorecard, agents in the order of the frame and scenarios in that of the rule file."""
    rules = scorecards.checked.ruleset
    if rules.scenarios is None or not rules.weights:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    frame = scorecards.frame.with_row_index("row")
    parts = [
        _one(scorecards, in_segment(scorecards.checked, name), frame, name).with_columns(place=pl.lit(place))
        for place, name in enumerate(rules.weights)
    ]
    return pl.concat(parts).sort("row", "place").select(COLUMNS)


def _one(scorecards: Scorecards, segment: CheckedRuleSet, frame: pl.DataFrame, name: str) -> pl.DataFrame:
    rules = scorecards.checked.ruleset
    assert rules.scenarios is not None  # noqa: S101 -- the caller has looked
    kind = exposure_kind(rules.scenarios.blend)
    numbers = {
        "exposure": f"exposure:{name}",
        "work_percent": f"work:{name}",
        "mix_percent": f"mix:{name}",
        "score": segment_key("score", name),
        "measured": segment_key("measured", name),
    }
    return frame.filter(pl.col(f"exposure:{name}") > 0).select(
        "row",
        "agent_id",
        pl.col("period_name").alias("period"),
        ruleset=pl.lit(rules.head.id),
        scenario=shown_segment(name, scorecards.types),
        exposure_of=pl.lit(SHOWN.get(kind, kind)),
        **{column: _number(scorecards, source) for column, source in numbers.items()},
        groups=_listed(scorecards, {g: g for g in _groups(scorecards, name)}),
        weights=_listed(scorecards, {f"weight:{kpi}": kpi for kpi in segment.ruleset.kpis}),
        applied=words(reweights(segment.ruleset, name)),
    )


def _groups(scorecards: Scorecards, name: str) -> list[str]:
    return [c for c in scorecards.types if c.startswith("group:") and c.endswith(segment_key("", name))]


def _number(scorecards: Scorecards, column: str) -> pl.Expr:
    return format_scaled_column(pl.col(column), scorecards.types[column].scale)


def _listed(scorecards: Scorecards, columns: dict[str, str]) -> pl.Expr:
    """The figures with their names, those that are there."""
    texts = [
        pl.concat_str(pl.lit(f"{called.removeprefix('group:').partition('#')[0]} "), _number(scorecards, column))
        for column, called in columns.items()
    ]
    if not texts:
        return pl.lit(None, dtype=pl.String)
    return pl.concat_str(texts, separator="; ", ignore_nulls=True)
