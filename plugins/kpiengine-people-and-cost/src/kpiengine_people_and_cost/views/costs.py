"""Costs by the days that they are for; an amount is shared out over its days so that the parts of any cut add up."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Days, Facts, Params, View, first_reason
from kpiengine_people_and_cost.tables import COSTS

Frame = nw.LazyFrame[Any]


def costs(facts: Facts, params: Params, context: Context) -> Frame:
    """One row per cost.  `currency_no` numbers the currencies, so that a sum can tell whether it has several."""
    del params, context
    order = ("currency", "cost_id")
    rows = facts["costs"].with_columns(all_=nw.lit(1))
    before = nw.col("currency").shift(1).over("all_", order_by=order)
    rows = rows.with_columns(fresh=nw.when(nw.col("currency") == before).then(nw.lit(0)).otherwise(nw.lit(1)))
    return rows.with_columns(
        currency_no=nw.col("fresh").cum_sum().over("all_", order_by=order),
        queue_id=nw.when(nw.col("scope") == "queue").then(nw.col("scope_id")),
        agent_id=nw.when(nw.col("scope") == "agent").then(nw.col("scope_id")),
        out=nw.lit(None, dtype=nw.String),
    )


def agent_costs(facts: Facts, params: Params, context: Context) -> Frame:
    """The costs that are written for one agent each, which add up to teams and sites."""
    rows = costs(facts, params, context)
    return rows.with_columns(out=first_reason((nw.col("agent_id").is_null(), "not a cost of one agent")))


COLUMNS = {
    **{name: COSTS.columns[name] for name in ("cost_id", "from_day", "to_day", "scope", "scope_id")},
    **{name: COSTS.columns[name] for name in ("channel", "category", "amount", "currency")},
    "currency_no": Column(ColumnType.INTEGER, minimum=0, maximum=1_000_000),
    "queue_id": Column(ColumnType.TEXT, null=True),
    "agent_id": Column(ColumnType.TEXT, null=True),
    "out": OUT,
}
TIME = Days("from_day", "to_day", spread=("amount",))
NEEDS = ("costs.amount", "costs.category")

# No agent here: most costs are not written for one, so a team's sum over its agents would lack them.
ALL_COSTS = View(
    id="costs",
    facts=("costs",),
    build=costs,
    time=TIME,
    subjects={"queue": "queue_id"},
    columns=COLUMNS,
    dimensions=("category", "channel"),
    needs=NEEDS,
)

AGENT_COSTS = View(
    id="agent_costs",
    facts=("costs",),
    build=agent_costs,
    time=TIME,
    subjects={"agent": "agent_id"},
    columns=COLUMNS,
    dimensions=("category", "channel"),
    needs=NEEDS,
)
