"""Which stretch of time an instant lies in, as an expression that every engine computes alike.

A grid cell lies inside one atom of the plan.  With few atoms the cells are the atoms, found by comparing the
instant with their bounds.  With many the cells are local days, found by arithmetic, and days become atoms after
the rows have been counted: a comparison per atom and row would cost more than the few more groups.
"""

from collections.abc import Sequence

import narwhals as nw
import polars as pl
from attrs import frozen

from kpiengine.metrics.keys import ATOM
from kpiengine.periods import Period, ZoneSpans, day_starts
from kpiengine.planning.records import EvaluationPlan

DAY_MS = 86_400_000
FEW = 8  # atoms up to which comparing is cheaper than counting by day
AT = "_at"  # column of the grid cell, on the engine


@frozen
class Grid:
    """Cells by number: cell i is [bounds[i], bounds[i + 1]) in instants and lies in atom `atoms[i]`.

    `days` are the same bounds as local days.  `first_day` is the local day of cell 0 if the cells are days, else None.
    """

    bounds: tuple[int, ...]
    atoms: tuple[int, ...]
    days: tuple[int, ...]
    zone: ZoneSpans
    first_day: int | None = None

    @property
    def start(self) -> int:
        """First instant of the first cell."""
        return self.bounds[0]

    @property
    def end(self) -> int:
        """First instant after the last cell."""
        return self.bounds[-1]

    @property
    def single(self) -> bool:
        """Whether there is one cell, which then is number 0."""
        return len(self.atoms) == 1

    def holds_most_of(self, first: int, last: int) -> bool:
        """Whether at least half of the stretch from `first` to `last` lies in the grid."""
        return 2 * (min(last, self.end) - max(first, self.start)) >= last - first

    def cell(self, instant: nw.Expr) -> nw.Expr:
        """Number of the cell in which an instant between `start` and `end` lies."""
        if self.first_day is None:
            return stepped(instant, self.bounds[1:-1], range(len(self.atoms)))
        shifts = [offset - self.first_day * DAY_MS for offset in self.zone.offsets]
        # Exact on every engine, also where `//` goes through a double: both numbers are far below 2^53.
        return ((instant + stepped(instant, self.zone.starts[1:], shifts)) // DAY_MS).cast(nw.Int64)

    def cell_of_day(self, day: nw.Expr) -> nw.Expr:
        """Number of the cell in which a local day inside the grid lies."""
        if self.first_day is None:
            return stepped(day, self.days[1:-1], range(len(self.atoms)))
        return (day - self.first_day).cast(nw.Int64)

    def cells_of(self, period: Period) -> range:
        """The cells that make a period."""
        return range(self.days.index(period.start_day), self.days.index(period.end_day))

    def frame(self) -> pl.DataFrame:
        """Cells and their atoms, one row each: `_at` (Int64), `@atom` (Int32)."""
        return pl.DataFrame({AT: range(len(self.atoms)), ATOM: self.atoms}, schema={AT: pl.Int64, ATOM: pl.Int32})


def stepped(instant: nw.Expr, edges: Sequence[int], values: Sequence[int]) -> nw.Expr:
    """values[i] where i is the number of `edges` (ascending) that the instant has reached."""
    found = nw.lit(values[-1], dtype=nw.Int64)
    for edge, value in zip(reversed(edges), reversed(values[:-1]), strict=True):
        found = nw.when(instant < edge).then(nw.lit(value, dtype=nw.Int64)).otherwise(found)
    return found


def make_grid(plan: EvaluationPlan) -> Grid:
    """The grid of a plan: its atoms if they are few, else its local days."""
    cuts, zone = plan.cuts, plan.zone
    if len(cuts) - 1 <= FEW:
        bounds = day_starts(cuts, zone)
        start, end = min(p.start for p in plan.measured), max(p.end for p in plan.measured)
        bounds = (max(bounds[0], start), *bounds[1:-1], min(bounds[-1], end))  # a window is a part of its days
        return Grid(bounds, tuple(range(len(cuts) - 1)), cuts, zone)
    days = range(cuts[0], cuts[-1] + 1)
    atoms = [atom for atom in range(len(cuts) - 1) for _ in range(cuts[atom], cuts[atom + 1])]
    return Grid(day_starts(days, zone), tuple(atoms), tuple(days), zone, cuts[0])
