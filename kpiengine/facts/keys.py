"""Rows with one key: identical ones are counted once, older versions are superseded, contradictions are refused.

Where every key is greater than the one before (files written in order of their key, as most exports are) no key is
there twice.  Else a sorted pass over 64-bit hashes finds keys that may be; only those rows are then compared exactly.
"""

from collections.abc import Callable, Sequence

import polars as pl
from attrs import frozen

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.facts import messages
from kpiengine.sources.messages import refused, shown
from kpiengine.sources.raw import ROW

PROBE = 1_000  # first rows that are looked at before the others

Locate = Callable[[int], tuple[str, int]]


@frozen
class Doubles:
    """Numbers of the rows that do not count, by cause."""

    duplicate: pl.Series
    superseded: pl.Series


NONE = Doubles(pl.Series(ROW, [], dtype=pl.Int64), pl.Series(ROW, [], dtype=pl.Int64))


def find_doubles(  # noqa: PLR0913, PLR0917 -- one table, in two forms, and what tells its rows apart
    plain: pl.LazyFrame, numbered: pl.LazyFrame, table: str, key: Sequence[str], rank: Sequence[str], locate: Locate
) -> Doubles:
    """Rows that repeat a key.

    `plain` and `numbered` are the same rows, the latter with ROW.  `rank` are the columns that tell versions,
    highest wins; without them rows of one key must be identical.  Raises Refused (exit 3) where they are not.
    """
    if _ascends(plain, key):
        return NONE
    hashes = plain.select(_hash(key)).collect(engine="streaming").to_series().sort()
    twice = hashes.filter(hashes == hashes.shift(1)).unique()
    del hashes
    if not twice.len():
        return NONE
    rows = numbered.filter(_hash(key).is_in(twice.implode())).collect(engine="streaming").sort(ROW)
    rows = rows.filter(pl.len().over(key) > 1)  # equal hashes of different keys
    if not rows.height:
        return NONE
    superseded = pl.Series(ROW, [], dtype=pl.Int64)
    if rank:
        # missing versions are the oldest
        order = [pl.col(c).fill_null(-1) for c in rank]
        newest = pl.struct(order).rank("dense", descending=True).over(key) == 1
        rows = rows.with_columns(newest=newest)
        superseded = rows.filter(~pl.col("newest"))[ROW]
        rows = rows.filter("newest").drop("newest")
    _refuse_conflicts(rows, table, key, locate, versions=bool(rank))
    duplicate = rows.filter(pl.col(ROW) != pl.col(ROW).min().over(key))[ROW]
    return Doubles(duplicate, superseded)


def _ascends(plain: pl.LazyFrame, key: Sequence[str]) -> bool:
    """Whether each key is greater than the one before; a few rows tell of most tables that theirs are not."""
    if len(key) != 1:
        return False
    value = pl.col(key[0])
    follows = plain.select((value > value.shift(1)).slice(1).all(ignore_nulls=False).fill_null(value=False))
    few = plain.head(PROBE).select((value > value.shift(1)).slice(1).all(ignore_nulls=False).fill_null(value=False))
    return bool(few.collect(engine="streaming").item()) and bool(follows.collect(engine="streaming").item())


def _hash(key: Sequence[str]) -> pl.Expr:
    parts = [pl.col(column).hash(seed) for seed, column in enumerate(key)]
    found = parts[0]
    for part in parts[1:]:
        found = found.xor(part)
    return found


def _refuse_conflicts(rows: pl.DataFrame, table: str, key: Sequence[str], locate: Locate, *, versions: bool) -> None:
    others = [c for c in rows.columns if c not in {ROW, *key}]
    differs = rows.group_by(key, maintain_order=True).agg(
        pl.col(ROW), *(pl.col(c).n_unique().alias(f"n:{c}") for c in others)
    )
    wrong = differs.filter(pl.any_horizontal(pl.lit(value=False), *(pl.col(f"n:{c}") > 1 for c in others)))
    if not wrong.height:
        return
    faults: list[Diagnostic] = []
    for found in wrong.head(messages.EXAMPLES).iter_rows(named=True):
        places = [locate(row) for row in found[ROW][:3]]
        which = " and ".join(f"{column} {shown(str(found[column]))}" for column in key)
        columns = [c for c in others if found[f"n:{c}"] > 1]
        listed = [f"{path}:{line}" for path, line in places]
        faults.append(messages.conflict(table, which, listed, columns, Place(*places[0]), versions=versions))
    if wrong.height > messages.EXAMPLES:
        faults.append(messages.more_conflicts(table, wrong.height - messages.EXAMPLES))
    raise refused(*faults)
