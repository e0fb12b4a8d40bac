"""Atoms: the shortest stretches of local days that every asked period and every roster row is made of.

Weeks do not nest in months and people change teams in mid-month, so rows are first given to atoms, and every
larger span is a sum of atoms.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from kpiengine.periods import Period


def cut_days(periods: Sequence[Period], change_days: Iterable[int]) -> tuple[int, ...]:
    """Local days at which an atom begins, ascending; the last one ends the last atom.

    `change_days` are days on which the roster changes; those outside the periods do not cut anything.
    """
    bounds = {day for period in periods for day in (period.start_day, period.end_day)}
    first, last = min(bounds), max(bounds)
    return tuple(sorted(bounds | {day for day in change_days if first < day < last}))


def atoms_of(cuts: Sequence[int], period: Period) -> range:
    """The atoms that make a period."""
    return range(cuts.index(period.start_day), cuts.index(period.end_day))


def atoms_frame(cuts: Sequence[int]) -> pl.DataFrame:
    """One row per atom: atom (0..), first_day, last_day (both included), days."""
    return pl.DataFrame(
        {
            "atom": range(len(cuts) - 1),
            "first_day": cuts[:-1],
            "last_day": [day - 1 for day in cuts[1:]],
        },
        schema={"atom": pl.Int32, "first_day": pl.Int32, "last_day": pl.Int32},
    ).with_columns(days=pl.col("last_day") - pl.col("first_day") + 1)


def period_atoms(periods: Sequence[Period], atoms: pl.DataFrame) -> pl.DataFrame:
    """Which atoms make which period: atom, period (index), first_day, last_day, days."""
    spans = pl.DataFrame(
        {
            "period": range(len(periods)),
            "start_day": [p.start_day for p in periods],
            "end_day": [p.end_day for p in periods],
        },
        schema={"period": pl.Int32, "start_day": pl.Int32, "end_day": pl.Int32},
    )
    inside = (pl.col("first_day") >= pl.col("start_day")) & (pl.col("last_day") < pl.col("end_day"))
    return atoms.join(spans, how="cross").filter(inside).drop("start_day", "end_day")
