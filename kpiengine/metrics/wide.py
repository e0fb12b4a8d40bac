"""Puts every measure beside everybody whom a rule set covers: one wide frame per rule set."""

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.metrics.asked import Asked
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.exposures import with_exposures
from kpiengine.metrics.keys import numbered
from kpiengine.metrics.known_queues import CALENDAR
from kpiengine.metrics.units import Counted, Unit
from kpiengine.metrics.values import AWAY, NONE, Figures, value_type, with_minimum
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.rules.model.words import KpiLevel

SAMPLE_BOUND = 10**12
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
    wishes = {key: wanted for key, wanted in everything.items() if wanted.back is None}
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
        asked = counted.agenda.of(wanted)
        if asked.why is not None:
            exprs, types[key] = _unavailable(key, asked)
            frame = frame.with_columns(exprs)
    # People without a team or site have no such value.
    frame = frame.with_columns(pl.col(f"status:{key}").fill_null(NONE) for key in wishes)
    found = {name: type_ for own in types.values() for name, type_ in own.items()} | before
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
    if rules.scenarios is None:
        return frame, {}, ()
    exposure = counted.agenda.exposures[exposure_kind(rules.scenarios.blend), rules.scenarios.by]
    return with_exposures(frame, rules, exposure, counted.cells[exposure.work], counted.levels)


def measured(key: str, wanted: Wanted, figures: Figures, frame: pl.DataFrame) -> tuple[list[pl.Expr], dict[str, Type]]:
    """The columns of one measure, from its level's frame."""
    # In a scenario the sample of the whole period says whether there are cases enough.
    status, known = with_minimum(figures, wanted.min_sample if wanted.whole is None else 0)
    parts = seen(frame, {figures.columns[id_]: type_ for id_, type_ in figures.types.items()})
    exprs = [
        pl.col(figures.column("value")).alias(f"value:{key}"),
        pl.col(figures.column("n")).alias(f"n:{key}"),
        known.alias(f"known:{key}"),
        status.alias(f"status:{key}"),
        *(pl.col(column).alias(f"part:{key}:{id_}") for id_, column in figures.columns.items()),
    ]
    sample = parts[figures.columns[figures.asked.plan.sample]]
    types = _types(key, figures.asked, {id_: parts[column] for id_, column in figures.columns.items()}, sample)
    return exprs, types


def _unavailable(key: str, asked: Asked) -> tuple[list[pl.Expr], dict[str, Type]]:
    """The columns of a measure that cannot be measured: all missing."""
    names = asked.plan.reduce[-1].parts if asked.plan.reduce else asked.plan.parts
    types = _types(key, asked, dict.fromkeys(names, number(0, 0)), number(0, 0))
    columns = [
        pl.lit(AWAY if name == f"status:{key}" else None, _stored(type_)).alias(name) for name, type_ in types.items()
    ]
    return columns, types


def _types(key: str, asked: Asked, parts: Mapping[str, Type], sample: Type) -> dict[str, Type]:
    value = value_type(asked)
    return {
        f"value:{key}": value,
        f"n:{key}": number(sample.scale, max(SAMPLE_BOUND, sample.bound)),
        f"known:{key}": value,
        f"status:{key}": TEXT,
        **{f"part:{key}:{id_}": type_ for id_, type_ in parts.items()},
    }


def _stored(type_: Type) -> type[pl.DataType]:
    return pl.String if type_ == TEXT else pl.Int64


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
