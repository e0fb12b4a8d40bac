"""published_results: one row per agent and period whose result was published, and whether it was corrected since."""

from kpiengine.plugin import Column, ColumnType, FactTable, RowCheck
from kpiengine_people_and_cost.tables.columns import UPDATED_AT

PUBLISHED_RESULTS = FactTable(
    id="published_results",
    title={"en": "Published results", "zh": "已发布的考核结果"},
    doc="One row per published result of one agent and period.  `kpiengine runs --published FILE` writes it from the "
    "ledger; a centre that published elsewhere before may map a file of its own.",
    key=("result_id",),
    time="published_at",
    columns={
        "result_id": Column(ColumnType.TEXT, doc="id of the result: plan, rule set, period and agent"),
        "updated_at": UPDATED_AT,
        "plan": Column(ColumnType.TEXT, null=True, doc="plan, such as bonus"),
        "period": Column(ColumnType.TEXT, null=True, doc="period that was judged, such as 2025-03"),
        "agent_id": Column(ColumnType.TEXT, null=True, doc="whose result it is"),
        "published_at": Column(ColumnType.INSTANT, doc="when it was published first"),
        "corrected_at": Column(ColumnType.INSTANT, null=True, doc="when a correction last changed it; missing = never"),
        "cause": Column(
            ColumnType.TEXT,
            null=True,
            values=("late_data", "data_error", "rules", "decision", "other"),
            doc="why it was corrected",
        ),
        "grace_until": Column(ColumnType.INSTANT, null=True, doc="until when late data may still change it"),
    },
    checks=(RowCheck("corrected_at >= published_at", "it was corrected before it was published"),),
)
