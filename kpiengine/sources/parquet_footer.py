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
# kinds of values in Thrift's compact protocol
_BOOLEANS, _NUMBERS, _BINARY, _STRUCT = frozenset({1, 2}), frozenset({4, 5, 6}), 8, 12


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
    return _struct(file.read(size), 0, 0)[0]


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


# Thrift's compact protocol, as far as footers use it.  A footer of a large file holds tens of thousands of values, and
# every run reads it: so plain functions over bytes and a position, and numbers of one byte read where they stand.


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, Any], int]:
    """A struct as a dict by field number, and the position after it."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    found: dict[int, Any] = {}
    field = 0
    while head := data[at]:
        at += 1
        if head > 15:  # noqa: PLR2004 -- the upper half is the step to the next field
            field += head >> 4
        else:
            field, at = _signed(data, at)
        kind = head & 15
        if kind in _NUMBERS:
            # Nearly all fields are numbers, and a call would take longer than to read one.
            byte = data[at]
            at += 1
            if byte > 127:  # noqa: PLR2004 -- more follows
                number, shift = byte & 127, 7
                while (byte := data[at]) > 127:  # noqa: PLR2004 -- the highest bit: another byte follows
                    number |= (byte & 127) << shift
                    shift += 7
                    at += 1
                if shift > 63:  # noqa: PLR2004 -- no number of the format has more bits
                    raise ValueError("a number of too many bytes")
                byte = number | byte << shift
                at += 1
            found[field] = (byte >> 1) ^ -(byte & 1)
        elif kind == _BINARY and data[at] < 128:  # noqa: PLR2004 -- a short text
            found[field], at = _bytes(data, at + 1, data[at])
        elif kind == _STRUCT:
            found[field], at = _struct(data, at, depth + 1)
        else:
            found[field], at = _value(data, at, kind, depth)
    return found, at + 1


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:  # noqa: PLR0911 -- one for each kind
    """Whatever a field holds, by its kind, and the position after it."""
    if kind in _NUMBERS:
        return _signed(data, at)
    if kind == _BINARY:
        size, at = _unsigned(data, at)
        return _bytes(data, at, size)
    if kind in _BOOLEANS:
        return kind == 1, at
    match kind:
        case 3:
            return data[at], at + 1
        case 7:
            return _bytes(data, at, 8)
        case 9 | 10:
            return _list(data, at, depth)
        case 12:  # _STRUCT
            return _struct(data, at, depth + 1)
        case _:
            raise ValueError("a field of a kind that footers do not have")


def _list(data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    kind, size = data[at] & 15, data[at] >> 4
    at += 1
    if size == 15:  # noqa: PLR2004 -- 15 says that a number follows
        size, at = _unsigned(data, at)
    if size > len(data):
        raise ValueError("a list longer than the footer")
    if kind in _BOOLEANS:
        return [value == 1 for value in data[at : at + size]], at + size
    found = []
    for _ in range(size):
        value, at = _struct(data, at, depth + 1) if kind == _STRUCT else _value(data, at, kind, depth)
        found.append(value)
    return found, at


def _bytes(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    if at + size > len(data):
        raise ValueError("the footer ends early")
    return data[at : at + size], at + size


def _unsigned(data: bytes, at: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first; the top bit says that more follows.  At most ten bytes, for 64 bits."""
    found = shift = 0
    while (byte := data[at]) > 127:  # noqa: PLR2004 -- the highest bit: another byte follows -- the eighth bit
        found |= (byte & 127) << shift
        shift += 7
        at += 1
        if shift > 63:  # noqa: PLR2004 -- no number of the format has more bits -- bits of the widest number
            raise ValueError("a number of too many bytes")
    return found | byte << shift, at + 1


def _signed(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    if byte < 128:  # noqa: PLR2004 -- most numbers are of one byte
        return (byte >> 1) ^ -(byte & 1), at + 1
    found, at = _unsigned(data, at)
    return (found >> 1) ^ -(found & 1), at
