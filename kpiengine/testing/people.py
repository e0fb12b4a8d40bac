"""Readable rows -> the roster that the plan stage works with.

A row has agent_id and may have name, team_id, site_id, valid_from, valid_to, kind, role, hired_on and fte.  What it
does not say is as usual: a person who is an agent in team T1 of site S1, employed for ever, full time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from kpiengine.errors import KpiError
from kpiengine.expressions.types import DATE, TEXT, number
from kpiengine.numbers import parse_decimal
from kpiengine.periods import day_number
from kpiengine.planning.records import Roster
from kpiengine.plugin import View
from kpiengine.plugin.roster import OPEN_END
from kpiengine.testing.rows import Row, given_rows

TEAM, SITE = "T1", "S1"
SCHEMA: Mapping[str, Any] = {
    "agent": pl.Int32,
    "agent_id": pl.String,
    "name": pl.String,
    "valid_from": pl.Int32,
    "valid_to": pl.Int32,
    "kind": pl.String,
    "role": pl.String,
    "team_id": pl.String,
    "site_id": pl.String,
    "hired_on": pl.Int32,
    "fte": pl.Int64,
}
_COLUMNS = {"team_id": TEXT, "site_id": TEXT, "role": TEXT, "hired_on": DATE, "fte": number(2, 150)}


def roster_of(rows: Sequence[Row]) -> Roster:
    """The roster of these rows; raises `KpiError` for a column that it does not have."""
    for row in rows:
        unknown = sorted(set(row) - set(SCHEMA))
        if unknown:
            raise KpiError(f'a row of the roster has no column "{unknown[0]}"; it may have {", ".join(SCHEMA)}')
    ids = {id_: index for index, id_ in enumerate(sorted({str(row["agent_id"]) for row in rows}), start=1)}
    people = [
        {
            "agent": ids[str(row["agent_id"])],
            "agent_id": str(row["agent_id"]),
            "name": row.get("name"),
            "valid_from": _day(row.get("valid_from"), 0),
            "valid_to": _day(row.get("valid_to"), OPEN_END),
            "kind": row.get("kind", "human"),
            "role": row.get("role", "agent"),
            "team_id": row.get("team_id", TEAM),
            "site_id": row.get("site_id", SITE),
            "hired_on": _day(row.get("hired_on"), None),
            "fte": parse_decimal(str(row.get("fte", Decimal(1))), 2),
        }
        for row in rows
    ]
    return Roster(pl.DataFrame(people, schema=SCHEMA), _COLUMNS, "")


def _day(value: object, default: int | None) -> int | None:
    return default if value is None else day_number(date.fromisoformat(str(value)))


def everybody(facts: Mapping[str, Sequence[Row] | str], views: Iterable[View], *more: str) -> tuple[Row, ...]:
    """A roster row for each person whom the rows name, in a column that views call the agent or that ends so."""
    called = {view.subjects["agent"] for view in views if "agent" in view.subjects}
    named = {
        str(value).replace("{i}", str(i))
        for given in facts.values()
        for row in given_rows(given)
        for column, value in row.items()
        if value is not None and (column in called or column.endswith("agent_id"))
        for i in range(1, int(row.get("times", 1)) + 1)
    }
    return tuple({"agent_id": agent} for agent in sorted(named | set(more)))
