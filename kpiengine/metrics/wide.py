"""Puts every measure beside everybody whom a rule set covers: one wide frame per rule set."""

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.metrics.columns import measured, unavailable
from kpiengine.metrics.exposures import with_exposures
from kpiengine.metrics.keys import numbered
from kpiengine.metrics.known_queues import CALENDAR
from kpiengine.metrics.stints import with_stints
from kpiengine.metrics.units import Counted, Unit
from kpiengine.metrics.values import NONE
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.stints import is_split

DAYS_BOUND = 10**6
FTE = number(2, 10**6)
PLACE = {
    "first_day": number(0, DAYS_BOUND),
    "last_day": number(0, DAYS_BOUND),
    "unit:team": TEXT,
    "unit:site": TEXT,
}
WHO = ("agent", "agent_id", "name", "period", "days", "period_days", "team", "site", "joined_days")


Beside = Callable[[pl.DataFrame], tuple[pl.DataFrame, dict[str, Type]]]


def wide(  # noqa: PLR0913, PLR0917 -- what was planned and counted, for which rule set, and what else it reads
    plan: EvaluationPlan,
    counted: Counted,
    units: Mapping[KpiLevel, Unit],
    ruleset: int,
    past: Beside | None = None,
    subjects: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, dict[str, Type], tuple[str, ...]]:
    """The frame of one rule set, rows as in `plan.covered`, and the types of its columns, and notes.

    `past` puts the values of windows beside, which are not of the period itself.  `subjects` are the rows of a rule set
    whose subjects the plan cannot know.
    """
    covered = plan.covered.filter(pl.col("ruleset") == ruleset) if subjects is None else subjects
    covered = numbered(covered, keep=True)
    everything = plan.rulesets[ruleset].wanted
    wishes = {key: wanted for key, wanted in everything.items() if wanted.back is None and wanted.stint is None}
    frame = covered
    types: dict[str, dict[str, Type]] = {key: {} for key in everything}
    for unit in units.values():
        chosen: list[pl.Expr] = []
        for key, wanted in wishes.items():
            figures = unit.figures.get(counted.agenda.of(wanted).name)
            if figures is not None:
                exprs, types[key] = measured(key, wanted, figures, unit.frame)
                chosen += exprs
        if chosen:
            mine = unit.frame.select(*unit.keys, *chosen)
            frame = frame.join(mine, on=unit.keys, how="left", maintain_order="left")
    before: dict[str, Type] = {}
    if past is not None:
        frame, before = past(frame)
    for key, wanted in everything.items():
        if wanted.stint is not None:
            continue
        asked = counted.agenda.of(wanted)
        if asked.why is not None:
            exprs, types[key] = unavailable(key, asked)
            frame = frame.with_columns(exprs)
    # People without a team or site have no such value.
    frame = frame.with_columns(pl.col(f"status:{key}").fill_null(NONE) for key in wishes)
    found = {name: type_ for own in types.values() for name, type_ in own.items()} | before
    frame, stinted = with_stints(plan, counted, units, frame, ruleset)
    found |= stinted
    frame, exposures, notes = _exposed(plan, counted, frame, ruleset)
    found |= exposures
    roster = [name for name in covered.columns if name.startswith("roster:")]
    person = {name: plan.roster.columns.get(name.removeprefix("roster:")) for name in roster}
    known = {name: type_ for name, type_ in person.items() if isinstance(type_, Type)}
    days = dict.fromkeys(("days", "period_days", "joined_days", "tenure_months", "tenure_days"), number(0, DAYS_BOUND))
    frame = frame.with_columns(*_tenure(plan), *_place(plan), pl.col("roster:fte").alias("fte"))
    beside = [name for name in covered.columns if name == CALENDAR]
    frame = frame.select(*WHO, *beside, *roster, *PLACE, "tenure_months", "tenure_days", "fte", *found)
    return frame, known | days | PLACE | {"fte": known.get("roster:fte", FTE)} | found, notes


def _exposed(
    plan: EvaluationPlan, counted: Counted, frame: pl.DataFrame, ruleset: int
) -> tuple[pl.DataFrame, dict[str, Type], tuple[str, ...]]:
    """How much was done in each scenario, where the rule set has scenarios."""
    rules = plan.rulesets[ruleset].ruleset
    if rules.scenarios is None or is_split(rules):
        return frame, {}, ()
    exposure = counted.agenda.exposures[exposure_kind(rules.scenarios.blend), rules.scenarios.by]
    return with_exposures(frame, rules, exposure, counted.cells[exposure.work], counted.levels)


def _place(plan: EvaluationPlan) -> Iterator[pl.Expr]:
    """First and last day of the period, and names of the units whose numbers stand in the frame."""
    at = pl.col("period").cast(pl.Int32)
    for name, days in (
        ("first_day", [period.start_day for period in plan.periods]),
        ("last_day", [period.end_day - 1 for period in plan.periods]),
    ):
        yield at.replace_strict(range(len(days)), days, return_dtype=pl.Int64).alias(name)
    for unit, names in (("team", plan.teams), ("site", plan.sites)):
        known = pl.col(unit).replace_strict(range(len(names)), [None, *names[1:]], return_dtype=pl.String)
        yield known.alias(f"unit:{unit}")


def _tenure(plan: EvaluationPlan) -> tuple[pl.Expr, pl.Expr]:
    """Full months and days from the day of hiring to the first day of the period; 0 for who came later."""
    first = pl.DataFrame({"first": [period.start_day for period in plan.periods]})["first"]
    start = pl.col("period").cast(pl.Int32).replace_strict(range(len(first)), first, return_dtype=pl.Int32)
    hired = pl.col("roster:hired_on").cast(pl.Int32)
    begin, end = hired.cast(pl.Date), start.cast(pl.Date)
    months = (
        (end.dt.year() - begin.dt.year()) * 12
        + end.dt.month().cast(pl.Int32)
        - begin.dt.month().cast(pl.Int32)
        - (end.dt.day() < begin.dt.day()).cast(pl.Int32)
    )
    both = {"tenure_months": months, "tenure_days": start - hired}
    return tuple(  # type: ignore[return-value]  # two names, two expressions
        pl.when(hired.is_not_null()).then(pl.max_horizontal(made.cast(pl.Int64), pl.lit(0, pl.Int64))).alias(name)
        for name, made in both.items()
    )
