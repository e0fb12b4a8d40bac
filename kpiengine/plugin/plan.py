"""How a metric is measured: parts, keys to fold away, and the formula over what is left.

Part   one integer aggregate over a view (sum, count, min, max)
Plan   parts, optional keys with reduce steps, and the formula
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import Factory, frozen


class Agg(StrEnum):
    """How rows become one integer, and how parts of disjoint rows merge (sum and count add)."""

    SUM = "sum"
    COUNT = "count"
    MIN = "min"
    MAX = "max"


@frozen
class Part:
    """One aggregate: `agg` of the expression `of` over the view's rows for which `where` is true.

    COUNT counts rows for which `where` is true and `of` (if given) is not missing.  Sums of nothing and counts
    of nothing are 0 in a cell that has rows, and missing in one that has none.
    `at = "centre"` takes the part from the whole centre instead of the subject's own cell.
    """

    view: str
    agg: Agg = Agg.COUNT
    of: str | None = None
    where: str | None = None
    at: str | None = None


@frozen
class Running:
    """In a reduce step: the running sum of part `of` in ascending order of key `by`, within the cell."""

    of: str
    by: str


@frozen
class Total:
    """In a reduce step: the sum of part `of` over the whole cell."""

    of: str


@frozen
class Reduce:
    """Folds keys away: first the `let` columns, then `parts` grouped by the cell and the keys in `keep`.

    `let` values are expressions over parts and keys, `Running` or `Total`; `parts` are (agg, expression, where).
    """

    parts: Mapping[str, tuple[Agg, str | None, str | None]]
    keep: tuple[str, ...] = ()
    let: Mapping[str, str | Running | Total] = Factory(dict)


@frozen
class Plan:
    """How a metric is measured: parts, keys to fold away, and the formula over what is left.

    `value` is one fraction over part names and parameters, rounded once to the metric's decimals; `sample`
    names the part that counts cases.  `coverage` = (known, all) makes the value unavailable where known / all is
    under the parameter `min_coverage`.  `value` may also name `period_days`,
    `period_ms` and `open_ms`: local days, milliseconds and open milliseconds of the whole period.
    `errors` are conditions over the same names, each with the sentence that is said where it holds: there is no
    value then, and its status is error ("lowest != highest": "answers on several scales").
    """

    parts: Mapping[str, Part]
    value: str
    sample: str
    by: tuple[str, ...] = ()
    reduce: tuple[Reduce, ...] = ()
    coverage: tuple[str, str] | None = None
    errors: Mapping[str, str] = Factory(dict)
