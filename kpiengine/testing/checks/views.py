"""A view keeps every row, and gives the columns that it declares."""

from collections.abc import Iterator, Mapping
from typing import Any

import narwhals as nw

from kpiengine.facts.records import FactStore
from kpiengine.metrics.views import OUT
from kpiengine.periods import day_of, parse_period
from kpiengine.plugin import COUNTS, ColumnType, Context, Event, FactTable, Params, Reach, View
from kpiengine.project.calendars import typed_calendars
from kpiengine.testing.cases import MetricCase
from kpiengine.testing.checks.records import Check, ViewAt
from kpiengine.testing.rows import Reader
from kpiengine.testing.trial import spans_around

Frame = nw.LazyFrame[Any]
STORED: Mapping[ColumnType, tuple[nw.dtypes.DType | type[nw.dtypes.DType], ...]] = {
    ColumnType.TEXT: (nw.String,),
    ColumnType.FLAG: (nw.Boolean,),
    ColumnType.DATE: (nw.Int32, nw.Int64),
}
WORK = 2 * 86_400_000  # what one piece of work may take beyond the end of a period


def _tables_of(at: ViewAt, case: MetricCase) -> dict[str, Frame]:
    """The view's tables as the example has them; empty where one is missing that it cannot do without."""
    period = parse_period(case.period, case.zone)
    store: FactStore = Reader(at.catalogue, day_of(period.start_day), spans_around([period])).store(case.facts)
    found = {name: store.tables[name] for name in at.view.facts if name in store.tables}
    needed = {at.view.facts[0], *(need.partition(".")[0] for need in at.view.needs)}
    return found if needed <= found.keys() else {}


def _built(view: View, tables: Mapping[str, Frame], params: Params, case: MetricCase) -> Frame:
    period = parse_period(case.period, case.zone)
    settings = {name: params[name] for name in view.params}
    hours = typed_calendars(case.calendar, case.zone)
    context = Context(period.end, ((period.start, period.end),), spans_around([period]), hours)
    return view.build(tables, settings, context)


def _each(at: ViewAt) -> Iterator[tuple[MetricCase, Mapping[str, Frame], Frame]]:
    for case, params in at.uses:
        tables = _tables_of(at, case)
        if tables:
            yield case, tables, _built(at.view, tables, params, case)


def _is_used(at: ViewAt) -> Iterator[str]:
    if not at.counted_elsewhere and not any(_tables_of(at, case) for case, _ in at.uses):
        yield f"no worked example has rows of its first table, {at.view.facts[0]}"


def _lazy(at: ViewAt) -> Iterator[str]:
    for _, _, built in _each(at):
        if not isinstance(built, nw.LazyFrame):
            yield f"its build gives a {type(built).__name__}, not a lazy Narwhals frame"
            return


def _columns(at: ViewAt) -> Iterator[str]:
    for case, _, built in _each(at):
        schema = built.collect_schema()
        declared = dict(at.view.columns)
        lacking = [name for name in declared if name not in schema]
        if lacking:
            yield f'it lacks {", ".join(lacking)} in "{case.title}"'
            return
        for name, column in declared.items():
            wanted = STORED.get(column.type, (nw.Int64, nw.Int32))
            if schema[name] not in (*wanted, nw.Unknown):
                yield f"its column {name} is declared {column.type} and holds {schema[name]}"
        if OUT in schema and schema[OUT] not in (nw.String, nw.Unknown):
            yield f"its column {OUT} must be text, the reason why a row does not count, and holds {schema[OUT]}"
        return


def _counts(at: ViewAt) -> Iterator[str]:
    for case, _, built in _each(at):
        names = built.collect_schema().names()
        if COUNTS not in names:
            return
        said = nw.col(OUT).is_null() if OUT in names else nw.lit(value=True)
        wrong = _height(built.filter(nw.col(COUNTS).is_null() | (nw.col(COUNTS) != said)))
        if wrong:
            yield f'in "{case.title}" {wrong} rows say in `{COUNTS}` what `{OUT}` does not say'


def _keeps_rows(at: ViewAt) -> Iterator[str]:
    table = at.catalogue.tables[at.view.facts[0]]
    for case, tables, built in _each(at):
        before, after = _height(tables[table.id]), _height(built)
        if at.view.pieces:
            lost = before - _keys(table, built) if _has_key(table, built) else max(before - after, 0)
        else:
            lost = before - after
        if lost > 0:
            yield f'in "{case.title}" {before} rows of {table.id} come in and {lost} of them do not come out'
        elif lost < 0:
            yield f'in "{case.title}" {before} rows of {table.id} come in and {after} come out'


def _height(frame: Frame) -> int:
    return int(frame.select(nw.len()).collect("polars").item())


def _has_key(table: FactTable, built: Frame) -> bool:
    return set(table.key) <= set(built.collect_schema().names())


def _keys(table: FactTable, built: Frame) -> int:
    """How many different rows of the table are still there: one may be cut in pieces, and pieces may be of none."""
    return int(built.select(*table.key).drop_nulls().unique().select(nw.len()).collect("polars").item())


def _reach(at: ViewAt) -> Iterator[str]:
    for _, params in at.uses:
        settings = {name: params[name] for name in at.view.params}
        reach = at.view.reach if isinstance(at.view.reach, Reach) else at.view.reach(settings)
        ripe = at.view.matures_after if isinstance(at.view.matures_after, int) else at.view.matures_after(settings)
        if not isinstance(reach, Reach) or min(reach.back, reach.ahead) < 0 or ripe < 0:
            yield "its reach and matures_after must be milliseconds, 0 or more"
        elif isinstance(at.view.time, Event) and reach.ahead > WORK and not ripe:
            yield "it looks days ahead, and its values are taken for final at once"
        else:
            continue
        return


VIEWS: tuple[Check[ViewAt], ...] = (
    Check(
        "view-example",
        "a worked example has rows for the view",
        "write a case for a metric that counts on the view, with rows of its first table",
        _is_used,
    ),
    Check("lazy", "the view is lazy", "return the frame that `facts` gave you, never `.collect()` it", _lazy),
    Check(
        "view-columns",
        "the columns that the view declares are there, as they are declared",
        "correct `columns` of the view, or what its build returns",
        _columns,
    ),
    Check(
        "view-counts",
        "a view that says in `counts` whether a row counts says the same as by its reasons",
        "take the column `counts` out wherever `out` is changed after `left_out` made both",
        _counts,
    ),
    Check(
        "rows-kept",
        "the view neither drops nor multiplies rows",
        "give a row that must not count a reason in the column `out`, and join on the other table's whole key",
        _keeps_rows,
    ),
    Check(
        "reach",
        "a view of events that looks more than two days ahead is final only afterwards",
        "set matures_after to the time after which no later row can change the value",
        _reach,
    ),
)
