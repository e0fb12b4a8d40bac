"""The people of a case as a roster: what is not said of somebody is plain.

The agent is one whom the rule set is for, in team T1, long employed, full time.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.errors import KpiError
from kpiengine.expressions.types import Kind
from kpiengine.facts.roster import roster_of_rows
from kpiengine.periods import Period, day_of, previous_period
from kpiengine.planning.coverage import COLUMN_OF
from kpiengine.planning.records import Roster
from kpiengine.planning.units import CENTRE
from kpiengine.plugin import Catalogue, FactTable
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.bench import Bench, Faults
from kpiengine.rule_tests.kinds import MISSING
from kpiengine.rule_tests.measure_names import UNITS
from kpiengine.rule_tests.records import Person, RuleCase
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.rows import Reader
from kpiengine.testing.trial import spans_around

_WORD = re.compile(r"(?P<what>_|\d+(?:\.\d+)?)(?:x(?P<times>[1-9]\d?))?")
ONLY = "A1"  # the agent of a case with one
USUAL: Mapping[str, Any] = {"team_id": "T1", "site_id": "S1", "hired_on": date(2000, 1, 1), "fte": 1}


@frozen
class Days:
    """First and last day on which the rule set covers somebody, and his units on the last."""

    first: int
    last: int
    units: Mapping[str, str | None]


def ids_of(case: RuleCase, checked: CheckedRuleSet) -> Mapping[str, str]:
    """The agent's id by the name that the case calls him."""
    return {one.id: one.id or checked.ruleset.head.agents.get("agent_id", (ONLY,))[0] for one in case.people}


def roster_of(case: RuleCase, checked: CheckedRuleSet, period: Period, bench: Bench, faults: Faults) -> Roster:
    """Everybody's rows; raises `Refused` for columns and cells that cannot be."""
    columns, ids = bench.columns, ids_of(case, checked)
    table = FactTable(AGENTS.id, AGENTS.title, columns, key=AGENTS.key)
    reader = Reader(Catalogue(tables={AGENTS.id: table}), date(2000, 1, 1), spans_around([period]))
    usual = {name: value for name, value in _usual(checked, bench).items() if name in columns}
    rows: list[Mapping[str, Any]] = []
    for person in case.people:
        own = [
            {**usual, **_cells(part), "agent_id": ids[person.id]}
            for row in person.roster
            for part in over_periods(row, columns, period)
        ]
        if _known_columns(person, columns, faults) and _readable(reader, own, (*person.path, "roster"), faults):
            rows += own
    faults.stop()
    frame: pl.DataFrame = reader.store({AGENTS.id: rows}).tables[AGENTS.id].collect().to_native()
    return roster_of_rows(frame, columns)


def over_periods(row: Mapping[str, Any], columns: Mapping[str, Column], period: Period) -> list[Mapping[str, Any]]:
    """A row whose numbers are series, `base_pay = "5000 5000 5200"`, as a row for each period; the last holds now."""
    series = {
        name: words
        for name, cell in row.items()
        if name in columns and columns[name].static_type.kind is Kind.NUMBER and len(words := _words(cell)) > 1
    }
    if not series:
        return [row]
    longest, found, until = max(map(len, series.values())), list[Mapping[str, Any]](), None
    for back in range(longest):
        now = {name: words[-1 - back] if back < len(words) else words[0] for name, words in series.items()}
        begin = {"valid_from": day_of(period.start_day)} if back + 1 < longest else {}
        found.insert(0, {**row, **now, **begin, **({} if until is None else {"valid_to": until})})
        until, period = day_of(period.start_day - 1), previous_period(period)
    return found


def _words(cell: object) -> list[Any]:
    """The numbers of a series; none where it is not one."""
    found = []
    for word in cell.split() if isinstance(cell, str) else ():
        read = _WORD.fullmatch(word)
        if read is None:
            return []
        value = MISSING if read["what"] == MISSING else Decimal(read["what"])
        found += [value] * int(read["times"] or 1)
    return found


def _usual(checked: CheckedRuleSet, bench: Bench) -> dict[str, Any]:
    """Somebody for whom the rule set is."""
    sites = tuple(bench.project.sites)
    found = {**USUAL, "valid_from": date(1970, 1, 1)} | ({"site_id": sites[0]} if sites else {})
    named = checked.ruleset.head.agents.items()
    return found | {COLUMN_OF.get(name, name): values[0] for name, values in named if name != "agent_id"}


def _known_columns(person: Person, columns: Mapping[str, Column], faults: Faults) -> bool:
    strange = [name for row in person.roster for name in row if name not in columns]
    path = _path(person, faults)
    faults.add(*(messages.unknown_column(name, list(columns), (*path, name)) for name in strange))
    return not strange


def _path(person: Person, faults: Faults) -> Path:
    for path in ((*person.path, "roster"), (*person.path[:2], "roster"), ("given", "roster")):
        if path in faults.locator.spots:
            return path
    return person.path


def _readable(reader: Reader, rows: Sequence[Mapping[str, Any]], path: Path, faults: Faults) -> bool:
    try:
        reader.store({AGENTS.id: rows})
    except (KpiError, ValueError) as error:
        faults.add(messages.bad_value(str(error), path))
        return False
    return True


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row of the roster; "_" is missing, as it is everywhere."""
    return {name: None if value == MISSING else value for name, value in row.items()}


def days_of(mine: pl.DataFrame) -> Mapping[str, Days]:
    """By agent, from the rows of the roster that the rule set covers in the period."""
    found = mine.sort("agent_id", "valid_from").group_by("agent_id", maintain_order=True).agg(
        first=pl.col("valid_from").first(), last=pl.col("valid_to").last(),
        team_id=pl.col("team_id").last(), site_id=pl.col("site_id").last(),
    )  # fmt: skip
    return {
        row["agent_id"]: Days(row["first"], row["last"], {name: row[name] for name in ("team_id", "site_id")})
        for row in found.iter_rows(named=True)
    }


def subjects_of(checked: CheckedRuleSet, ids: Mapping[str, str], days: Mapping[str, Days]) -> dict[str, str]:
    """Who is scored: the agent, or his unit where the rule set is for units."""
    level = checked.ruleset.head.level
    if level is KpiLevel.CENTRE:
        return dict.fromkeys(ids, CENTRE)
    column = UNITS.get(level)
    if column is None:
        return dict(ids)
    return {name: str(days[id_].units[column] if id_ in days else None) for name, id_ in ids.items()}
