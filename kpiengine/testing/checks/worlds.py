"""Facts laid beside a copy of themselves: the same again for other people, or the same weeks later.

In a copy every id is another one: keys, keys of parents, columns whose name ends in `_id` and the columns that views
call an agent or a queue.  So no row of a copy has to do with a row of the original.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import evolve, frozen

from kpiengine.facts.records import FactStore
from kpiengine.plugin import Catalogue, Column, ColumnType, FactTable, Params
from kpiengine.sources.engines import lift
from kpiengine.testing.rows import Row

MARK = "#2"
DAY_MS = 86_400_000


@frozen
class Worlds:
    """Copies facts; `kept` are texts that are no ids although their column is one: parameters name them."""

    catalogue: Catalogue
    kept: frozenset[str]

    def beside(self, store: FactStore) -> FactStore:
        """The facts twice, the second time of other people."""
        return self._with(store, {id_: self._renamed(id_, _frame(store, id_), set()) for id_ in store.tables})

    def later(self, store: FactStore, days: int) -> FactStore:
        """The facts twice, the second time of the same agents and queues, days later.

        A table whose key stays the same (who somebody is, what a queue is called) is there once.
        """
        same = self._subjects()
        copies = {}
        for id_ in store.tables:
            table, frame = self.catalogue.tables[id_], _frame(store, id_)
            copy = self._renamed(id_, frame, same)
            moved = [
                (pl.col(name) + (days if column.type is ColumnType.DATE else days * DAY_MS)).cast(copy.schema[name])
                for name, column in self._columns(table).items()
                if column.type in {ColumnType.DATE, ColumnType.INSTANT}
            ]
            copy = copy.with_columns(moved)
            changed = any(not copy[name].equals(frame[name]) for name in table.key)
            copies[id_] = copy if changed else frame.clear()
        return self._with(store, copies)

    def _with(self, store: FactStore, copies: Mapping[str, pl.DataFrame]) -> FactStore:
        both = {id_: pl.concat([_frame(store, id_), copy]) for id_, copy in copies.items()}
        return evolve(store, tables={id_: lift("polars", frame.lazy()) for id_, frame in both.items()})

    def _renamed(self, id_: str, frame: pl.DataFrame, same: set[str]) -> pl.DataFrame:
        table = self.catalogue.tables[id_]
        subjects = self._subjects()
        keys = {*table.key, *(parent.key for parent in table.parents), *subjects} - same
        renamed = [
            pl.when(pl.col(name).is_in(self.kept)).then(pl.col(name)).otherwise(pl.col(name) + MARK).alias(name)
            for name, column in self._columns(table).items()
            if column.type is ColumnType.TEXT
            and not column.values
            and (name in keys or name.endswith("_id"))
            and not (same and _subject_like(name, same))
        ]
        return frame.with_columns(renamed)

    def _subjects(self) -> set[str]:
        return {column for view in self.catalogue.views.values() for column in view.subjects.values()}

    def _columns(self, table: FactTable) -> dict[str, Column]:
        found = dict(table.columns)
        for parent in table.parents:
            above = self.catalogue.tables[parent.table].columns
            found |= {f"{parent.prefix}_{name}": above[name] for name in parent.columns}
        return found


def _subject_like(name: str, same: set[str]) -> bool:
    """Whether the column holds agents or queues: by its name, as in `last_agent_id`."""
    return name in same or name.endswith(("agent_id", "queue_id"))


def _frame(store: FactStore, id_: str) -> pl.DataFrame:
    collected: pl.DataFrame = store.tables[id_].to_native().collect()
    return collected


def words_in(params: Params) -> frozenset[str]:
    """Every text in the parameters, however deep."""

    def found(value: Any) -> set[str]:  # noqa: ANN401 -- a parameter may be any value of TOML
        match value:
            case str():
                return {value}
            case Mapping():
                return set().union(*(found(inner) for item in value.items() for inner in item))
            case list() | tuple():
                return set().union(*(found(inner) for inner in value))
            case _:
                return set()

    return frozenset(found(dict(params)))


def roster_beside(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The roster with everybody's double, who is in the same team."""
    return (*rows, *({**row, "agent_id": f"{row['agent_id']}{MARK}"} for row in rows))
