"""Values made of those of peers: mean, median, percentile, rank and outliers within a group, exact in whole numbers.

A group is everybody whom the rule set scores in the period, or of them one team or site (that of the last covered day);
oneself is one of them.  Who has no known value is in no group: missing is never zero and lowers nobody's mean.  In a
group with fewer known values than the window asks for, nobody has a result.  Equal values have equal results.

    peer_mean, peer_median   of the values as they are shown, one fraction, rounded once to their decimals
    rank                     1 + how many have a better value
    peer_percentile          100 (how many are worse + half of the others who are equal) / (the others)
    outlier, "iqr"           beyond the quartiles (as Excel's QUARTILE.INC) by more than the factor times their distance
    outlier, "z"             further from the mean than the factor times the standard deviation (of the group itself)

Roots are not taken: distances are compared as squares, and fractions by multiplying out.  `one` is the scalar
interpreter: the same value for one subject, by another way.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from kpiengine.errors import DataError
from kpiengine.expressions.types import INT128_MAX, Type, number
from kpiengine.numbers import round_fraction
from kpiengine.rules.checked import Peers, Statistic

COUNT = number(0, 10**9)
_HALF = 2
_QUARTERS = 4
_PERCENT = 1000  # 100 with one decimal


def count_column(peers: Peers) -> str:
    """How many in the group have a known value."""
    return f"peers:{peers.column}"


def with_peers(
    frame: pl.DataFrame, windows: Sequence[Peers], types: Mapping[str, Type]
) -> tuple[pl.DataFrame, dict[str, Type]]:
    """The frame with each window's column and `peers:` that column, and the types with theirs.

    Needs `period`, and `team` and `site` (0 for none) where a window compares within these.  Raises `DataError` where
    values are so large that their squares leave 128 bits.
    """
    found = dict(types)
    for one in windows:
        frame = _with_one(frame, one)
        found |= {one.column: one.type, count_column(one): COUNT}
    return frame, found


def _with_one(frame: pl.DataFrame, peers: Peers) -> pl.DataFrame:
    keys = ["period"] if peers.among == "ruleset" else ["period", peers.among]
    x, n = pl.col(peers.of).cast(pl.Int128), pl.col("~n")
    mine = frame.select(*keys, x.alias("~x"))
    groups = _groups(mine, keys, peers)
    beside = mine.join(groups, on=keys, how="left", maintain_order="left")
    if peers.statistic in {Statistic.RANK, Statistic.PERCENTILE}:
        beside = beside.with_columns(
            pl.col("~x").rank("min", descending=not peers.lower).over(keys).cast(pl.Int128).alias("~first"),
            pl.col("~x").rank("max", descending=not peers.lower).over(keys).cast(pl.Int128).alias("~last"),
        )
    enough = n >= peers.at_least
    if peers.among != "ruleset":
        enough &= pl.col(peers.among) > 0  # people without a team are not a team
    value = pl.when(enough).then(_value(peers))
    if peers.statistic in _OUTLIERS:
        made = beside.select(value.alias(peers.column), n.cast(pl.Int64).alias(count_column(peers)))
    else:
        made = beside.select(value.cast(pl.Int64).alias(peers.column), n.cast(pl.Int64).alias(count_column(peers)))
    return frame.with_columns(made.get_columns())


_OUTLIERS = {Statistic.OUTLIER, Statistic.OUTLIER_HIGH, Statistic.OUTLIER_LOW}


def _groups(mine: pl.DataFrame, keys: list[str], peers: Peers) -> pl.DataFrame:
    """One row for each group: `~n` known values, and what the statistic needs of them."""
    x, n = pl.col("~x"), pl.col("~x").count().cast(pl.Int128)
    needs: dict[str, pl.Expr] = {"~n": n}
    if peers.statistic is Statistic.MEAN or peers.method == "z":
        _check_size(mine, peers)
        needs |= {"~sum": x.sum(), "~squares": (x * x).sum()}
    if peers.statistic is Statistic.MEDIAN or peers.method == "iqr":
        needs["~sorted"] = x.drop_nulls().sort()
    groups = mine.group_by(keys).agg(**needs)
    if "~sorted" not in needs:
        return groups
    last = (pl.col("~n") - 1).cast(pl.Int64)
    places = {
        "~low": (last, _HALF, 1),
        "~q1": (last, _QUARTERS, 1),
        "~q3": (last, _QUARTERS, 3),
    }
    return groups.with_columns(
        _between(last * times, of).alias(name) for name, (last, of, times) in places.items()
    ).drop("~sorted")


def _between(place: pl.Expr, of: int) -> pl.Expr:
    """`of` times the value at place / `of` of the sorted ones, on the straight line between its neighbours."""
    at, rest = place // of, (place % of).cast(pl.Int128)
    low = pl.col("~sorted").list.get(at, null_on_oob=True)
    high = pl.col("~sorted").list.get(pl.min_horizontal(at + 1, pl.col("~n").cast(pl.Int64) - 1), null_on_oob=True)
    return low * of + (high - low) * rest


def _value(peers: Peers) -> pl.Expr:
    x, n = pl.col("~x"), pl.col("~n")
    match peers.statistic:
        case Statistic.MEAN:
            return _rounded(pl.col("~sum"), n)
        case Statistic.MEDIAN:
            return _rounded(pl.col("~low"), pl.lit(_HALF, pl.Int128))
        case Statistic.RANK:
            return pl.col("~first")
        case Statistic.PERCENTILE:
            # From the best: who is not before and not equal is worse.
            worse_twice = 2 * n - pl.col("~first") - pl.col("~last")
            return _rounded(worse_twice * _PERCENT, 2 * (n - 1))
        case _:
            below, above = _beyond(peers, x, n)
            if peers.statistic is Statistic.OUTLIER_HIGH:
                return above
            return below if peers.statistic is Statistic.OUTLIER_LOW else below | above


def _beyond(peers: Peers, x: pl.Expr, n: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether a value is too low, and whether it is too high."""
    factor, unit = Fraction(peers.factor).as_integer_ratio()
    if peers.method == "iqr":
        wide = (pl.col("~q3") - pl.col("~q1")) * factor
        four = x * _QUARTERS * unit
        return four < pl.col("~q1") * unit - wide, four > pl.col("~q3") * unit + wide
    away = n * x - pl.col("~sum")
    far = away * away * unit * unit > (n * pl.col("~squares") - pl.col("~sum") * pl.col("~sum")) * factor * factor
    return far & (away < 0), far & (away > 0)


def _rounded(num: pl.Expr, den: pl.Expr) -> pl.Expr:
    """The fraction, half away from zero; `den` is over 0 wherever it counts."""
    den = pl.when(den > 0).then(den)
    size = (2 * num.abs() + den) // (2 * den)
    return pl.when(num < 0).then(0 - size).otherwise(size)  # there is no sign change in 128 bits


def _check_size(mine: pl.DataFrame, peers: Peers) -> None:
    ends = (mine["~x"].max(), mine["~x"].min())
    largest = max(abs(int(end)) if isinstance(end, int) else 0 for end in ends)
    factor, unit = Fraction(peers.factor).as_integer_ratio()
    if (2 * mine.height * largest * max(factor, unit, 1)) ** 2 > INT128_MAX:
        raise DataError(
            f"{peers.column}: values up to {largest} of {mine.height} peers are too large to be compared exactly; "
            "declare a smaller range or fewer decimals for the metric"
        )


# -- one subject ----------------------------------------------------------------------------------------------------


def one(peers: Peers, own: int | None, group: Sequence[int | None]) -> int | bool | None:  # noqa: PLR0911 -- one for each
    """The value for a subject with this value, in a group that has these (its own among them)."""
    known = sorted(value for value in group if value is not None)
    n = len(known)
    if n < peers.at_least:
        return None
    match peers.statistic:
        case Statistic.MEAN:
            return _half_up(Fraction(sum(known), n))
        case Statistic.MEDIAN:
            return _half_up(_quantile(known, Fraction(1, 2)))
    if own is None:
        return None
    worse = sum(value > own if peers.lower else value < own for value in known)
    equal = known.count(own)
    match peers.statistic:
        case Statistic.RANK:
            return n - worse - equal + 1
        case Statistic.PERCENTILE:
            return _half_up(_PERCENT * (worse + Fraction(equal - 1, 2)) / (n - 1))
    low, high = _fences(peers, known)
    below, above = (own < low, own > high) if peers.method == "iqr" else _by_z(peers, own, known)
    if peers.statistic is Statistic.OUTLIER_HIGH:
        return above
    return below if peers.statistic is Statistic.OUTLIER_LOW else below or above


def _fences(peers: Peers, known: Sequence[int]) -> tuple[Fraction, Fraction]:
    first, third = _quantile(known, Fraction(1, 4)), _quantile(known, Fraction(3, 4))
    far = Fraction(peers.factor) * (third - first)
    return first - far, third + far


def _by_z(peers: Peers, own: int, known: Sequence[int]) -> tuple[bool, bool]:
    mean = Fraction(sum(known), len(known))
    variance = sum(((value - mean) ** 2 for value in known), Fraction(0)) / len(known)
    far = (own - mean) ** 2 > Fraction(peers.factor) ** 2 * variance
    return far and own < mean, far and own > mean


def _quantile(known: Sequence[int], share: Fraction) -> Fraction:
    place = share * (len(known) - 1)
    at = place.numerator // place.denominator
    high = known[min(at + 1, len(known) - 1)]
    return known[at] + (place - at) * (high - known[at])


def _half_up(value: Fraction) -> int:
    return round_fraction(value.numerator, value.denominator)
