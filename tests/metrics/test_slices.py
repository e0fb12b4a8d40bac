"""Slices: only some rows count, cut after the view is built; what is left is measured as if nothing else was there."""

import narwhals as nw
import polars as pl
import pytest
from attrs import evolve

from kpiengine.metrics import stage
from kpiengine.metrics.local_time import expressions
from kpiengine.periods import parse_period
from kpiengine.periods.opening import Calendars, OpeningHours
from kpiengine.plugin import (
    Agg,
    Better,
    Column,
    ColumnType,
    Context,
    Control,
    Event,
    FactTable,
    Metric,
    Part,
    Plan,
    Reduce,
    Span,
    View,
)
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.sketch import catalogue
from kpiengine.testing.trial import measures

HOUR = 3_600_000
TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
WHOLE, FLAG = Column(ColumnType.INTEGER, null=True), Column(ColumnType.FLAG, null=True)
COLUMNS = {
    **dict.fromkeys(("leg_id", "agent_id", "channel", "customer"), TEXT),
    "seconds": Column(ColumnType.DURATION, null=True),
    "floor": WHOLE,
    "vip": FLAG,
    "ended": INSTANT,
}
LEGS = FactTable("legs", {"en": "Legs"}, COLUMNS, ("leg_id",))


def legs(facts, params, context):
    del params, context
    return facts["legs"]


AGENT = {"agent": "agent_id"}
DIMENSIONS = ("channel", "floor", "vip")
VIEWS = (
    View("legs", ("legs",), legs, Event("ended"), AGENT, COLUMNS, DIMENSIONS),
    View("bare", ("legs",), legs, Span("ended", "ended"), AGENT, COLUMNS),
)


def metric(id_: str, value: str, parts: dict, **more) -> Metric:
    return Metric(
        id=id_,
        title={"en": id_},
        unit="s",
        decimals=1,
        range=(0, 100_000),
        better=Better.LOWER,
        levels=("agent", "team", "site", "centre"),
        group="test",
        control=Control.AGENT,
        plan=Plan(parts, value, more.pop("sample", "n"), **more),
    )


AHT = metric("aht", "time / n", {"time": Part("legs", Agg.SUM, "seconds"), "n": Part("legs", Agg.COUNT, "seconds")})
HANDLED = metric("handled", "n", {"n": Part("legs")})
CUSTOMERS = metric(
    "customers",
    "people",
    {"n": Part("legs")},
    sample="n",
    by=("customer",),
    reduce=(Reduce({"people": (Agg.COUNT, None, None), "n": (Agg.SUM, "n", None)}),),
)
AGAINST = metric("against", "100 * n / everybody", {"n": Part("legs"), "everybody": Part("legs", at="centre")})
SPAN = metric("span", "n", {"n": Part("bare")})


def leg(number: int, agent: str, channel: str | None, seconds: int, at: str = "2025-03-03T10:00", **more) -> dict:
    found = {"leg_id": f"L{number}", "agent_id": agent, "channel": channel, "seconds": seconds, "ended": at}
    return {**found, "customer": f"C{number % 2}", "floor": number % 2, "vip": number == 1, **more}


ROWS = [
    leg(1, "A1", "voice", 100),
    leg(2, "A1", "chat", 300),
    leg(3, "A1", "voice", 200),
    leg(4, "A2", "chat", 50),
    leg(5, "A2", None, 70),
]


def measured(what, slice_, rows=ROWS, *, level="agent", engine="polars", zone="UTC", **more):
    wanted = [
        Wanted(f"k{i}", one, {}, KpiLevel(level), 1, cut) for i, (one, cut) in enumerate(zip(what, slice_, strict=True))
    ]
    period = [parse_period("2025-03", zone)]
    return measures(wanted, catalogue((LEGS,), VIEWS), {"legs": rows}, periods=period, engine=engine, **more)


def values(found, key="k0", what="value"):
    return dict(found.frames[0].select("agent_id", f"{what}:{key}").iter_rows())


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_slices_and_the_whole_are_measured_side_by_side(engine):
    cuts = [{}, {"channel": ("voice",)}, {"channel": ("chat",)}, {"channel": ("voice", "chat")}]
    found = measured([AHT] * 4, cuts, engine=engine)
    assert values(found) == {"A1": 2000, "A2": 600}
    assert values(found, "k1") == {"A1": 1500, "A2": None}
    assert values(found, "k1", "status") == {"A1": "ok", "A2": "no_data"}
    assert values(found, "k2") == {"A1": 3000, "A2": 500}
    # A row without a channel is in no slice, not even in that of all channels.
    assert values(found, "k3") == {"A1": 2000, "A2": 500}


def test_every_dimension_must_hold_and_each_kind_of_value_is_compared():
    cuts = [{"channel": ("voice",), "floor": (1,)}, {"vip": (True,)}, {"vip": (False,), "channel": ("voice",)}]
    found = measured([HANDLED] * 3, cuts)
    assert [values(found, f"k{i}")["A1"] for i in range(3)] == [20, 10, 10]


def test_keys_that_only_other_rows_have_are_not_counted():
    # Customer C0 has chats only, so two customers wrote or called, and one called.
    found = measured([CUSTOMERS, CUSTOMERS], [{}, {"channel": ("voice",)}], level="centre")
    assert values(found)["A1"] == 20
    assert values(found, "k1")["A1"] == 10


def test_a_part_of_the_whole_centre_is_cut_as_well():
    found = measured([AGAINST], [{"channel": ("chat",)}])
    assert values(found) == {"A1": 500, "A2": 500}


def test_a_count_of_nothing_in_the_slice_is_a_count_of_0():
    assert values(measured([HANDLED], [{"channel": ("voice",)}])) == {"A1": 20, "A2": 0}


def test_a_slice_without_any_row_is_noted():
    found = measured([AHT], [{"channel": ("vioce",)}])
    assert "aht: no row in these periods has channel = vioce" in found.notes
    assert values(found, what="status") == {"A1": "no_data", "A2": "no_data"}


def test_a_view_without_the_dimension_makes_the_measure_unavailable():
    found = measured([SPAN], [{"hour": (9,)}])
    assert values(found, what="status") == {"A1": "unavailable", "A2": "unavailable"}
    assert 'span: view "bare" cannot be sliced by hour' in found.notes


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(
    ("zone", "at", "hour", "weekday"),
    [
        ("UTC", "2025-03-03T00:00", 0, "monday"),
        ("UTC", "2025-03-09T23:59:59", 23, "sunday"),
        ("Europe/London", "2025-03-30T00:59:59+00:00", 0, "sunday"),
        ("Europe/London", "2025-03-30T01:00:00+00:00", 2, "sunday"),
        ("Asia/Kolkata", "2025-03-03T18:29:59+00:00", 23, "monday"),
        ("Asia/Kolkata", "2025-03-03T18:30:00+00:00", 0, "tuesday"),
        ("America/New_York", "2025-03-09T06:59:59+00:00", 1, "sunday"),
        ("America/New_York", "2025-03-09T07:00:00+00:00", 3, "sunday"),
    ],
)
def test_hours_and_weekdays_are_those_of_local_time(zone, at, hour, weekday, engine):
    rows = [leg(1, "A1", "voice", 100, at)]
    cuts = [{"hour": (hour,)}, {"weekday": (weekday,)}, {"hour": ((hour + 1) % 24,)}, {"hour": tuple(range(24))}]
    found = measured([HANDLED] * 4, cuts, rows, engine=engine, zone=zone)
    assert [values(found, f"k{i}")["A1"] for i in range(4)] == [10, 10, 0, 10]


def test_a_dimension_of_the_view_goes_before_local_time():
    own = evolve(VIEWS[0], columns={**COLUMNS, "hour": WHOLE}, dimensions=("hour",), build=_with_hour)
    wanted = [Wanted("k", HANDLED, {}, KpiLevel.AGENT, 1, {"hour": (99,)})]
    found = measures(wanted, catalogue((LEGS,), (own,)), {"legs": ROWS}, periods=[parse_period("2025-03", "UTC")])
    assert values(found, "k") == {"A1": 30, "A2": 20}


def _with_hour(facts, params, context):
    del params, context
    return facts["legs"].with_columns(hour=nw.lit(99))


def test_measures_of_different_slices_share_the_pass(monkeypatch):
    passes = []
    run = stage.count_all
    monkeypatch.setattr(stage, "count_all", lambda asked, *rest: passes.extend(asked) or run(asked, *rest))
    measured([AHT, AHT, HANDLED], [{"channel": ("voice",)}, {"hour": (10,)}, {}])
    assert len(passes) == 1


def test_opening_hours_and_peak_are_those_of_the_default_calendar():
    nine_to_five, ten_to_eleven = ((9 * HOUR, 17 * HOUR),), ((10 * HOUR, 11 * HOUR),)
    week = (nine_to_five,) * 5 + ((),) * 2
    office = OpeningHours("office", "UTC", week, peak=(ten_to_eleven,) * 5 + ((),) * 2)
    period = parse_period("2025-03", "UTC")
    context = Context(0, ((period.start, period.end),), calendars=Calendars({"office": office}, "office"))
    monday = parse_period("2025-03-03", "UTC").start
    moments = [monday + hour * HOUR for hour in (8, 9, 10, 17, 24 * 5 + 10)]
    rows = nw.from_native(pl.LazyFrame({"ended": moments}))
    found = rows.select(**expressions({"in_hours", "peak"}, nw.col("ended"), context)).collect()
    assert found["@in_hours"].to_list() == [False, True, True, False, False]
    assert found["@peak"].to_list() == [False, False, True, False, False]


def test_a_project_without_calendars_is_always_open():
    found = measured([HANDLED, HANDLED], [{"in_hours": (True,)}, {"peak": (True,)}])
    assert (values(found)["A1"], values(found, "k1")["A1"]) == (30, 0)
