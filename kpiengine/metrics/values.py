"""From merged parts to metric values: one fraction, rounded once, with its sample and status.

Rules, in this order (the first that holds gives the status):

    unavailable   a table, column or level is missing, or known cases are under the metric's `min_coverage`
    error         what the metric itself calls an error holds, such as several scales or currencies; it is counted
    no_data       the sample is 0 or missing, or the formula has no value (a zero denominator is never 0)
    error         the value lies outside the metric's range; it is taken away and counted
    low_sample    the sample is under the rule set's minimum; the value is shown, but not known
    provisional   rows that decide it may still come; the value is shown and known
    ok

A plain count (the value is nothing but a COUNT part) is 0 for a unit without rows in a period for which its table
is loaded: that is a full count, not a small sample, so no minimum applies to it.  Who was absent is not known
here; a metric that must tell counts on a view that knows.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl
from attrs import Factory, frozen

from kpiengine.expressions import build
from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import INT64_MAX, Kind, Type, number
from kpiengine.metrics import messages
from kpiengine.metrics.asked import Asked
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.formulas import formula
from kpiengine.metrics.keys import PERIOD
from kpiengine.metrics.lengths import LENGTHS, Lengths
from kpiengine.plugin import Agg

OK, LOW, NONE, EARLY = "ok", "low_sample", "no_data", "provisional"
AWAY, ERROR = "unavailable", "error"
USABLE = (OK, EARLY)


@frozen
class Figures:
    """The parts of one measure in a level's frame: column and type by part name.

    `loaded` are the periods (index) for which its tables have rows, `early` those that are not final yet; `lengths` are
    the days, milliseconds and open milliseconds of each period, by name.
    """

    asked: Asked
    columns: Mapping[str, str]
    types: Mapping[str, Type]
    loaded: Sequence[int]
    early: Sequence[int]
    lengths: Lengths = Factory(dict)

    @property
    def plain_count(self) -> bool:
        """Whether the value is nothing but a count."""
        plan = self.asked.plan
        name = plan.value.strip()
        if plan.reduce:
            return name in plan.reduce[-1].parts and plan.reduce[-1].parts[name][0] is Agg.COUNT
        return name in plan.parts and plan.parts[name].agg is Agg.COUNT

    def column(self, what: str) -> str:
        """Name of a column of results in the level's frame: value, n or status."""
        return f"{self.asked.name}:{what}"


def evaluate(frame: pl.DataFrame, figures: Figures) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The frame with value, n and status of a measure (the status knows no minimum yet), and notes on faults."""
    asked, plan, metric = figures.asked, figures.asked.plan, figures.asked.metric
    value, n, status = (figures.column(what) for what in ("value", "n", "status"))
    loaded = pl.col(PERIOD).is_in(figures.loaded)
    zero = {plan.sample} | ({plan.value.strip()} if figures.plain_count else set())
    missing = [name for name in zero if name not in figures.columns]
    if missing:
        raise messages.bad_plan(metric.id, "`sample`", f'there is no part "{missing[0]}"')
    # Nothing matched in a table that is loaded: zero cases. (Only a plain count makes a value of that.)
    frame = frame.with_columns(
        pl.when(pl.col(column).is_null() & loaded).then(pl.lit(0, pl.Int64)).otherwise(column).alias(column)
        for column in (figures.columns[name] for name in sorted(zero))
    )
    types = seen(frame, {figures.columns[name]: type_ for name, type_ in figures.types.items()})
    names = {name: build.name(column, types[column]) for name, column in figures.columns.items()}
    frame, names = _with_lengths(frame, figures, names)
    broken = _errors(figures, names)
    node = formula(metric, "`value`", plan.value, names, asked.params, decimals=metric.decimals)
    if node.kind is not Kind.NUMBER:
        raise messages.bad_plan(metric.id, "`value`", f"it must be a number, not {node.kind.value}")
    low, high = limits(asked)
    shown = {_fault(figures, i): to_expr(condition, pl) for i, condition in enumerate(broken.values())}
    frame = frame.with_columns(to_expr(node, pl).alias(value), **shown)
    faulty = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).fill_null(value=False) for name in shown))
    outside = ~pl.col(value).is_between(low, high)
    empty = pl.col(n).is_null() | (pl.lit(not figures.plain_count) & (pl.col(n) == 0)) | pl.col(value).is_null()
    frame = frame.with_columns(pl.col(figures.columns[plan.sample]).alias(n)).with_columns(
        pl.when(_uncovered(figures))
        .then(pl.lit(AWAY))
        .when(faulty)
        .then(pl.lit(ERROR))
        .when(empty)
        .then(pl.lit(NONE))
        .when(outside)
        .then(pl.lit(ERROR))
        .when(pl.col(PERIOD).is_in(figures.early))
        .then(pl.lit(EARLY))
        .otherwise(pl.lit(OK))
        .alias(status)
    )
    frame = frame.with_columns(pl.when(pl.col(status).is_in(USABLE)).then(pl.col(value)).cast(pl.Int64).alias(value))
    notes = []
    for sentence, name in zip(broken, shown, strict=True):
        if found := frame.filter(pl.col(name) & (pl.col(status) == ERROR)).height:
            notes.append(messages.own_error(metric.id, found, sentence))
    if wrong := frame.filter((pl.col(status) == ERROR) & ~faulty).height:
        notes.append(messages.out_of_range(metric.id, wrong, *metric.range, metric.unit_for(asked.params)))
    return frame.drop(shown), tuple(notes)


def _with_lengths(
    frame: pl.DataFrame, figures: Figures, names: dict[str, Node]
) -> tuple[pl.DataFrame, dict[str, Node]]:
    """The lengths of the period as names, unless the metric has a part of that name or does not use it."""
    texts = (figures.asked.plan.value, *figures.asked.plan.errors)
    for name, values in figures.lengths.items():
        if name in names or not any(name in text for text in texts):
            continue
        column = figures.column(name)
        length = pl.col(PERIOD).replace_strict(range(len(values)), values, return_dtype=pl.Int64)
        frame, names = frame.with_columns(length.alias(column)), {**names, name: build.name(column, LENGTHS[name])}
    return frame, names


def _errors(figures: Figures, names: Mapping[str, Node]) -> dict[str, Node]:
    """The conditions that the metric calls errors, by the sentence that is said where they hold."""
    asked, found = figures.asked, {}
    for text, sentence in asked.plan.errors.items():
        node = formula(asked.metric, "`errors`", text, names, asked.params)
        if node.kind is not Kind.BOOL:
            raise messages.bad_plan(asked.metric.id, "`errors`", f"it must be a condition, not {node.kind.value}")
        found[sentence] = node
    return found


def _fault(figures: Figures, index: int) -> str:
    return figures.column(f"error{index}")


def limits(asked: Asked) -> tuple[int, int]:
    """The metric's range as stored integers; both ends are allowed."""
    low, high = (int(Fraction(str(end)) * 10**asked.metric.decimals) for end in asked.metric.range)
    return max(low, -INT64_MAX), min(high, INT64_MAX)


def value_type(asked: Asked) -> Type:
    """The type of a value: what lies outside the metric's range never gets through."""
    return number(asked.metric.decimals, max(abs(end) for end in limits(asked)))


def _uncovered(figures: Figures) -> pl.Expr:
    """Yes where too few cases are known: known / all < min_coverage, without dividing."""
    coverage = figures.asked.plan.coverage
    least = figures.asked.params.get("min_coverage")
    if coverage is None or not isinstance(least, int | Decimal | str):
        return pl.lit(value=False)
    share = Fraction(str(least))
    known, all_ = (pl.col(figures.columns[name]).cast(pl.Int128) for name in coverage)
    return (known.fill_null(0) * share.denominator < all_ * share.numerator).fill_null(value=False)


def with_minimum(figures: Figures, minimum: int) -> tuple[pl.Expr, pl.Expr]:
    """Status and known value under a rule set's minimum sample."""
    status, n, value = (pl.col(figures.column(what)) for what in ("status", "n", "value"))
    if not figures.plain_count:
        few = status.is_in(USABLE) & (n < minimum)
        status = pl.when(few).then(pl.lit(LOW)).otherwise(status)
    return status, pl.when(status.is_in(USABLE)).then(value)
