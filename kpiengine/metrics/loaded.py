"""For which periods a view's table is loaded: so that a count of 0 is a finding, and no file is not.

A period counts as loaded if the view has rows in it, or rows both before and after it.  A stock has no rows at a
period's end when nothing is open, so there the table must only have rows at all.
"""

import narwhals as nw
import polars as pl

from kpiengine.facts.records import FactStore
from kpiengine.metrics.cells import Cells, Pass
from kpiengine.metrics.engine import collect
from kpiengine.metrics.keys import PERIOD, ROWS
from kpiengine.metrics.levels import Levels
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Days, Event, Span, Stock
from kpiengine.rules.model.words import KpiLevel


def loaded_periods(work: Pass, cells: Cells, levels: Levels, plan: EvaluationPlan, facts: FactStore) -> frozenset[int]:
    """Indices of the measured stretches for which the pass had a loaded table."""
    everything = frozenset(range(len(plan.measured)))
    view = work.built.view
    if isinstance(view.time, Stock):
        used = {account.table: account.used for account in facts.accounts}
        return everything if used.get(view.facts[0], 1) else frozenset()
    found = levels.roll_up(cells, KpiLevel.CENTRE).filter(pl.col(ROWS) > 0)[PERIOD]
    having = frozenset(found.to_list())
    if having == everything:
        return having
    first, last = _extent(work, view.time)
    return having | {
        index
        for index in everything - having
        if first is not None
        and last is not None
        and first < (plan.measured[index].start_day if isinstance(view.time, Days) else plan.measured[index].start)
        and last >= (plan.measured[index].end_day if isinstance(view.time, Days) else plan.measured[index].end)
    }


def _extent(work: Pass, time: Event | Span | Days) -> tuple[int | None, int | None]:
    """First and last instant (or local day) of the view's counting rows, in any period."""
    match time:
        case Event(anchor):
            start, end = anchor, anchor
        case Span(start, end) | Days(start, end):
            pass
    ends = collect(work.built.counting.select(nw.col(start).min().alias("first"), nw.col(end).max().alias("last")))
    first, last = ends["first"][0], ends["last"][0]
    later = work.key.later if isinstance(time, Event) else 0
    return None if first is None else first + later, None if last is None else last + later
