"""Curves of plugins: one more way from a value to points, as a formula."""

from collections.abc import Mapping

from attrs import Factory, frozen

MARKS = ("target", "floor", "stretch")


@frozen
class Curve:
    """What `curve = "ID"` in a rule file draws.

    `points` is a formula over `value` and the marks that it `needs` (of "target", "floor", "stretch"), all numbers
    in the metric's unit; its result is rounded once to the decimals of the score and cut to 0..120 (or to the
    stretch of `points_at`).  A value or mark that is missing makes the points missing.
    """

    id: str
    title: Mapping[str, str]
    points: str
    needs: tuple[str, ...] = ("target",)
    docs: Mapping[str, str] = Factory(dict)
