"""Folds the keys of keyed parts away, in the steps that a metric declares: peaks, percentiles, distinct counts.

Works on local frames, one row per cell and value of the keys.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from attrs import frozen

from kpiengine.expressions import build
from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import INT64_MAX, Type
from kpiengine.metrics import messages
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.formulas import Sum, aggregate, formula
from kpiengine.plugin import Agg, Metric, Params, Reduce, Running, Total
from kpiengine.plugin.naming import settings


@frozen
class Folding:
    """A metric under its parameters, and the columns that say whose and when."""

    metric: Metric
    params: Params
    cell: tuple[str, ...]

    def fold(
        self, frame: pl.DataFrame, steps: Sequence[Reduce], types: Mapping[str, Type]
    ) -> tuple[pl.DataFrame, dict[str, Type]]:
        """One row per cell (and key that the last step keeps), with the last step's parts and their types.

        `types` are those of the keys and parts in `frame`.  Raises `DataError` if a part leaves 64 bits.
        """
        now = dict(types)
        for number_, step in enumerate(steps, start=1):
            frame, now = self._step(frame, step, now, f"step {number_} of `reduce`")
        return frame, now

    def _step(
        self, frame: pl.DataFrame, step: Reduce, types: dict[str, Type], place: str
    ) -> tuple[pl.DataFrame, dict[str, Type]]:
        now = seen(frame, types)
        for name, let in step.let.items():
            match let:
                case Running(of, by):
                    frame = self._running(frame, of, by, name)
                    now |= seen(frame, {name: now[of]})
                case Total(of):
                    frame = frame.with_columns(pl.col(of).sum().over(self.cell).alias(name))
                    now |= seen(frame, {name: now[of]})
                case str():
                    node = formula(self.metric, f'"{name}" in {place}', let, now, self.params)
                    frame = frame.with_columns(to_expr(node, pl).alias(name))
                    now |= seen(frame, {name: node.type})
        scope = Scope({**settings(self.params), **now})
        sums = {
            name: aggregate(self.metric, f'part "{name}" in {place}', agg, (of, where), scope)
            for name, (agg, of, where) in step.parts.items()
        }
        keys = [*self.cell, *step.keep]
        chosen = {f"~{name}": _chosen(one) for name, one in sums.items()}
        rows = frame.with_columns(**chosen)
        frame = rows.group_by(keys).agg(_aggregate(name, one, frame.height) for name, one in sums.items())
        frame = frame.with_columns(self._narrow(name, frame[name]) for name in sums)
        return frame, {**{key: now[key] for key in step.keep}, **{name: one.type for name, one in sums.items()}}

    def _running(self, frame: pl.DataFrame, of: str, by: str, name: str) -> pl.DataFrame:
        """Running sum in ascending order of `by`; rows of one value of `by` all get the sum up to its end."""
        rows = frame.sort(*self.cell, by).with_columns(pl.col(of).fill_null(0).cum_sum().over(self.cell).alias(name))
        return rows.with_columns(pl.col(name).last().over([*self.cell, by]))

    def _narrow(self, name: str, column: pl.Series) -> pl.Series:
        """The part as Int64."""
        if column.dtype == pl.Int128:
            ends = (column.max(), column.min())
            if any(abs(int(end)) > INT64_MAX for end in ends if isinstance(end, int)):
                raise messages.too_big(self.metric.id, name)
        return column.cast(pl.Int64)


def _chosen(one: Sum) -> pl.Expr:
    """The value that is aggregated, missing in rows that do not count."""
    of: pl.Expr = to_expr(build.lit(1) if one.of is None else one.of, pl)
    return of if one.where is None else pl.when(to_expr(one.where, pl)).then(of)


def _aggregate(name: str, one: Sum, rows: int) -> pl.Expr:
    column = pl.col(f"~{name}")
    match one.agg:
        case Agg.COUNT:
            made = column.count()
        case Agg.MIN:
            made = column.min()
        case Agg.MAX:
            made = column.max()
        case Agg.SUM:
            wide = one.of is not None and one.of.type.bound * max(rows, 1) > INT64_MAX
            made = (column.cast(pl.Int128) if wide else column).sum()
    return made.alias(name)
