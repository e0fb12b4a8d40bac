"""Reads the project's table of exclusions, before the plan is made: the plan hands them to the measure stage."""

import re

import polars as pl

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.facts import messages
from kpiengine.facts.load import accounted
from kpiengine.facts.records import FactStore
from kpiengine.facts.table import load_one
from kpiengine.planning.exclusions import Exclusion
from kpiengine.plugin import Catalogue
from kpiengine.plugin.exclusions import ALL, EXCLUSIONS
from kpiengine.project import Project
from kpiengine.sources.messages import refused
from kpiengine.sources.raw import ROW

SEPARATORS = re.compile(r"[,;\s]+")


def read_exclusions(
    project: Project, catalogue: Catalogue, as_of: int | None = None
) -> tuple[tuple[Exclusion, ...], FactStore]:
    """The exclusions that hold, by id, and the account of the rows that they were made from.

    Without [facts.exclusions] there are none.  Rows changed after `as_of` are not seen.  Raises Refused (exit 3) for
    rows that name a metric or group that nobody brings, and for whatever makes a file unreadable.
    """
    source = project.facts.get(EXCLUSIONS.id)
    if source is None or not source.source:
        return (), accounted({})
    one = load_one(EXCLUSIONS, project, {EXCLUSIONS.id: EXCLUSIONS}, as_of=as_of)
    rows = one.numbered.collect(engine="streaming").sort("exclusion_id")
    known = {*catalogue.metrics, *(metric.group for metric in catalogue.metrics.values())}
    faults: list[Diagnostic] = []
    for row in rows.iter_rows(named=True):
        strange = [name for name in named(row["metrics"]) if name not in known]
        place = Place(*one.raw.locate(row[ROW])) if strange else None
        faults += [messages.no_such_metric(place, row["exclusion_id"], name, known) for name in strange]
    if faults:
        raise refused(*faults)
    return exclusions_of(rows), accounted({EXCLUSIONS.id: one})


def exclusions_of(rows: pl.DataFrame) -> tuple[Exclusion, ...]:
    """The exclusions of checked rows."""
    return tuple(
        Exclusion(
            id=row["exclusion_id"],
            scope=row["scope"],
            scope_id=row["scope_id"],
            start=row["ts_start"],
            end=row["ts_end"],
            reason=row["reason"],
            author=row["approved_by"],
            metrics=named(row["metrics"]),
        )
        for row in rows.iter_rows(named=True)
    )


def named(text: str | None) -> tuple[str, ...]:
    """The metrics and groups that a cell names; none where it means every metric."""
    words = tuple(word for word in SEPARATORS.split(text or "") if word)
    return () if ALL in words else words
