"""Every check of the contract passes on a sound plugin, and fails on one that is made wrong for it on purpose."""

import narwhals as nw
import polars as pl
import pytest
from attrs import evolve

from kpiengine.plugin import (
    Agg,
    Column,
    ColumnType,
    Event,
    FactTable,
    Param,
    Part,
    Plan,
    PluginInfo,
    Reach,
    View,
    left_out,
)
from kpiengine.registry.formulas import judge_on
from kpiengine.testing.cases import MetricCase
from kpiengine.testing.checks.every import METRIC_CHECKS, PLUGIN_CHECKS, TABLE_CHECKS, VIEW_CHECKS, run
from kpiengine.testing.checks.records import MetricAt, PluginAt, TableAt, ViewAt
from kpiengine.testing.sketch import catalogue, metric

DAY = 86_400_000
DRINKS = FactTable(
    id="drinks",
    title={"en": "Drinks", "zh": "饮料"},
    doc="One row per drink that was served.",
    columns={
        "drink_id": Column(ColumnType.TEXT, doc="id of the drink"),
        "ts": Column(ColumnType.INSTANT, doc="when it was served"),
        "waiter_id": Column(ColumnType.TEXT, null=True, doc="who served it"),
        "degrees": Column(ColumnType.INTEGER, null=True, minimum=-50, maximum=150, doc="its temperature"),
        "kind": Column(ColumnType.TEXT, null=True, values=("tea", "beer"), doc="what it was"),
    },
    key=("drink_id",),
    time="ts",
)
TABLES = FactTable("seats", {"en": "Seats", "zh": "座位"}, {"seat_id": Column(ColumnType.TEXT)}, ("seat_id",))


def served(facts, params, context):
    del params, context
    nobody = nw.when(nw.col("waiter_id").is_null()).then(nw.lit("nobody served it"))
    return facts["drinks"].with_columns(out=nobody)


def view(build=served, **other):
    said = {"facts": ("drinks",), "time": Event("ts"), "subjects": {"agent": "waiter_id"}, "columns": DRINKS.columns}
    return View("served", build=build, needs=("drinks.degrees",), **{**said, **other})


COLD = Plan({"cold": Part("served", where="degrees <= limit"), "all": Part("served")}, "100 * cold / all", "all")
COLD_RATE = metric(
    "cold_rate",
    COLD,
    title={"en": "Cold drinks", "zh": "冷饮"},
    unit="%",
    decimals=1,
    range=(0, 100),
    levels=("agent", "team", "centre"),
    params={"limit": Param(40, minimum=0, maximum=100, doc="degrees up to which a drink is cold")},
    docs={"en": "Cold drinks per hundred drinks."},
    formula="100 × cold ÷ all",
    example="1 of 4 is 25.0 %",
)
ROWS = """
drink_id | ts       | waiter_id | degrees | kind
a        | 09:00:00 | A1        | 20      | beer
b        | 10:00:00 | A1        | 80      | tea
c        | 11:00:00 | A2        | 90      | tea
d        | 12:00:00 | A2        | 90      | tea
e        | 12:30:00 |           | 10      | beer
"""
CASE = MetricCase("one of four", "cold_rate", "25.0", {"drinks": ROWS})


def metric_at(what=COLD_RATE, *, views=None, cases=(CASE,)):
    views = (view(),) if views is None else views
    known = catalogue((DRINKS, TABLES), views, (what,))
    return MetricAt(evolve(known, judge=judge_on(known.views)), what, cases)


def view_at(one=None, uses=((CASE, {"limit": 40}),)):
    one = view() if one is None else one
    return ViewAt(catalogue((DRINKS, TABLES), (one,)), one, uses)


def table_at(table=DRINKS, cases=(CASE,)):
    return TableAt(catalogue((table,), ()), table, cases)


def counting(part, value="n", **more):
    """The sound metric on other parts."""
    plan = Plan({"n": part, "all": Part("served")}, value, "all")
    return evolve(COLD_RATE, plan=plan, range=(0, 10**9), decimals=0, **more)


# --- views that are made wrong ------------------------------------------------------------------------------------


def first_as_it_comes(facts, params, context):
    del params, context
    rows = facts["drinks"].to_native()
    return nw.from_native(rows.with_columns(degrees=rows.select("degrees").collect()["degrees"][0]))


def share_of_everything(facts, params, context):
    rows = served(facts, params, context).with_columns(one=nw.lit(1))
    return rows.with_columns(degrees=nw.col("degrees").sum().over("one"))


def so_far(facts, params, context):
    rows = served(facts, params, context)
    return rows.with_columns(degrees=nw.col("degrees").sum().over("waiter_id"))


def with_seats(facts, params, context):
    return served({"drinks": facts["drinks"], "seats": facts["seats"]}, params, context)


def collected(facts, params, context):
    return served(facts, params, context).collect()


def dropped(facts, params, context):
    return served(facts, params, context).filter(~nw.col("waiter_id").is_null())


def counting_everything(facts, params, context):
    rows = served(facts, params, context)
    return rows.with_columns(**left_out((nw.col("degrees") < 0, "frozen"))).with_columns(out=nw.lit("not served"))


def invented(facts, params, context):
    del params
    own = {"waiter_id": "A1", "ts": context.periods[0][0], "degrees": 5, "out": None}
    rows = facts["drinks"].to_native().select("waiter_id", "ts", "degrees", out=pl.lit(None, pl.String))
    return nw.from_native(pl.concat([rows, pl.LazyFrame([own], schema=rows.collect_schema())]))


def multiplied(facts, params, context):
    rows = served(facts, params, context)
    return nw.concat([rows, rows], how="vertical")


def plan_for_some(params):
    if params["limit"] == 100:
        raise ValueError("too hot")
    return COLD


TWO_TABLES = view(with_seats, facts=("drinks", "seats"))
WITH_SEATS = evolve(CASE, facts={"drinks": ROWS, "seats": [{"seat_id": "1"}]})
SUM = Part("served", Agg.SUM, "degrees")
WRONG_METRICS = {
    "title": metric_at(evolve(COLD_RATE, title={"en": "Cold drinks"})),
    "unit": metric_at(evolve(COLD_RATE, unit="")),
    "documents": metric_at(evolve(COLD_RATE, example=" ")),
    "parameters": metric_at(evolve(COLD_RATE, params={"limit": Param(40)})),
    "levels": metric_at(evolve(COLD_RATE, levels=("agent", "queue"))),
    "worked-example": metric_at(cases=(evolve(CASE, expected=None),)),
    "examples": metric_at(cases=(evolve(CASE, expected="26.0"),)),
    "row-order": metric_at(counting(SUM), views=(view(first_as_it_comes),), cases=(evolve(CASE, expected="100"),)),
    "engines": metric_at(counting(SUM), views=(view(first_as_it_comes),), cases=(evolve(CASE, expected="100"),)),
    "no-rows": metric_at(counting(Part("served")), views=(view(invented),), cases=(evolve(CASE, expected="6"),)),
    "missing-table": metric_at(views=(TWO_TABLES,), cases=(WITH_SEATS,)),
    "range": metric_at(evolve(COLD_RATE, range=(0, 30))),
    "settings": metric_at(evolve(COLD_RATE, plan=plan_for_some)),
    "separate-people": metric_at(
        counting(SUM), views=(view(share_of_everything),), cases=(evolve(CASE, expected="1160"),)
    ),
    "separate-weeks": metric_at(counting(SUM), views=(view(so_far),), cases=(evolve(CASE, expected="560"),)),
}
WRONG_VIEWS = {
    "view-example": view_at(uses=()),
    "lazy": view_at(view(collected)),
    "view-columns": view_at(view(columns={**DRINKS.columns, "sweet": Column(ColumnType.FLAG)})),
    "view-counts": view_at(view(counting_everything)),
    "rows-kept": view_at(view(dropped)),
    "reach": view_at(view(reach=Reach(ahead=7 * DAY))),
}
WRONG_TABLES = {
    "table-described": table_at(evolve(DRINKS, doc="")),
    "table-key": table_at(evolve(DRINKS, time="kind")),
    "example-rows": table_at(cases=(evolve(CASE, facts={"drinks": [{"degrees": 999}]}),)),
}
INFO = PluginInfo("kitchen", "kitchen-metrics", "1.0")
WRONG_PLUGINS = {
    "loads": PluginAt(evolve(INFO, problem="KPI503 it implements none of the hooks")),
    "silent": PluginAt(evolve(INFO, printed="hello")),
}
WRONG = {"metric": WRONG_METRICS, "view": WRONG_VIEWS, "table": WRONG_TABLES, "plugin": WRONG_PLUGINS}
CHECKS = {"metric": METRIC_CHECKS, "view": VIEW_CHECKS, "table": TABLE_CHECKS, "plugin": PLUGIN_CHECKS}
SOUND = {"metric": metric_at(), "view": view_at(), "table": table_at(), "plugin": PluginAt(INFO)}
EVERY = [pytest.param(kind, check, id=check.id) for kind, some in CHECKS.items() for check in some]
IN_SOURCE = {"plan-clock", "clock", "collect"}  # made wrong in a file of their own, below


@pytest.mark.parametrize(("kind", "check"), EVERY)
def test_a_sound_plugin_passes(kind, check):
    verdict = run(kind, check, [SOUND[kind]])
    assert verdict.passed, verdict.told


@pytest.mark.parametrize(("kind", "check"), [one for one in EVERY if one.id not in IN_SOURCE])
def test_a_plugin_made_wrong_fails(kind, check):
    verdict = run(kind, check, [WRONG[kind][check.id]])
    assert not verdict.passed
    assert verdict.faults[0].about == WRONG[kind][check.id].about
    assert check.remedy in verdict.told


def test_only_what_is_made_wrong_is_found():
    """A wrong title disturbs no other check: each fault is told once."""
    found = [check.id for check in METRIC_CHECKS if not run("metric", check, [WRONG_METRICS["title"]]).passed]
    assert found == ["title"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (view(multiplied), "5 rows of drinks come in and 10 come out"),
        (view(dropped), "5 rows of drinks come in and 1 of them do not come out"),
    ],
)
def test_rows_that_are_lost_or_doubled_are_counted(wrong, told):
    check = next(check for check in VIEW_CHECKS if check.id == "rows-kept")
    assert told in run("view", check, [view_at(wrong)]).told


def test_what_a_plugin_raises_is_a_fault_and_no_traceback():
    def broken(facts, params, context):
        del facts, params, context
        raise RuntimeError("no drinks today")

    check = next(check for check in METRIC_CHECKS if check.id == "examples")
    assert "no drinks today" in run("metric", check, [metric_at(views=(view(broken),))]).told


CLOCKS = {
    "import time\n": "time.time()",
    "from time import time_ns\n": "time_ns()",
    "import datetime as dt\n": "dt.datetime.now()",
    "from datetime import datetime, UTC\n": "datetime.now(UTC)",
    "from datetime import date\n": "date.today()",
    "import random\n": "random.random()",
    "from uuid import uuid4\n": "uuid4()",
    "import os\n": 'os.environ["HOME"]',
}
BUILD = """
{imports}
import narwhals as nw

def build(facts, params, context):
    now = {expression}
    return facts["drinks"]

def plan_of(params):
    return {expression}
"""


@pytest.mark.parametrize("imports", CLOCKS)
def test_a_clock_in_the_source_is_found_with_its_line(module, imports):
    wrong = module(BUILD.format(imports=imports, expression=CLOCKS[imports]))
    view_check = next(check for check in VIEW_CHECKS if check.id == "clock")
    plan_check = next(check for check in METRIC_CHECKS if check.id == "plan-clock")
    assert "wrong_plugin.py:7 uses " in run("view", view_check, [view_at(view(wrong.build))]).told
    assert not run("metric", plan_check, [metric_at(evolve(COLD_RATE, plan=wrong.plan_of))]).passed


@pytest.mark.parametrize("expression", ["context.as_of", "nw.col('time')", "params.get('datetime')"])
def test_what_only_sounds_like_a_clock_is_let_pass(module, expression):
    sound = module(BUILD.format(imports="import datetime", expression=expression))
    check = next(check for check in VIEW_CHECKS if check.id == "clock")
    assert run("view", check, [view_at(view(sound.build))]).passed


def test_a_view_that_collects_is_found_with_its_line(module):
    wrong = module(BUILD.format(imports="", expression='facts["drinks"].collect()'))
    check = next(check for check in VIEW_CHECKS if check.id == "collect")
    assert "wrong_plugin.py:6 calls .collect()" in run("view", check, [view_at(view(wrong.build))]).told
