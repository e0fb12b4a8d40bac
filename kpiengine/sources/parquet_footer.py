"""What a Parquet footer says of its columns: how many cells are missing, the smallest and the largest value.

The engine reads footers too but does not hand this on.  Only what is surely there and surely exact is given; a footer
that says nothing, or that this reader does not understand, gives nothing, and the column itself is then looked at.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen

_MAGIC = b"PAR1"
_INT32, _INT64, _BYTES = 1, 2, 6
_WIDTHS = {_INT32: 4, _INT64: 8}
_MAX_DEPTH = 32


@frozen
class Extent:
    """Of one column over a whole file or table: missing cells, smallest and largest stored integer.

    `filled` is true where every cell that is there holds at least one byte of text.  None is "not known".
    """

    nulls: int | None = None
    low: int | None = None
    high: int | None = None
    filled: bool = False

    def __or__(self, other: "Extent") -> "Extent":
        lows, highs = (self.low, other.low), (self.high, other.high)
        return Extent(
            None if self.nulls is None or other.nulls is None else self.nulls + other.nulls,
            None if None in lows else min(x for x in lows if x is not None),
            None if None in highs else max(x for x in highs if x is not None),
            self.filled and other.filled,
        )

    def within(self, most: int) -> bool:
        """Whether every integer is known to be from -most to most."""
        return self.low is not None and self.high is not None and -most <= self.low and self.high <= most


UNKNOWN = Extent()


def read_extents(path: Path) -> Mapping[str, Extent]:
    """Extents by top-level column name; empty where the footer cannot be read."""
    try:
        with path.open("rb") as file:
            return _extents(_footer(file))
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
        return {}


def _footer(file: BinaryIO) -> dict[int, Any]:
    end = file.seek(0, 2)
    file.seek(max(end - 8, 0))
    tail = file.read(8)
    size = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or size > end - 8:
        raise ValueError("no Parquet footer")
    file.seek(end - 8 - size)
    return _Compact(file.read(size)).struct()


def _extents(footer: dict[int, Any]) -> dict[str, Extent]:
    found: dict[str, Extent] = {}
    for group in footer[4]:
        for chunk in group[1]:
            meta = chunk[3]
            if len(meta[3]) != 1:
                continue
            name = meta[3][0].decode()
            one = _of_chunk(meta[1], meta.get(12, {}), meta[5])
            found[name] = found[name] | one if name in found else one
    return found


def _of_chunk(kind: int, said: dict[int, Any], values: int) -> Extent:
    nulls = said.get(3)
    high, low = said.get(5), said.get(6)
    if nulls == values and nulls is not None:
        return Extent(nulls, None, None, filled=True)
    if high is None or low is None:
        return Extent(nulls)
    if kind in _WIDTHS and len(low) == len(high) == _WIDTHS[kind]:
        return Extent(nulls, int.from_bytes(low, "little", signed=True), int.from_bytes(high, "little", signed=True))
    return Extent(nulls, filled=kind == _BYTES and len(low) > 0)


class _Compact:
    """Thrift's compact protocol, as far as footers use it: structs as dicts by field number."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        found: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._signed()
            found[field] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:  # noqa: ANN401, PLR0911 -- whatever the field holds, by kind
        match kind:
            case 1 | 2:
                return kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._signed()
            case 7:
                return self._take(8)
            case 8:
                return self._take(self._unsigned())
            case 9 | 10:
                return self._list(depth)
            case 12:
                return self.struct(depth + 1)
            case _:
                raise ValueError("a field of a kind that footers do not have")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = head >> 4 if head >> 4 != 15 else self._unsigned()  # noqa: PLR2004 -- 15 says that a number follows
        if size > len(self.data):
            raise ValueError("a list longer than the footer")
        kind = head & 15
        if kind in {1, 2}:
            return [self._byte() == 1 for _ in range(size)]
        return [self._value(kind, depth) for _ in range(size)]

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _take(self, size: int) -> bytes:
        found = self.data[self.at : self.at + size]
        if len(found) != size:
            raise ValueError("the footer ends early")
        self.at += size
        return found

    def _unsigned(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:  # noqa: PLR2004 -- the top bit says that more follows
                return found
            shift += 7
            if shift > 70:  # noqa: PLR2004 -- ten bytes hold 64 bits
                raise ValueError("a number of too many bytes")

    def _signed(self) -> int:
        found = self._unsigned()
        return (found >> 1) ^ -(found & 1)
