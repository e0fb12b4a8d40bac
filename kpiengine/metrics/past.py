"""Values over earlier stretches, beside everybody who is evaluated: what `previous` and `history` read.

The cells of the one pass are rolled up once more, to the stretches that windows read; parts are merged before anything
is divided, so the history of a rate is no mean of rates.  A plain count or sum says how much there was, so it has no
value over a stretch of which only a part is loaded: half a year's contacts are no year's.
"""

from collections.abc import Mapping

import polars as pl
from attrs import evolve

from kpiengine.expressions.types import BOOL, Type, number
from kpiengine.metrics.columns import measured
from kpiengine.metrics.keys import PERIOD, RULESET
from kpiengine.metrics.levels import make_levels
from kpiengine.metrics.queues import Reading, reading
from kpiengine.metrics.units import Counted, Unit, measure_level
from kpiengine.metrics.values import NONE, Figures
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Agg
from kpiengine.rules.checked import Back, Wanted
from kpiengine.rules.model.words import KpiLevel

STRETCHES = number(0, 10**4)
_AT = "@at"  # the stretch that a row looks at


def wholly_loaded(found: frozenset[int], plan: EvaluationPlan) -> frozenset[int]:
    """The stretches of which every single period is loaded."""
    over = plan.windows.over
    first = len(plan.periods) + over.singles
    single = {index for index in found if index < first}
    made = {index for index in range(first, len(plan.measured)) if set(over.parts[index]) <= single}
    return frozenset(single | made)


def measure_past(plan: EvaluationPlan, counted: Counted) -> Reading:
    """The units of the windows' stretches, by level; their agents are all under rule set 0."""
    windows = plan.windows
    if windows.stretches is None or windows.members is None or windows.subjects is None:
        return reading({}, counted)
    asked = {counted.agenda.of(wish).name for wish in plan.wanted().values() if wish.back is not None}
    mine = {key: one for key, one in counted.agenda.measures.items() if one.name in asked}
    then = evolve(plan, stretches=windows.stretches, assigned=windows.members, covered=windows.subjects)
    past = evolve(
        counted, agenda=evolve(counted.agenda, measures=mine), levels=make_levels(then, counted.levels.queues)
    )
    units = {level: unit for level in KpiLevel if (unit := measure_level(then, past, level)) is not None}
    read = reading(units, past)
    return Reading(
        *({level: _without_parts(unit) for level, unit in own.items()} for own in (read.people, read.queues))
    )


def _without_parts(unit: Unit) -> Unit:
    """Amounts of a stretch that is not wholly loaded are taken away."""
    frame = unit.frame
    for figures in unit.figures.values():
        if _is_amount(figures):
            value, status = figures.column("value"), figures.column("status")
            whole = pl.col(PERIOD).is_in(figures.loaded)
            frame = frame.with_columns(
                pl.when(whole).then(value).alias(value),
                pl.when(whole | pl.col(value).is_null()).then(status).otherwise(pl.lit(NONE)).alias(status),
            )
    return evolve(unit, frame=frame)


def _is_amount(figures: Figures) -> bool:
    plan = figures.asked.plan
    part = plan.parts.get(plan.value.strip())
    return figures.plain_count or (not plan.reduce and part is not None and part.agg is Agg.SUM)


def with_past(
    frame: pl.DataFrame, plan: EvaluationPlan, counted: Counted, units: Mapping[KpiLevel, Unit], ruleset: int
) -> tuple[pl.DataFrame, dict[str, Type]]:
    """The frame of a rule set with the windows' values, under the keys of their measures; and their types.

    Beside them stands `over:K`, the index of the stretch in `plan.measured`, `loaded:K`, how many of its single
    periods have rows of the metric in them, and `now:K`, whether the evaluated period itself has.
    """
    types: dict[str, Type] = {}
    groups: dict[tuple[KpiLevel, Back], dict[str, Wanted]] = {}
    for key, wish in plan.rulesets[ruleset].wanted.items():
        if wish.back is not None and counted.agenda.of(wish).why is None:
            groups.setdefault((wish.level, wish.back), {})[key] = wish
    for (level, back), mine in groups.items():
        frame, own = _with_stretch(frame, plan, counted, units[level], back, mine)
        types |= own
    return frame, types


def _with_stretch(  # noqa: PLR0913, PLR0917 -- one stretch of one level: where, of what, for whom
    frame: pl.DataFrame,
    plan: EvaluationPlan,
    counted: Counted,
    unit: Unit,
    back: Back,
    wishes: Mapping[str, Wanted],
) -> tuple[pl.DataFrame, dict[str, Type]]:
    """The values of one stretch, for its measures of one level."""
    over = plan.windows.over
    at = {index: stretch for (index, own), stretch in over.at.items() if own == back}
    frame = frame.with_columns(
        pl.col("period").cast(pl.Int32).replace_strict(at, default=None, return_dtype=pl.Int32).alias(_AT)
    )
    chosen: list[pl.Expr] = []
    types: dict[str, Type] = {}
    for key, wish in wishes.items():
        figures = unit.figures[counted.agenda.of(wish).name]
        exprs, own = measured(key, wish, figures, unit.frame)
        loaded = {index: sum(part in figures.loaded for part in over.parts[index]) for index in set(at.values())}
        frame = frame.with_columns(
            pl.col(_AT).cast(pl.Int64).alias(f"over:{key}"),
            pl.col(_AT).replace_strict(loaded, default=None, return_dtype=pl.Int64).alias(f"loaded:{key}"),
            pl.col("period").is_in(sorted(figures.loaded)).alias(f"now:{key}"),
        )
        chosen += exprs
        types |= own | {f"over:{key}": STRETCHES, f"loaded:{key}": STRETCHES, f"now:{key}": BOOL}
    keys = [key for key in unit.keys if key != RULESET]
    found = unit.frame.select(*(pl.col(key).alias(f"{key}~") for key in keys), *chosen)
    frame = frame.join(
        found,
        left_on=[_AT if key == PERIOD else key for key in keys],
        right_on=[f"{key}~" for key in keys],
        how="left",
        maintain_order="left",
    ).drop(_AT)
    return frame.with_columns(pl.col(f"status:{key}").fill_null(NONE) for key in wishes), types
