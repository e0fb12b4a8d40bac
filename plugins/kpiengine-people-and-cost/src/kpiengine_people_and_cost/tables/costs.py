"""costs: amounts with the days and the part of the centre that they belong to."""

from kpiengine.plugin import Column, ColumnType, FactTable, RowCheck
from kpiengine_people_and_cost.tables.columns import STATUS, UPDATED_AT, VERSION

CHANNELS = ("voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")
CATEGORIES = ("labour", "telecom", "software", "ai", "facility", "training", "recruiting", "other")
SCOPES = ("centre", "site", "team", "queue", "agent")

COSTS = FactTable(
    id="costs",
    title={"en": "Costs", "zh": "成本"},
    doc="One row per cost and the days that it is for.  Each cost is written once, for what it belongs to; a refund "
    "is a negative amount.",
    key=("cost_id",),
    version="version",
    deleted=("deleted",),
    columns={
        "cost_id": Column(ColumnType.TEXT, doc="id of the cost"),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "from_day": Column(ColumnType.DATE, doc="first local day that it covers"),
        "to_day": Column(ColumnType.DATE, doc="last local day that it covers, included"),
        "scope": Column(ColumnType.TEXT, values=SCOPES, default="centre", doc="what it belongs to"),
        "scope_id": Column(ColumnType.TEXT, null=True, doc="id of the site, team, queue or agent"),
        "channel": Column(ColumnType.TEXT, values=CHANNELS, null=True, doc="medium, if it is for one only"),
        # No default here and for the currency: what is not said must not pass for something else.
        "category": Column(ColumnType.TEXT, values=CATEGORIES, doc="kind of cost"),
        "amount": Column(ColumnType.NUMBER, decimals=2, minimum=-(10**12), maximum=10**12, doc="amount"),
        "currency": Column(ColumnType.TEXT, doc="ISO 4217 code, such as CNY"),
        "status": STATUS,
    },
    checks=(
        RowCheck("to_day >= from_day", "the cost ends before it begins"),
        RowCheck("scope == 'centre' or not is_missing(scope_id)", "it does not say which site, team, queue or agent"),
    ),
)
