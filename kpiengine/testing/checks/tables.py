"""A fact table is described, and examples have rows that it would let in."""

from collections.abc import Iterator

from kpiengine.periods import day_of, parse_period
from kpiengine.plugin import Column, ColumnType
from kpiengine.testing.checks.meaning import LANGUAGES
from kpiengine.testing.checks.records import Check, TableAt
from kpiengine.testing.rows import Reader, given_rows
from kpiengine.testing.trial import spans_around

DATES = {ColumnType.DATE, ColumnType.INSTANT}


def _described(at: TableAt) -> Iterator[str]:
    for code, language in LANGUAGES.items():
        if not at.table.title.get(code, "").strip():
            yield f"it has no {language} title"
    if not at.table.doc.strip():
        yield "it has no doc"
    without = [name for name, column in at.table.columns.items() if not column.doc.strip()]
    if without:
        yield f"no doc for the column {', '.join(without)}"


def _dated(at: TableAt) -> Iterator[str]:
    columns = at.table.columns
    if at.table.time is not None and columns[at.table.time].type not in DATES:
        yield f"its time column {at.table.time} is {columns[at.table.time].type}, not an instant or a date"
    if all(columns[name].null for name in at.table.key):
        yield f"its whole key, {', '.join(at.table.key)}, may be missing"


def _possible(at: TableAt) -> Iterator[str]:
    for case in at.examples:
        if at.table.id not in case.facts:
            continue
        period = parse_period(case.period, case.zone)
        reader = Reader(at.catalogue, day_of(period.start_day), spans_around([period]))
        stored = reader.store({at.table.id: case.facts[at.table.id]}).tables[at.table.id].to_native().collect()
        said = {name for row in given_rows(case.facts[at.table.id]) for name in row}
        for name, column in at.table.columns.items():
            if name in said:
                for value in stored[name].unique().to_list():
                    if not _let_in(column, value):
                        yield f'"{case.title}" has {name} = {value}, which the table does not let in'


def _let_in(column: Column, value: object) -> bool:
    if value is None:
        return True  # a hole in an example says that the column is not what it is about
    if isinstance(value, str):
        return not column.values or value in column.values
    if isinstance(value, bool) or column.type in DATES or not isinstance(value, int):
        return True
    return column.low <= value <= column.high


TABLES: tuple[Check[TableAt], ...] = (
    Check(
        "table-described",
        "table and columns have titles and docs",
        "write title, doc, and doc= of each Column: people map their exports by these words",
        _described,
    ),
    Check(
        "table-key",
        "some of the key is always there, and what dates a row is a date",
        "take null=True from one of the key columns; `time` names an instant or date column",
        _dated,
    ),
    Check(
        "example-rows",
        "examples have only rows that the table would let in",
        "correct the example, or `values`, `minimum` and `maximum` of the column",
        _possible,
    ),
)
