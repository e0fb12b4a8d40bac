"""Readable rows -> fact tables as the load stage hands them on.

Rows are written as a person would: seconds for durations, plain numbers, times of day on the day of the case.  Times
are wall time of the zone (the first one where an hour comes twice), or have an offset of their own.  A column that no
row of a table names counts as not loaded; a table without rows is loaded and empty.  Rows are taken as they are:
nothing is rejected here, and neither keys nor ranges are checked.  Only what a row's
`status` calls deleted is left out.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

import polars as pl
from attrs import field, frozen

from kpiengine.errors import KpiError
from kpiengine.facts.records import Account, FactStore
from kpiengine.numbers import parse_decimal
from kpiengine.periods import ZoneSpans, day_number
from kpiengine.plugin import Catalogue, Column, ColumnType, FactTable
from kpiengine.plugin.columns import STATUS
from kpiengine.sources.engines import lift

Row: TypeAlias = Mapping[str, Any]
NOON = time(12)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TYPES: dict[ColumnType, Any] = {
    ColumnType.TEXT: pl.String,
    ColumnType.FLAG: pl.Boolean,
    ColumnType.DATE: pl.Int32,
}
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


def given_rows(given: Sequence[Row] | str) -> tuple[Row, ...]:
    """Rows as they were given: a list of them, or a table drawn as text."""
    return table_text(given) if isinstance(given, str) else tuple(given)


def table_text(text: str) -> tuple[Row, ...]:
    """Rows of a table drawn with `|`: the first line names the columns, an empty cell is not given."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    if not lines:
        return ()
    head, body = lines[0], lines[1:]
    for line in body:
        if len(line) != len(head):
            raise KpiError(f'the row "{" | ".join(line)}" has {len(line)} cells, and the table has {len(head)} columns')
    return tuple({name: cell for name, cell in zip(head, line, strict=True) if cell} for line in body)


@frozen
class Reader:
    """Turns readable rows into stored ones: `day` is the day of bare times, `zone` the one that all times are in."""

    catalogue: Catalogue
    day: date
    zone: ZoneSpans
    engine: str = field(default="polars")

    def store(self, rows: Mapping[str, Sequence[Row] | str]) -> FactStore:
        """The fact tables of a case, by table id."""
        given = {id_: given_rows(r) for id_, r in rows.items()}
        for id_ in given:
            if id_ not in self.catalogue.tables:
                raise KpiError(f'there is no table "{id_}"; there are {", ".join(sorted(self.catalogue.tables))}')
        stored = {id_: self._own(self.catalogue.tables[id_], r) for id_, r in given.items()}
        frames, mapped = {}, set()
        for id_, own in stored.items():
            table = self.catalogue.tables[id_]
            whole = [row for row in self._with_parents(table, own, stored) if not _deleted(table, row)]
            types = {**table.columns, **_parent_columns(table, self.catalogue)}
            schema = {name: _TYPES.get(column.type, pl.Int64) for name, column in types.items()}
            frames[id_] = lift(self.engine, pl.LazyFrame(whole, schema=schema, orient="row"))
            named = {name for row in given[id_] for name in row} if own else set(types)
            mapped |= {f"{id_}.{name}" for name in (*named, *table.key, table.time) if name is not None}
        live = {id_: sum(not _deleted(self.catalogue.tables[id_], row) for row in r) for id_, r in stored.items()}
        accounts = tuple(Account(id_, len(r), live[id_], deleted=len(r) - live[id_]) for id_, r in stored.items())
        return FactStore(frames, frozenset(mapped), accounts, (), pl.DataFrame())

    def _own(self, table: FactTable, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The table's own columns; `times` repeats a row, with {i} as its number."""
        known = {**table.columns, **_parent_columns(table, self.catalogue)}
        usual = {name: self._usual(table, name, column) for name, column in table.columns.items()}
        own_ids = [name for name, column in table.columns.items() if _is_own_id(table, name, column)]
        found: list[dict[str, Any]] = []
        for row in rows:
            unknown = [name for name in row if name != "times" and name not in known]
            if unknown:
                raise KpiError(f'table {table.id} has no column "{unknown[0]}"')
            differ = any(isinstance(value, str) and "{i}" in value for value in row.values())
            said = {} if differ else self._said(known, row)
            for i in range(1, int(row.get("times", 1)) + 1):
                ids = dict.fromkeys(own_ids, f"{table.id}-{len(found) + 1}")
                found.append(usual | ids | (self._said(known, _numbered(row, i)) if differ else said))
        return found

    def _said(self, known: Mapping[str, Column], row: Row) -> dict[str, Any]:
        return {
            name: None if value is None else self._value(known[name], value)
            for name, value in row.items()
            if name != "times"
        }

    def _usual(self, table: FactTable, name: str, column: Column) -> int | str | bool | None:
        """What a row that does not say a column gets: the default, noon of the day, or nothing."""
        if column.default is not None:
            return column.default
        if name == table.time:
            return self._instant(NOON)
        if not column.null and column.type is ColumnType.TEXT and not column.values:
            return "A1"
        return None

    def _value(self, column: Column, value: Any) -> int | str | bool:  # noqa: ANN401 -- as TOML has it, by type
        match column.type:
            case ColumnType.TEXT:
                return str(value)
            case ColumnType.FLAG:
                return value if isinstance(value, bool) else _flag(str(value))
            case ColumnType.INTEGER | ColumnType.NUMBER:
                return parse_decimal(str(value), column.decimals)
            case ColumnType.DURATION:
                return parse_decimal(str(value), 3)
            case ColumnType.DATE:
                return day_number(date.fromisoformat(str(value)))
            case ColumnType.INSTANT:
                return self._instant(value)

    def _instant(self, value: Any) -> int:  # noqa: ANN401 -- text, or a time as TOML has it
        if isinstance(value, str):
            value = time.fromisoformat(value) if "-" not in value else datetime.fromisoformat(value)
        return instant(datetime.combine(self.day, value) if isinstance(value, time) else value, self.zone)

    def _with_parents(
        self,
        table: FactTable,
        own: Sequence[dict[str, Any]],
        stored: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> list[dict[str, Any]]:
        """The rows with their parents' columns: as written in the row, else the parent's, else missing."""
        whole = [dict(row) for row in own]
        for parent in table.parents:
            above = self.catalogue.tables[parent.table]
            by_key = {row[above.key[0]]: row for row in stored.get(parent.table, ())}
            for row in whole:
                found = by_key.get(row[parent.key])
                for name in parent.columns:
                    row.setdefault(f"{parent.prefix}_{name}", found[name] if found else None)
        return whole


def instant(moment: datetime, zone: ZoneSpans) -> int:
    """Milliseconds UTC of a time with an offset, or of wall time in the zone; raises `KpiError` for one that never was.

    Wall time that comes twice, when clocks go back, is the first one, as in files.
    """
    if moment.tzinfo is not None:
        return (moment - EPOCH) // timedelta(milliseconds=1)
    wall = (moment.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)
    found = [wall - offset for offset in zone.offsets if _offset(wall - offset, zone) == offset]
    if not found:
        raise KpiError(
            f'there was no "{moment.isoformat()}" in {zone.zone}: the clocks jumped over it; write it with an offset'
        )
    return min(found)


def _offset(at: int, zone: ZoneSpans) -> int:
    return zone.offsets[max(bisect_right(zone.starts, at) - 1, 0)]


def _flag(text: str) -> bool:
    if text not in _FLAGS:
        raise KpiError(f'"{text}" is neither yes nor no')
    return _FLAGS[text]


def _deleted(table: FactTable, row: Mapping[str, Any]) -> bool:
    """Whether the row says that its source took it back; what belongs to it still finds it."""
    return bool(table.deleted) and row[STATUS] in table.deleted


def _numbered(row: Row, i: int) -> Row:
    return {name: value.replace("{i}", str(i)) if isinstance(value, str) else value for name, value in row.items()}


def _is_own_id(table: FactTable, name: str, column: Column) -> bool:
    """Whether a row that does not say the column gets an id of its own."""
    if column.default is not None or name == table.time:
        return False
    return name in table.key or (not column.null and any(parent.key == name for parent in table.parents))


def _parent_columns(table: FactTable, catalogue: Catalogue) -> dict[str, Column]:
    return {
        f"{parent.prefix}_{name}": catalogue.tables[parent.table].columns[name]
        for parent in table.parents
        for name in parent.columns
    }
