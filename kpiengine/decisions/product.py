"""An amount as one fraction: factors over factors, in major units of the currency, divided once."""

from collections.abc import Mapping, Sequence
from functools import reduce

from attrs import evolve, frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.expressions.types import INT64_MAX, number

EXACT_SCALE = 9


@frozen
class Share:
    """A part of a whole; the part is at most `most` times the whole."""

    part: Node
    whole: Node
    most: int = 1


@frozen
class Product:
    """An amount: `worth` is what it is made of, `shares` are fractions of it.

    `within` is a product that the amount never passes, where the bounds of `worth` alone say far too much.
    """

    worth: tuple[Node, ...]
    shares: tuple[Share, ...] = ()
    within: tuple[Node, ...] = ()

    @property
    def numerators(self) -> tuple[Node, ...]:
        """Everything that multiplies."""
        return (*self.worth, *(share.part for share in self.shares))

    @property
    def denominators(self) -> tuple[Node, ...]:
        """Everything that divides."""
        return tuple(share.whole for share in self.shares)

    def times(self, *factors: Node) -> "Product":
        """The amount multiplied."""
        within = (*self.within, *factors) if self.within else ()
        return evolve(self, worth=(*self.worth, *factors), within=within)

    def of(self, *shares: Share) -> "Product":
        """The share of the amount."""
        return evolve(self, shares=(*self.shares, *shares))

    def rounded(self, scale: int, rounding: Rounding) -> Node:
        """The one division; its bound is that of the worth, which a quotient of columns cannot know."""
        value = b.ratio(self.numerators, self.denominators, scale, rounding)
        most = b.ratio(self.within or self.worth, (), scale).type.bound + 1
        for share in self.shares:
            most *= share.most
        return evolve(value, type=number(scale, min(most, value.type.bound)))

    def exact(self, scale: int) -> tuple[Node, Node]:
        """The fraction cut to so many decimals, and whether it ends there; raises where that leaves Int128."""
        value = self.rounded(scale, Rounding.DOWN)
        ends = b.eq(reduce(b.mul, self.denominators, value), reduce(b.mul, self.numerators))
        return value, b.coalesce(ends, b.lit(value=False))


def exact(parts: Mapping[str, Product]) -> Mapping[str, tuple[Node, Node]]:
    """Every amount with as many decimals as 64 bits hold for all of them (at most 9), and whether it ends there."""
    for scale in range(EXACT_SCALE, 0, -1):
        try:
            found = {name: part.exact(scale) for name, part in parts.items()}
        except ExpressionError:
            continue
        if all(value.type.bound <= INT64_MAX for value, _ in found.values()):
            return found
    return {name: (part.rounded(0, Rounding.DOWN), b.lit(value=False)) for name, part in parts.items()}


def more(a: Product, other: Product) -> Node:
    """Whether one amount is more than the other, compared crosswise and without what both share."""
    mine, theirs = list(a.shares), list(other.shares)
    for share in a.shares:
        if share in theirs:
            mine.remove(share)
            theirs.remove(share)
    left = _all(a.worth, [s.part for s in mine], [s.whole for s in theirs])
    right = _all(other.worth, [s.part for s in theirs], [s.whole for s in mine])
    return b.coalesce(b.gt(left, right), b.lit(value=False))


def _all(*factors: Sequence[Node]) -> Node:
    return reduce(b.mul, [node for part in factors for node in part])
