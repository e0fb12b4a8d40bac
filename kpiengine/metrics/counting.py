"""Runs the passes of an agenda on their engine: each where it must, together with others where it can.

A pass that counts the same rows as another, by fewer keys, is answered by that one's groups, which are added up here:
to read and group the rows once more would take longer.  Passes over rows that were put in order together are run
together.  Every other pass is a query of its own, since what two of them share is reading a file, and each does that
quicker by itself.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping

import polars as pl
from attrs import evolve

from kpiengine.metrics.cells import COUNTING, Cells, Pass, PassKey, Query, cells_of, keys_of, merge, query_of
from kpiengine.metrics.engine import Frame, collect, collect_together
from kpiengine.metrics.grid import Grid
from kpiengine.metrics.keys import ELSEWHERE, PLACE, REASON, ROWS, UNDATED
from kpiengine.metrics.placing import Placed
from kpiengine.metrics.tally import Question
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import View
from kpiengine.plugin.columns import ColumnType

FEW = 100  # values of a number that may be a key beside others: hours, weekdays, scores


def count_all(
    passes: Mapping[PassKey, Pass], plan: EvaluationPlan, grid: Grid, beside: Mapping[PassKey, Question]
) -> Iterator[tuple[PassKey, Cells, pl.DataFrame | None]]:
    """The cells of each pass, and what was asked `beside` it about its rows.

    `beside` are other questions about the rows of some passes; where a pass is of events, about those that it leaves
    out.  Raises `DataError` if a sum may have left 64 bits.
    """
    answering = carriers(passes)
    open_ = Counter(answering.values())
    made: dict[PassKey, tuple[Query, pl.DataFrame]] = {}
    for together in _groups(passes):
        if any(passes[key].built.shares for key in together):
            queries = [query_of(passes[key], plan, grid) for key in together]
            asked = [key for key in together if key in beside]
            tables = collect_together([*(query.groups for query in queries), *(beside[key].asked for key in asked)])
            answers = dict(zip(asked, tables[len(queries) :], strict=True))
            for key, query, table in zip(together, queries, tables, strict=False):
                yield key, cells_of(query.at_home(table), query, passes[key], plan, grid), answers.get(key)
            continue
        for key in together:
            by = answering[key]
            if by not in made:
                asking = [passes[one] for one, other in answering.items() if other == by]
                query = query_of(_with_sums_of(passes[by], asking), plan, grid)
                made[by] = query, query.at_home(collect(query.groups))
            query, table = made[by]
            open_[by] -= 1
            if not open_[by]:
                del made[by]
            other = beside.get(key)
            answer = None if other is None else _others(other, table, query.placed)
            if key != by:
                query, table = _coarser(query, table, key)
            yield key, cells_of(table, query, passes[key], plan, grid), answer


def carriers(passes: Mapping[PassKey, Pass]) -> dict[PassKey, PassKey]:
    """For each pass the one that answers it: itself, or that with the most keys over the same rows.

    Keys beside those of the pass must have few values, or adding them would make the sums dearer than a pass.
    """
    found = {}
    for key, work in passes.items():
        finer = [other for other, wide in passes.items() if _answers(wide, work)]
        found[key] = max(finer, key=lambda other: (other.by_agent, other.by_queue, len(other.by)), default=key)
    # Whoever answers another is asked itself.
    return {key: by if found[by] == by else key for key, by in found.items()}


def _answers(wide: Pass, work: Pass) -> bool:
    """Whether the groups of `wide` add up to those of `work`."""
    fine, coarse, view = wide.key, work.key, wide.built.view
    if wide.built.same != work.built.same or fine.later != coarse.later or wide.built.shares or work.built.shares:
        return False
    if coarse.by_agent > fine.by_agent or coarse.by_queue > fine.by_queue or not set(coarse.by) <= set(fine.by):
        return False
    return all(_has_few(view, name) for name in set(fine.by) - set(coarse.by))


def _has_few(view: View, name: str) -> bool:
    column = view.columns.get(name)
    if column is None or name in view.dimensions or column.type is ColumnType.FLAG:
        return True  # what describes a row or a subject: channels, teams
    return column.type is ColumnType.INTEGER and column.high - column.low < FEW


def _with_sums_of(work: Pass, asking: Collection[Pass]) -> Pass:
    """The pass with the sums of others over the same rows."""
    return evolve(
        work,
        sums={name: one for each in asking for name, one in each.sums.items()},
        local=frozenset[str]().union(*(each.local for each in asking)),
        attributes={name: one for each in asking for name, one in each.attributes.items()},
    )


def _coarser(query: Query, groups: pl.DataFrame, key: PassKey) -> tuple[Query, pl.DataFrame]:
    """A pass by fewer keys as if it had been asked by itself: the groups added up."""
    keys = keys_of(key)
    by = [*keys, *([] if query.placed.key is None else [query.placed.key])]
    aggs = {**query.aggs, **{copy: query.aggs[of] for copy, of in query.copies.items()}}
    sums = [merge(name, agg) for name, agg in aggs.items()]
    return evolve(query, keys=keys), groups.group_by(by).agg(sums) if by else groups.select(sums)


def _groups(passes: Mapping[PassKey, Pass]) -> list[list[PassKey]]:
    """Passes whose views have rows in common that are put in order, in the order in which they were asked for."""
    groups: list[tuple[set[Hashable], list[PassKey]]] = []
    for key, work in passes.items():
        mine = set(work.built.shares)
        meeting = [group for group in groups if group[0] & mine]
        groups = [group for group in groups if not group[0] & mine]
        shares = mine.union(*(group[0] for group in meeting))
        groups.append((shares, [*(one for group in meeting for one in group[1]), key]))
    return [keys for _, keys in groups]


def _others(question: Question, groups: pl.DataFrame, placed: Placed) -> pl.DataFrame:
    """What was asked about the rows that lie in no cell; where the groups tell it, nothing is read again."""
    if not placed.whole or placed.key is None:
        return collect(question.asked)
    key = groups[placed.key]
    if (others := question.others) is not None:
        return _of_stretches(others, groups, key)
    rows: list[tuple[None, int, int]] = []
    if key.null_count() or (placed.only is not None and not key.all()):
        if placed.counts is None or groups[COUNTING].sum() != groups[ROWS].sum():
            return collect(question.asked)
        # All of them count: so it is their time that puts them out, or they have none.
        elsewhere, undated = (int(groups.filter(which)[ROWS].sum()) for which in (~key, key.is_null()))
        rows = [(None, place, count) for place, count in ((ELSEWHERE, elsewhere), (UNDATED, undated)) if count]
    return pl.DataFrame(rows, schema={REASON: pl.String, PLACE: pl.Int64, ROWS: pl.Int64}, orient="row")


def _of_stretches(others: Frame, groups: pl.DataFrame, touches: pl.Series) -> pl.DataFrame:
    """The same of stretches in one period: those that count are in the groups, inside and outside."""
    every, counting = groups[ROWS].sum(), groups[COUNTING].sum()
    inside = groups.filter(touches)[ROWS].sum()
    schema = {REASON: pl.String, ROWS: pl.Int64, f"{ROWS}0": pl.Int64}
    own = pl.DataFrame([(None, counting, inside)] if counting else [], schema=schema, orient="row")
    return own if every == counting else pl.concat([own, collect(others).select(*schema)])
