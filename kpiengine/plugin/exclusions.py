"""The table of spans that must not count: outages, disasters, agreed special work.

The engine declares it itself, since it takes rows of every view out by it.  Who decides on a row stands in it.
"""

from collections.abc import Mapping

from kpiengine.plugin.columns import Column, ColumnType, FactTable, RowCheck
from kpiengine.plugin.roster import AGENTS

SCOPES = ("centre", "site", "team", "queue", "agent")
REASONS = ("system_outage", "force_majeure", "training", "data_error", "other")
ALL = "all"  # in `metrics`

EXCLUSIONS = FactTable(
    id="exclusions",
    title={"en": "Exclusions", "zh": "剔除时段"},
    doc="One row per approved span that must not count. What counts at a time inside it is out, with the reason.",
    key=("exclusion_id",),
    version="version",
    deleted=("deleted",),
    time="ts_start",
    columns={
        "exclusion_id": Column(ColumnType.TEXT, doc="id of the exclusion; it is named wherever a row is out by it"),
        "version": Column(ColumnType.INTEGER, default=1, minimum=1, maximum=10**12, doc="higher = newer delivery"),
        "updated_at": Column(ColumnType.INSTANT, null=True, doc="when the source last changed the row"),
        # No default: whom it covers must not be a guess.
        "scope": Column(ColumnType.TEXT, values=SCOPES, doc="whom it covers"),
        "scope_id": Column(ColumnType.TEXT, null=True, doc="id of the site, team, queue or agent"),
        "ts_start": Column(ColumnType.INSTANT, doc="start"),
        "ts_end": Column(ColumnType.INSTANT, doc="end, no longer inside"),
        "reason": Column(ColumnType.TEXT, values=REASONS, doc="why"),
        "metrics": Column(
            ColumnType.TEXT,
            null=True,
            doc="ids or groups of the metrics that it is for, with commas between; all or nothing = every metric",
        ),
        "approved_by": Column(ColumnType.TEXT, doc="who decided"),
        "note": Column(ColumnType.TEXT, null=True, doc="what happened, for the lists"),
        "status": Column(
            ColumnType.TEXT,
            null=True,
            default="active",
            values=("active", "deleted"),
            doc="deleted = a new version takes the row back; missing = active",
        ),
    },
    checks=(
        RowCheck("ts_end > ts_start", "the span ends before it begins"),
        RowCheck("scope == 'centre' or not is_missing(scope_id)", "it does not say which site, team, queue or agent"),
    ),
)

# What the engine declares itself: a plugin need not bring it, and cannot bring another of the name.
ENGINE_TABLES: Mapping[str, FactTable] = {table.id: table for table in (AGENTS, EXCLUSIONS)}
