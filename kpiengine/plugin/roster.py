"""The roster's table: who works where, for which days; one row per agent and stretch of days.

The engine declares it itself, since it plans with it; a project may add columns under [facts.agents.extra].  Rule
files and the project file name its columns, so it stands here, where all of them may read it.
"""

from collections.abc import Mapping

from kpiengine.plugin.columns import Column, ColumnType, FactTable, RowCheck

OPEN_END = 2_000_000  # the day that stands for "still valid"

AGENTS = FactTable(
    id="agents",
    title={"en": "Agents", "zh": "座席"},
    doc="Who works where and since when. One row per agent and stretch of days; rows of one agent may not overlap.",
    key=("agent_id", "valid_from"),
    columns={
        "agent_id": Column(ColumnType.TEXT, doc="stable id, never given to somebody else"),
        "name": Column(ColumnType.TEXT, null=True, doc="for lists and letters only"),
        "valid_from": Column(ColumnType.DATE, default=0, doc="first local day of this row"),
        "valid_to": Column(ColumnType.DATE, null=True, doc="last local day, included; empty while it goes on"),
        "kind": Column(ColumnType.TEXT, default="human", values=("human", "ai", "system"), doc="person or automaton"),
        "role": Column(
            ColumnType.TEXT,
            default="agent",
            values=("agent", "lead", "qa", "trainer", "trainee", "other"),
            doc="only agents are scored unless a plan says otherwise",
        ),
        "team_id": Column(ColumnType.TEXT, null=True, doc="team in these days"),
        "site_id": Column(ColumnType.TEXT, null=True, doc="site in these days"),
        "line": Column(ColumnType.TEXT, null=True, doc="line of work, such as phone or chat"),
        "employment": Column(
            ColumnType.TEXT, null=True, values=("full_time", "part_time", "contractor"), doc="form of contract"
        ),
        "fte": Column(ColumnType.NUMBER, decimals=2, null=True, minimum=1, maximum=150, doc="share of a full week"),
        "weekly_hours": Column(
            ColumnType.NUMBER, decimals=2, null=True, minimum=0, maximum=16_800, doc="contracted hours in a week"
        ),
        "base_pay": Column(ColumnType.NUMBER, decimals=2, null=True, minimum=0, doc="pay that a percentage refers to"),
        "hired_on": Column(ColumnType.DATE, null=True, doc="first day of work, for tenure"),
        "left_on": Column(ColumnType.DATE, null=True, doc="last day of work"),
        "leave_reason": Column(
            ColumnType.TEXT,
            null=True,
            values=("voluntary", "involuntary", "end_of_contract", "internal_move", "other"),
            doc="why the agent left",
        ),
        "tz": Column(ColumnType.TEXT, null=True, doc="the agent's own time zone, if not the site's"),
        "updated_at": Column(ColumnType.INSTANT, null=True, doc="when the source changed the row"),
    },
    checks=(
        RowCheck(
            "is_missing(valid_to) or valid_from <= valid_to",
            "valid_to is before valid_from: the row ends before it begins",
        ),
    ),
)

# What conditions may name, and match tables too where it is a text; the other columns are for the engine and lists.
ATTRIBUTES = ("kind", "role", "line", "employment", "weekly_hours", "base_pay")
# What only match tables name, and the column that each stands for.
IDS: Mapping[str, str] = {"agent_id": "agent_id", "team": "team_id", "site": "site_id"}
