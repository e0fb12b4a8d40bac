"""The segments of a rule set that is split by team, beside everybody whom it covers.

For each stint (`rules.stints`) there are the columns of its measures, on the days in that team; `exposure:team1`, how
many days these are or how much was done on them; `unit:team#team1` and `unit:site#team1`, the names of the units.
"""

from collections.abc import Mapping

import polars as pl

from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.columns import measured, unavailable
from kpiengine.metrics.keys import LEVEL_KEYS, numbered
from kpiengine.metrics.units import Counted, Unit
from kpiengine.metrics.values import NONE
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.segments import segment_key
from kpiengine.rules.stints import BY_TEAM, stint

DAYS = number(0, 10**6)
_WHOSE = ["agent", "period"]


def with_stints(
    plan: EvaluationPlan, counted: Counted, units: Mapping[KpiLevel, Unit], frame: pl.DataFrame, ruleset: int
) -> tuple[pl.DataFrame, dict[str, Type]]:
    """The frame with the columns of every stint of the rule set, and their types."""
    types: dict[str, Type] = {}
    if plan.stints is None or ruleset not in plan.stints.counts:
        return frame, types
    for place in range(plan.stints.counts[ruleset]):
        rows = plan.stints.covered.filter(pl.col("ruleset") == plan.stints.firsts[ruleset] + place)
        found, own = _one(plan, counted, units, rows, ruleset, stint(place + 1))
        frame = frame.join(found, on=_WHOSE, how="left", maintain_order="left")
        statuses = [name for name in own if name.startswith("status:")]
        frame = frame.with_columns(
            pl.col(statuses).fill_null(NONE), pl.col(f"exposure:{stint(place + 1)}").fill_null(0)
        )
        types |= own
    return frame, types


def _one(  # noqa: PLR0913, PLR0917 -- one stint: of what, for whom
    plan: EvaluationPlan,
    counted: Counted,
    units: Mapping[KpiLevel, Unit],
    rows: pl.DataFrame,
    ruleset: int,
    name: str,
) -> tuple[pl.DataFrame, dict[str, Type]]:
    """One stint of everybody who has it."""
    checked = plan.rulesets[ruleset]
    wanted = {key: one for key, one in checked.wanted.items() if one.stint == name and one.back is None}
    asked = {key: counted.agenda.of(checked.wanted[str(one.whole)]) for key, one in wanted.items()}
    frame, types = numbered(rows, keep=True), dict[str, Type]()
    for unit in units.values():
        chosen: list[pl.Expr] = []
        for key, one in wanted.items():
            figures = unit.figures.get(asked[key].name)
            if figures is not None:
                exprs, own = measured(key, one, figures, unit.frame)
                chosen, types = chosen + exprs, types | own
        if chosen:
            mine = unit.frame.select(*unit.keys, *chosen)
            frame = frame.join(mine, on=unit.keys, how="left", maintain_order="left")
    for key in wanted:
        if asked[key].why is not None:
            exprs, own = unavailable(key, asked[key])
            frame, types = frame.with_columns(exprs), types | own
    frame, types[f"exposure:{name}"] = _exposed(frame, counted, checked.ruleset.segments.blend, f"exposure:{name}")
    for unit_name, names in (("team", plan.teams), ("site", plan.sites)):
        column = segment_key(f"unit:{unit_name}", name)
        known = pl.col(unit_name).replace_strict(range(len(names)), [None, *names[1:]], return_dtype=pl.String)
        frame, types[column] = frame.with_columns(known.alias(column)), TEXT
    return frame.select(*_WHOSE, *types), types


def _exposed(frame: pl.DataFrame, counted: Counted, blend: str, column: str) -> tuple[pl.DataFrame, Type]:
    """How long a stint was: its days, or what was done on them."""
    if blend == "days":
        return frame.with_columns(pl.col("days").cast(pl.Int64).alias(column)), DAYS
    exposure = counted.agenda.exposures[exposure_kind(blend), BY_TEAM]
    keys = LEVEL_KEYS[KpiLevel.AGENT]
    done = counted.levels.roll_up(counted.cells[exposure.work], KpiLevel.AGENT)
    done = done.select(*keys, pl.col(exposure.column).cast(pl.Int64).alias(column))
    frame = frame.join(done, on=keys, how="left", maintain_order="left").with_columns(pl.col(column).fill_null(0))
    return frame, seen(frame, {column: exposure.type})[column]
