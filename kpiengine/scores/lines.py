"""Scorecards as people read them: one row per agent, period and KPI, numbers as decimal text.

Columns: agent_id, period, ruleset, kpi, scenario, metric, level, group, value, n, status, evidence, used, target,
floor, stretch, points, weight, share, applied.  Targets and weights are those in force for this agent and period, and
`applied` says what made them so: the ramp, a relaxation, a reweight.  `share` is the percent of the score that this
KPI makes, after weights of missing
KPIs went to the others.  The score is the sum of weight x points over the sum of weights, of the rows with points.

With scenarios a KPI has a row for each one that the agent worked in, whose weight and share are those of the scenario's
score, and one without a scenario for the whole period: what gates and alerts go by, and the mean of its points.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from attrs import evolve

from kpiengine.expressions import build as b
from kpiengine.expressions.program import Program
from kpiengine.expressions.types import Type
from kpiengine.rules.choosing import measured_alike
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.segments import in_segment, segment_key
from kpiengine.scores.applied import applied
from kpiengine.scores.compile import group_of, weight_of, weight_sum
from kpiengine.scores.evidence import Evidence
from kpiengine.scores.scorecards import Scorecards
from kpiengine.scores.steps import Steps, whole
from kpiengine.scores.text import format_scaled_column

SHARE_DECIMALS = 2
EVIDENCE_WORDS = {e.value: e.name.lower() for e in Evidence}


def kpi_lines(scorecards: Scorecards) -> pl.DataFrame:
    """Every KPI of every scorecard, agents in the order of the frame and KPIs in that of the rule file."""
    rules = scorecards.checked.ruleset
    kpis = tuple(kpi for kpi in rules.kpis.values() if rules.scenarios is None or measured_alike(kpi))
    frame = _with_shares(scorecards, kpis, None if rules.scenarios else "score").with_row_index("row")
    parts = [_one(scorecards, frame, kpi) for kpi in kpis]
    for name in rules.weights if rules.scenarios is not None else ():
        segment = in_segment(scorecards.checked, name)
        mine = evolve(scorecards, checked=segment)
        own = tuple(segment.ruleset.kpis.values())
        worked = _with_shares(mine, own, segment_key("score", name)).with_row_index("row")
        worked = worked.filter(pl.col(f"exposure:{name}") > 0)
        parts += [_one(mine, worked, kpi, name) for kpi in own]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    placed = [part.with_columns(place=pl.lit(place)) for place, part in enumerate(parts)]
    return pl.concat(placed).sort("row", "place").select(COLUMNS)


COLUMNS = (
    *("agent_id", "period", "ruleset", "kpi", "scenario", "metric", "level", "group", "value", "n", "status"),
    *("evidence", "used", "target", "floor", "stretch", "points", "weight", "share", "applied"),
)


def _one(scorecards: Scorecards, frame: pl.DataFrame, kpi: Kpi, scenario: str | None = None) -> pl.DataFrame:
    checked = scorecards.checked
    wanted = checked.wanted[kpi.id]
    constants = {
        "ruleset": checked.ruleset.head.id,
        "kpi": kpi.id.partition("#")[0],
        "metric": wanted.metric.id,
        "level": wanted.level.value,
        "group": group_of(checked, kpi),
    }
    marks = {name: _in_force(scorecards, name, kpi) for name in ("target", "floor", "stretch", "weight")}
    numbers = {name: _number(scorecards, f"{name}:{kpi.id}") for name in ("value", "n", "used", "points", "share")}
    return frame.select(
        "row",
        "agent_id",
        pl.col("period_name").alias("period"),
        pl.col(f"status:{kpi.id}").alias("status"),
        evidence_word(kpi).alias("evidence"),
        **numbers,
        **marks,
        applied=applied(checked, kpi, scorecards.types, scenario),
        scenario=shown_segment(scenario, scorecards.types),
        **{name: pl.lit(text, dtype=pl.String) for name, text in constants.items()},
    )


def shown_segment(name: str | None, types: Mapping[str, Type]) -> pl.Expr:
    """What people call a segment: its scenario, or the team."""
    if name is not None and (team := segment_key("unit:team", name)) in types:
        return pl.coalesce(team, pl.lit(name))
    return pl.lit(name, dtype=pl.String)


def evidence_word(kpi: Kpi) -> pl.Expr:
    """What the score goes by, as a word."""
    words = EVIDENCE_WORDS
    return pl.col(f"evidence:{kpi.id}").replace_strict(list(words), list(words.values()), return_dtype=pl.String)


def _in_force(scorecards: Scorecards, name: str, kpi: Kpi) -> pl.Expr:
    """A mark or weight with the decimals that it is written with; a pair as "240..360"."""
    ends = [column for end in ("", "_from", "_to") if (column := f"{name}{end}:{kpi.id}") in scorecards.types]
    if not ends:
        return pl.lit(None, dtype=pl.String)
    texts = [format_scaled_column(pl.col(column), scorecards.types[column].scale) for column in ends]
    return pl.concat_str(texts, separator="..")


def _number(scorecards: Scorecards, column: str) -> pl.Expr:
    if column.startswith("share:"):
        return format_scaled_column(pl.col(column), SHARE_DECIMALS)
    type_ = scorecards.types.get(column)
    return pl.lit(None, dtype=pl.String) if type_ is None else format_scaled_column(pl.col(column), type_.scale)


def _with_shares(scorecards: Scorecards, kpis: Sequence[Kpi], score: str | None) -> pl.DataFrame:
    """The frame with `share:K` for each KPI: its weight as a percent of the weights that count for the score."""
    steps = Steps(scorecards.types)
    weighted = [] if score is None else [kpi for kpi in kpis if kpi in scorecards.checked.ruleset.weighted]
    for kpi in kpis:
        none = b.missing(b.lit(0).type)
        if kpi not in weighted or score is None:
            steps.add(f"share:{kpi.id}", none)
            continue
        weight = weight_of(steps, kpi)
        percent = b.ratio((weight, whole(100)), (weight_sum(steps, weighted),), SHARE_DECIMALS)
        counts = b.if_(b.is_missing(steps[f"points:{kpi.id}"]), whole(0), percent)
        steps.add(f"share:{kpi.id}", b.if_(b.is_missing(steps[score]), none, counts))
    made: pl.DataFrame = Program(steps.done()).run(scorecards.frame)
    return made
