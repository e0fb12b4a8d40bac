"""Sound records, for the fixture plugins to spoil."""

from kpiengine.plugin import (
    Better,
    Column,
    ColumnType,
    Control,
    Event,
    FactTable,
    Metric,
    Param,
    Part,
    Plan,
    RowCheck,
    View,
)

DRINKS = FactTable(
    id="drinks",
    title={"en": "Drinks"},
    columns={
        "drink_id": Column(ColumnType.TEXT),
        "ts": Column(ColumnType.INSTANT),
        "waiter_id": Column(ColumnType.TEXT, null=True),
        "degrees": Column(ColumnType.INTEGER, null=True, minimum=-50, maximum=150),
    },
    key=("drink_id",),
    time="ts",
    checks=(RowCheck("degrees <= 120", "too hot to be true"),),
)


def served(facts, params, context):
    del params, context
    return facts["drinks"]


SERVED = View(
    id="served",
    facts=("drinks",),
    build=served,
    time=Event("ts"),
    subjects={"agent": "waiter_id"},
    columns=DRINKS.columns,
    needs=("drinks.degrees",),
)

PLAN = Plan(
    parts={
        "cold": Part("served", where="degrees <= limit and is_missing(waiter_id) == false"),
        "drinks": Part("served"),
    },
    value="100 * cold / drinks",
    sample="drinks",
)

COLD_RATE = Metric(
    id="cold_rate",
    title={"en": "Cold drinks", "zh": "冷饮"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=("agent", "team", "centre"),
    group="kitchen",
    control=Control.SHARED,
    params={"limit": Param(40, minimum=0, maximum=100)},
    plan=PLAN,
    docs={"en": "Share of drinks that were cold."},
)
