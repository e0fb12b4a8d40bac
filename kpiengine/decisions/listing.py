"""Lists of ids from yes/no columns, for many rows at once.

Rows with the same pattern of yes and no share one list, so the work grows with the number of patterns.
"""

from collections.abc import Sequence

import polars as pl

_BITS = 62  # flags per Int64 word


def list_column(frame: pl.DataFrame, flags: Sequence[tuple[str, str | pl.Expr]]) -> pl.Series:
    """For each row the ids whose flag is true, in the order given; `flags` are (id, column name or expression)."""
    if not flags:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, frame.height)
    yes = [pl.col(flag) if isinstance(flag, str) else flag for _, flag in flags]
    words = {
        f"word{start}": pl.sum_horizontal(
            flag.cast(pl.Int64) * (1 << place) for place, flag in enumerate(yes[start : start + _BITS])
        )
        for start in range(0, len(yes), _BITS)
    }
    patterns = frame.select(**words)
    names = list(words)
    distinct = patterns.unique()
    listed = [
        pl.when(pl.col(f"word{start}") // (1 << place) % 2 == 1).then(pl.lit(flags[start + place][0]))
        for start in range(0, len(yes), _BITS)
        for place in range(len(yes[start : start + _BITS]))
    ]
    lists = distinct.with_columns(ids=pl.concat_list(listed).list.drop_nulls())
    return patterns.join(lists, on=names, how="left", maintain_order="left").get_column("ids")
