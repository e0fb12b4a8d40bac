"""Puts rows in order on Polars: in pieces, each sorted as plain whole numbers.

The hash of the group's keys says to which piece a row belongs, so a group is never torn apart.  Inside a piece rows are
sorted as 128-bit whole numbers: the hash, then the first column of the order, then the row's place.  Strings are never
sorted.  Pieces are worked on side by side, and no more of them are in memory than are worked on.

Nothing is left to luck: rows with equal sort keys are ordered by all columns of the order, and if two groups ever had
one hash, the piece is sorted by the keys themselves.
"""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl
from attrs import frozen

PIECE = 300_000  # rows; fewer cost more for being started than they save
_HASH, _PLACE = "@hash", "@place"
_BITS = 127  # binary digits of the widest whole number


@frozen
class Given:
    """Rows as they come, and how they are to stand: in groups of equal `within`, each in the order of `by`."""

    rows: pl.LazyFrame
    within: tuple[str, ...]
    by: tuple[str, ...]

    def read(self, columns: Iterable[str]) -> tuple[pl.DataFrame, Iterator[pl.Series | None]]:
        """The rows with these columns and what puts them in order; and of each piece the numbers of its rows.

        No numbers stand for all rows.
        """
        names = dict.fromkeys([*columns, *self.within, *self.by])
        hashed = hash_of(self.within).cast(pl.Int64).alias(_HASH)
        found = _in_one_chunk(self.rows.select(*names, hashed).collect(engine="streaming"))
        return found, _pieces(found.get_column(_HASH))

    def in_order(self, piece: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
        """A piece of what was read in order, with these columns; and which rows are the first of their group."""
        key = piece.select(pl.col(_HASH).alias("hash"), *_fields(self.within, self.by))
        first = _above_least(key.get_column("o0"))
        order, head = _sorted(key.get_column("hash"), first)
        order = _settled(key, order, head)
        keys = piece.select(self.within).gather(order)
        begins = differs(keys)
        if mixed(begins, head, 2 ** _bits(first)):
            order = by_keys(key)
            keys = piece.select(self.within).gather(order)
            begins = differs(keys)
        others = [name for name in columns if name not in self.within]
        return keys.hstack(piece.select(others).gather(order)).select(columns), begins


def hash_of(within: Sequence[str]) -> pl.Expr:
    """63 bits that are equal where all the keys are, and only by rare chance elsewhere."""
    found = pl.col(within[0]).hash(0)
    for seed, name in enumerate(within[1:], start=1):
        found = found.xor(pl.col(name).hash(seed))
    return found // 2


def differs(keys: pl.DataFrame) -> pl.Series:
    """Whether a row has other keys than the row before; the first has."""
    first = pl.int_range(pl.len()) == 0
    return keys.select(
        pl.any_horizontal(first, *(pl.col(n).ne_missing(pl.col(n).shift(1)) for n in keys.columns))
    ).to_series()


def mixed(begins: pl.Series, head: pl.Series, width: int) -> bool:
    """Whether rows of two groups with one hash may be mixed: then somewhere a group ends inside a hash.

    `head` is in order; its part above `width` is equal where the hash is.
    """
    above = head // width
    return bool((begins & (above == above.shift(1))).fill_null(value=False).any())


def by_keys(key: pl.DataFrame) -> pl.Series:
    """The order by the keys themselves, and then by the columns of the order."""
    return key.select(pl.arg_sort_by(_by(key))).to_series()


def numbers(count: int) -> pl.Series:
    """So many whole numbers from 0."""
    return pl.int_range(count, dtype=pl.UInt32, eager=True)


def _in_one_chunk(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as they are, quick to gather from; one column after the other, so that only one is there twice."""
    for index, name in enumerate(rows.columns):
        rows.replace_column(index, rows.get_column(name).rechunk())
    return rows


def _pieces(hashes: pl.Series) -> Iterator[pl.Series | None]:
    count = -(-len(hashes) // PIECE)
    if count <= 1:
        yield None
        return
    number = (hashes % count).cast(pl.UInt32).alias("number").to_frame().with_row_index(_PLACE)
    places = number.group_by("number").agg(_PLACE).get_column(_PLACE)
    yield from (places[index] for index in range(len(places)))


def _fields(within: Sequence[str], by: Sequence[str]) -> list[pl.Expr]:
    keys = [pl.col(name).alias(f"k{i}") for i, name in enumerate(within)]
    return keys + [pl.col(name).alias(f"o{i}") for i, name in enumerate(by)]


def _sorted(group: pl.Series, first: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Row numbers in the order of two columns of whole numbers from 0, and both as one number, in that order.

    The row's own number is put behind them, so that plain numbers are sorted: quicker than sorting rows by numbers.
    """
    places, under = len(group).bit_length(), _bits(first)
    spare = max(0, _bits(group) + under + places - _BITS)  # of a hash, some digits less will do
    both = (pl.col("group") // 2**spare).cast(pl.Int128) * 2**under + pl.col("first").cast(pl.Int128)
    row = pl.int_range(pl.len(), dtype=pl.Int64).cast(pl.Int128)
    whole = pl.DataFrame({"group": group, "first": first}).select(both * 2**places + row).to_series().sort()
    split = whole.to_frame("it").select(row=(pl.col("it") % 2**places).cast(pl.UInt32), both=pl.col("it") // 2**places)
    return split.get_column("row"), split.get_column("both")


def _above_least(first: pl.Series) -> pl.Series:
    """By how much each value lies above the least; nothing for what is no whole number."""
    least = first.min() if first.dtype.is_integer() else None
    if not isinstance(least, int):
        return pl.zeros(len(first), dtype=pl.Int64, eager=True)
    # As wide as the distance of two whole numbers may be.
    return first.to_frame("o0").select((pl.col("o0").cast(pl.Int128) - least).fill_null(0)).to_series()


def _bits(digits: pl.Series) -> int:
    """How many binary digits the highest of these whole numbers from 0 has."""
    highest = digits.max()
    return highest.bit_length() if isinstance(highest, int) else 0


def _settled(key: pl.DataFrame, order: pl.Series, head: pl.Series) -> pl.Series:
    """The order, with rows of equal `head` ordered by all keys; `head` is given in that order."""
    same = (head == head.shift(1)).fill_null(value=False)
    if not same.any():
        return order
    at = (same | same.shift(-1).fill_null(value=False)).arg_true()
    few = order.gather(at)
    tied = key.select(pl.all().gather(few)).with_columns(head.gather(at).alias("head"))
    return order.scatter(at, few.gather(tied.select(pl.arg_sort_by("head", *_by(key))).to_series()))


def _by(key: pl.DataFrame) -> list[str]:
    return [name for letter in "ko" for name in key.columns if name[0] == letter]
