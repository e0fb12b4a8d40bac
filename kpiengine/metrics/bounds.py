"""Types of columns that are here already: their bound is the largest value that was seen.

So a formula over parts is proved safe for exactly the numbers that it meets, and is computed in 64 bits nearly
always; a bound by declaration would be far wider.
"""

from collections.abc import Mapping

import polars as pl
from attrs import evolve

from kpiengine.expressions.types import Kind, Type


def seen(frame: pl.DataFrame, types: Mapping[str, Type]) -> dict[str, Type]:
    """The types of these columns with the bounds that the frame's values have."""
    sized = [name for name, type_ in types.items() if type_.kind not in (Kind.BOOL, Kind.TEXT)]
    if not sized:
        return dict(types)
    ends = frame.select(
        *(pl.col(name).max().alias(f"max:{name}") for name in sized),
        *(pl.col(name).min().alias(f"min:{name}") for name in sized),
    ).row(0, named=True)
    sizes = {name: max(abs(ends[f"{end}:{name}"] or 0) for end in ("max", "min")) for name in sized}
    return {name: evolve(type_, bound=sizes[name]) if name in sizes else type_ for name, type_ in types.items()}
