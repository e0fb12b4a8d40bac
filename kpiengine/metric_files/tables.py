"""A table of a metric file -> a fact table."""

from collections.abc import Iterator
from decimal import Decimal

from kpiengine.documents.finding import Finding, Path
from kpiengine.metric_files import messages
from kpiengine.metric_files.records import ColumnRecord, TableRecord
from kpiengine.plugin import Column, ColumnType, FactTable
from kpiengine.registry.records import table_fault

UNIT = {ColumnType.DURATION: 3}  # seconds as written, milliseconds as stored
LIMITED = {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DURATION}
DATES = {ColumnType.DATE, ColumnType.INSTANT}


def make_table(record: TableRecord) -> tuple[FactTable | None, tuple[Finding, ...]]:
    """The fact table, or every fault of it."""
    path: Path = ("table", record.id)
    findings = list(_unknown_columns(record, path))
    columns = {name: _column(name, column, record, findings) for name, column in record.columns.items()}
    if findings:
        return None, tuple(findings)
    table = FactTable(
        record.id, _titles(record), columns, record.key, time=record.time, version=record.version, doc=record.doc
    )
    fault = table_fault(table, {})
    if fault is not None:
        return None, (messages.cannot_be_used(f"the table {record.id}", fault, path),)
    return table, ()


def _titles(record: TableRecord) -> dict[str, str]:
    first = next(iter(record.title.values()), record.id)
    return {"en": record.title.get("en", first), **{code: text for code, text in record.title.items() if code}}


def _unknown_columns(record: TableRecord, path: Path) -> Iterator[Finding]:
    known = list(record.columns)
    named = {"key": record.key, "time": (record.time,), "version": (record.version,)}
    for key, names in named.items():
        for name in names:
            if name is not None and name not in known:
                yield messages.unknown("column", name, known, (*path, key))
    if record.time in record.columns and record.columns[str(record.time)].type not in DATES:
        is_ = record.columns[str(record.time)].type
        yield messages.wrong_column(str(record.time), is_, "an instant or a date", (*path, "time"))


def _column(name: str, record: ColumnRecord, table: TableRecord, findings: list[Finding]) -> Column:
    path: Path = ("table", table.id, "columns", name)
    scale = UNIT.get(record.type, record.decimals)
    if record.decimals and record.type is not ColumnType.NUMBER:
        findings.append(messages.goes_with("decimals", record.type, 'type = "number"', (*path, "decimals")))
    if record.values and record.type is not ColumnType.TEXT:
        findings.append(messages.goes_with("values", record.type, 'type = "text"', (*path, "values")))
    for key, limit in (("minimum", record.minimum), ("maximum", record.maximum)):
        if limit is not None and record.type not in LIMITED:
            findings.append(messages.goes_with(key, record.type, "a number or a duration", (*path, key)))
    return Column(
        record.type,
        decimals=record.decimals,
        null=not (record.required or name in table.key),
        values=record.values,
        minimum=_stored(record.minimum, scale),
        maximum=_stored(record.maximum, scale),
        doc=record.doc,
    )


def _stored(limit: int | Decimal | None, scale: int) -> int | None:
    return None if limit is None else int(Decimal(limit) * 10**scale)
