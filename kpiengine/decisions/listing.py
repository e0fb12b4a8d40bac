"""Lists of ids from yes/no columns, for many rows at once.

Rows with the same pattern of yes and no share one list, so the work grows with the number of patterns.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add

import polars as pl

_BITS = 56  # flags per Int64 word: seven bytes of eight


def list_column(frame: pl.DataFrame, flags: Sequence[tuple[str, str | pl.Expr]]) -> pl.Series:
    """For each row the ids whose flag is true, in the order given; `flags` are (id, column name or expression)."""
    columns = {str(place): pl.col(flag) if isinstance(flag, str) else flag for place, (_, flag) in enumerate(flags)}
    held = frame.select(**columns)
    some = held.select(pl.all().any()).row(0) if columns else ()
    # Most reasons hold for nobody: only the others are looked at row by row.
    ids = [id_ for (id_, _), any_ in zip(flags, some, strict=True) if any_]
    names = [name for name, any_ in zip(held.columns, some, strict=True) if any_]
    if not ids:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, frame.height)
    starts = range(0, len(ids), _BITS)
    patterns = held.select(**{f"word{start}": _word(names[start : start + _BITS]) for start in starts})
    listed = [
        pl.when(pl.col(f"word{start}") // (1 << place) % 2 == 1).then(pl.lit(id_))
        for start in starts
        for place, id_ in enumerate(ids[start : start + _BITS])
    ]
    lists = patterns.unique().with_columns(ids=pl.concat_list(listed).list.drop_nulls())
    return patterns.join(lists, on=patterns.columns, how="left", maintain_order="left").get_column("ids")


def _word(names: Sequence[str]) -> pl.Expr:
    """Flags as the bits of one number: first eight of them in a byte, where columns are narrow, then the bytes."""
    bytes_ = [
        reduce(add, (pl.col(name).cast(pl.UInt8) * (1 << place) for place, name in enumerate(names[start : start + 8])))
        for start in range(0, len(names), 8)
    ]
    return reduce(add, (byte.cast(pl.Int64) * (1 << 8 * place) for place, byte in enumerate(bytes_)))
