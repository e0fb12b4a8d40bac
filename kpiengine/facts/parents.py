"""Columns that a child row takes over from its parent row, by the parent's key; never more rows than before."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

import polars as pl
from attrs import evolve, frozen

from kpiengine.documents.wording import counted
from kpiengine.errors import KpiError
from kpiengine.plugin.columns import STATUS, Column, FactTable, Parent


@frozen
class Joined:
    """The child with its parent's columns, which of them were joined, and what is to be noted."""

    frame: pl.LazyFrame
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def parent_columns(table: FactTable, declared: Mapping[str, FactTable]) -> dict[str, Column]:
    """The columns `<prefix>_<column>` of a table, typed as in the parent; each may be missing."""
    found: dict[str, Column] = {}
    for parent in table.parents:
        other = declared.get(parent.table)
        for name in parent.columns if other is not None else ():
            if other is not None and name in other.columns:
                found[f"{parent.prefix}_{name}"] = evolve(other.columns[name], null=True, default=None)
    return found


@frozen
class Child:
    """The rows that take over columns; `given` are the columns that the files have, `held`: they are in memory."""

    frame: pl.LazyFrame
    table: FactTable
    given: AbstractSet[str]
    held: bool = False


@frozen
class Above:
    """The parent's table and all its rows, and whether some of them were deleted by their source."""

    table: FactTable
    frame: pl.LazyFrame
    any_deleted: bool = False


def join_parent(child: Child, parent: Parent, above: Above, needed: Collection[str] | None) -> Joined:
    """The child's rows with the parent's columns, unless the project maps some of them itself.

    A project that maps one column of the parent says that its files are flat: nothing is joined then, and what it
    does not map stays missing.
    The parent's key must be one column and unique (the load stage has seen to it), so rows are never multiplied; a
    missing key joins nothing.  Rows whose key the parent does not know are counted in a note.
    Rows in memory are joined here, once, which counts them as well; others are joined when they are used, and their
    keys are looked through beforehand.  A row whose parent was deleted takes over its columns all the same, `status`
    too, if any was deleted; else nothing would be said by that.
    """
    table, frame, other = child.table, child.frame, above.table
    names = {name: f"{parent.prefix}_{name}" for name in parent.columns if name in other.columns}
    wanted = [
        name
        for name, full in names.items()
        if full not in child.given
        and (name != STATUS or not other.deleted or above.any_deleted)
        and (needed is None or f"{table.id}.{full}" in needed)
    ]
    if not wanted or not child.given.isdisjoint(names.values()):
        return Joined(frame)
    if len(other.key) != 1:
        raise KpiError(f"table {table.id} cannot take columns from {other.id}, whose key is {', '.join(other.key)}")
    right = above.frame.select(
        pl.col(other.key[0]).alias("~key"), *(pl.col(name).alias(names[name]) for name in wanted)
    )
    order = frame.collect_schema().names()
    left = frame.drop([names[name] for name in wanted])
    if child.held:
        known = right.with_columns(pl.lit(value=True).alias("~known"))
        rows = left.join(known, left_on=parent.key, right_on="~key", how="left").collect(engine="streaming")
        orphans = rows.select((pl.col(parent.key).is_not_null() & pl.col("~known").is_null()).sum()).item()
        made = rows.select(order).lazy()
    else:
        made = left.join(right, left_on=parent.key, right_on="~key", how="left").select(order)
        unknown = frame.select(parent.key).drop_nulls().join(right, left_on=parent.key, right_on="~key", how="anti")
        orphans = unknown.select(pl.len()).collect(engine="streaming").item()
    notes = (
        (f"{table.id}: {counted(orphans, 'row names', 'rows name')} a {parent.key} that {other.id} does not have",)
        if orphans
        else ()
    )
    return Joined(made, tuple(wanted), notes)
