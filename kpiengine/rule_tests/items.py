"""What of a rule set can be tried: an item, and those that stand in lists of lines."""

from collections.abc import Iterator

import polars as pl
from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.model.by import By
from kpiengine.rules.model.values import Number


@frozen
class Item:
    """Something to be tried: in words, where the rule file says it, and when a row of the last frame has tried it."""

    words: str
    path: Path
    tried: pl.Expr


def lines(what: str, by: By, path: Path) -> Iterator[Item]:
    """Each line of a list or table that differs by something."""
    for index, line in enumerate(by.lines):
        at = (*path, str(line.at) if isinstance(line.at, str) else index)
        word = line.at if isinstance(line.at, str) else f"from {line.at}"
        yield Item(f"{what} {word}", at, pl.col(f"line {'.'.join(map(str, path))}") == index)


def stored(value: Number, decimals: int) -> int:
    """A number as columns hold it."""
    return int(value * 10**decimals)
