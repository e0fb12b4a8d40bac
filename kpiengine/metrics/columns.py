"""The columns that a measure has in the wide frame: value, sample, known value, status, parts."""

from collections.abc import Mapping

import polars as pl

from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.metrics.asked import Asked
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.values import AWAY, Figures, value_type, with_minimum
from kpiengine.rules.checked import Wanted

SAMPLE_BOUND = 10**12


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
    types = types_of(key, figures.asked, {id_: parts[column] for id_, column in figures.columns.items()}, sample)
    return exprs, types


def types_of(key: str, asked: Asked, parts: Mapping[str, Type], sample: Type) -> dict[str, Type]:
    """The types of a measure's columns."""
    value = value_type(asked)
    return {
        f"value:{key}": value,
        f"n:{key}": number(sample.scale, max(SAMPLE_BOUND, sample.bound)),
        f"known:{key}": value,
        f"status:{key}": TEXT,
        **{f"part:{key}:{id_}": type_ for id_, type_ in parts.items()},
    }


def unavailable(key: str, asked: Asked) -> tuple[list[pl.Expr], dict[str, Type]]:
    """The columns of a measure that cannot be measured: all missing."""
    names = asked.plan.reduce[-1].parts if asked.plan.reduce else asked.plan.parts
    types = types_of(key, asked, dict.fromkeys(names, number(0, 0)), number(0, 0))
    columns = [
        pl.lit(AWAY if name == f"status:{key}" else None, _stored(type_)).alias(name) for name, type_ in types.items()
    ]
    return columns, types


def _stored(type_: Type) -> type[pl.DataType]:
    return pl.String if type_ == TEXT else pl.Int64
