"""Rows as a person types them -> checked fact tables: for worked examples and tests.

Instants are ISO text (with an offset, else wall time of the zone), dates ISO text, durations seconds, numbers int
or text.  Every declared column is there; one that no row names counts as not loaded.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import polars as pl

from kpiengine.errors import KpiError
from kpiengine.facts.records import Account, FactStore
from kpiengine.numbers import parse_decimal
from kpiengine.periods import ZoneSpans, day_number, zone_spans
from kpiengine.plugin import Column, ColumnType, FactTable
from kpiengine.sources.engines import lift

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Mapping[str, Sequence[Row]]
STORED: Mapping[ColumnType, Any] = {
    ColumnType.TEXT: pl.String,
    ColumnType.FLAG: pl.Boolean,
    ColumnType.DATE: pl.Int32,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fact_store(tables: Mapping[str, FactTable], rows: Rows, zone: str, engine: str = "polars") -> FactStore:
    """The rows as checked tables on an engine; parents' columns are joined, or taken from the rows if named there."""
    local = {name: frame_of(tables[name], own, zone, tables) for name, own in rows.items()}
    for name, frame in local.items():
        local[name] = _with_parents(tables[name], frame, local, rows[name], tables)
    mapped = {f"{name}.{column}" for name, own in rows.items() for row in own for column in row}
    return FactStore(
        tables={name: lift(engine, frame.lazy()) for name, frame in local.items()},
        mapped=frozenset(
            mapped | {f"{name}.{c}" for name, own in rows.items() if not own for c in local[name].columns}
        ),
        accounts=tuple(Account(name, len(own), len(own)) for name, own in rows.items()),
        inputs=(),
        rejected=pl.DataFrame(),
    )


def frame_of(table: FactTable, rows: Sequence[Row], zone: str, tables: Mapping[str, FactTable]) -> pl.DataFrame:
    """The rows of one table in stored form, with every declared column and the parents' columns."""
    columns = dict(table.columns)
    for parent in table.parents:
        if parent.table in tables:
            columns |= {f"{parent.prefix}_{name}": tables[parent.table].columns[name] for name in parent.columns}
    for row in rows:
        for name in row:
            if name not in columns:
                raise KpiError(f'table "{table.id}" has no column "{name}"; it has {", ".join(columns)}')
    stored = {
        name: [_stored(column, row[name], zone) if row.get(name) is not None else column.default for row in rows]
        for name, column in columns.items()
    }
    return pl.DataFrame(stored, schema={name: STORED.get(column.type, pl.Int64) for name, column in columns.items()})


def _with_parents(
    table: FactTable,
    frame: pl.DataFrame,
    local: Mapping[str, pl.DataFrame],
    rows: Sequence[Row],
    tables: Mapping[str, FactTable],
) -> pl.DataFrame:
    for parent in table.parents:
        names = {name: f"{parent.prefix}_{name}" for name in parent.columns}
        named = any(column in row for row in rows for column in names.values())
        if named or parent.table not in local:
            continue
        other = local[parent.table].select(
            pl.col(tables[parent.table].key[0]).alias(parent.key), *(pl.col(n).alias(c) for n, c in names.items())
        )
        frame = frame.drop(names.values(), strict=False).join(other, on=parent.key, how="left", maintain_order="left")
    return frame


def _stored(column: Column, value: object, zone: str) -> object:
    """A value as a person types it -> as it is stored."""
    match column.type:
        case ColumnType.INSTANT:
            return instant(str(value), zone)
        case ColumnType.DATE:
            return day_number(date.fromisoformat(str(value)))
        case ColumnType.DURATION:
            return parse_decimal(str(value), 3)
        case ColumnType.NUMBER | ColumnType.INTEGER:
            return parse_decimal(str(value), column.decimals)
        case ColumnType.FLAG:
            return bool(value)
        case ColumnType.TEXT:
            return str(value)


def instant(text: str, zone: str) -> int:
    """ISO text -> milliseconds UTC; without an offset it is wall time of the zone, the first one if it comes twice."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return (moment - _EPOCH) // timedelta(milliseconds=1)
    wall = (moment.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    day = day_number(moment.date())
    spans = zone_spans(zone, day, day)
    found = [wall - offset for offset in spans.offsets if _offset(wall - offset, spans) == offset]
    if not found:
        raise KpiError(f'there was no "{text}" in {zone}: the clocks jumped over it; type it with an offset')
    return min(found)


def _offset(instant: int, spans: ZoneSpans) -> int:
    return spans.offsets[max(bisect_right(spans.starts, instant) - 1, 0)]
