"""The measure stage on small rosters: levels, statuses, several periods in one pass, shared work."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import narwhals as nw
import polars as pl
import pytest
from attrs import evolve

from kpiengine.errors import DataError, KpiError
from kpiengine.metrics import asked, grid
from kpiengine.metrics.records import Measures
from kpiengine.metrics.views import build_view
from kpiengine.periods import parse_period, periods_between
from kpiengine.plugin import (
    Agg,
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
    Reduce,
    Span,
    Stock,
    View,
)
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.sketch import catalogue
from kpiengine.testing.trial import measures

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
DURATION, MONEY = Column(ColumnType.DURATION, null=True), Column(ColumnType.NUMBER, decimals=2, null=True)
COLUMNS = {"leg_id": TEXT, "agent_id": TEXT, "kind": TEXT, "seconds": DURATION, "amount": MONEY}
LEGS = FactTable("legs", {"en": "Legs"}, {**COLUMNS, "ended": INSTANT, "started": INSTANT}, ("leg_id",))
BUILT: list[dict] = []


def legs(facts, params, context):
    del context
    BUILT.append(dict(params))
    short = nw.when(nw.col("kind") == "test").then(nw.lit("a test"))
    return facts["legs"].with_columns(out=short)


def view(id_: str, time, subjects=None, **more) -> View:
    return View(id_, ("legs",), legs, time, {"agent": "agent_id"} if subjects is None else subjects, COLUMNS, **more)


VIEWS = (
    view("legs", Event("ended"), needs=("legs.ended",), params=("setting",)),
    view("ripening", Event("ended"), matures_after=7 * 86_400_000),
    view("priced", Event("ended"), needs=("legs.amount",)),
    view("stretches", Span("started", "ended")),
    view("open_legs", Stock("started", "ended")),
    view("queue", Event("ended"), subjects={}),
)
CATALOGUE = catalogue((LEGS,), VIEWS)


def metric(id_: str, value: str, sample: str = "n", **more) -> Metric:
    more.setdefault("plan", Plan(more.pop("parts"), value, sample, **more.pop("shape", {})))
    return Metric(
        id=id_,
        title={"en": id_},
        unit="s",
        decimals=more.pop("decimals", 1),
        range=more.pop("range", (0, 100_000)),
        better=Better.LOWER,
        levels=more.pop("levels", ("agent", "team", "site", "centre")),
        group="test",
        control=Control.AGENT,
        **more,
    )


TIME = {"time": Part("legs", Agg.SUM, "seconds"), "n": Part("legs", where="not is_missing(seconds)")}
AHT = metric("aht", "time / n", parts=TIME, params={"setting": Param(1)})
HANDLED = metric("handled", "n", parts={"n": Part("legs")}, decimals=0)
ROSTER = [
    {"agent_id": "A1", "team_id": "T1", "valid_to": "2025-03-14"},
    {"agent_id": "A1", "team_id": "T2", "valid_from": "2025-03-15"},
    {"agent_id": "A2", "team_id": "T2"},
    {"agent_id": "A3", "team_id": "T1", "hired_on": "2025-01-31"},
]


def leg(number: int, agent: str | None, ended: str, seconds: int | None, **more) -> dict:
    return {"leg_id": f"L{number}", "agent_id": agent, "ended": ended, "seconds": seconds, **more}


ROWS = [
    leg(1, "A1", "2025-03-10T10:00", 100),
    leg(2, "A1", "2025-03-20T10:00", 300),
    leg(3, "A2", "2025-03-20T10:00", 50),
    leg(4, "A2", "2025-03-20T11:00", 40, kind="test"),
    leg(5, "ghost", "2025-03-20T12:00", 1000),
    leg(6, None, "2025-03-20T13:00", 2000),
    leg(7, "A2", "2025-04-01T00:00", 7),
]


def measured(
    what: Sequence[Metric],
    rows: list[dict],
    *,
    periods: Sequence[str] = ("2025-03",),
    levels: Sequence[str] = ("agent", "team", "site", "centre"),
    min_sample: int = 1,
    params: dict | None = None,
    **more,
) -> Measures:
    wanted = [
        Wanted(f"{one.id}@{level}", one, one.settings(params or {}), KpiLevel(level), min_sample)
        for one in what
        for level in levels
    ]
    wanted_periods = [parse_period(period, "UTC") for period in periods]
    return measures(wanted, CATALOGUE, {"legs": rows}, periods=wanted_periods, **{"roster": ROSTER, **more})


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("span", [(0, 1), (1_740_787_200_000, 1_743_500_000_000)])
def test_what_is_known_of_a_tables_days_changes_work_and_no_result(monkeypatch, engine, span):
    rows = [*ROWS, leg(8, "A1", "2025-02-01T00:00", 9), leg(9, "A1", None, 4), leg(10, "A2", "2025-05-01T00:00", 8)]
    longest = metric("longest", "most", parts={"most": Part("legs", Agg.MAX, "seconds"), "n": Part("legs")})
    what = [AHT, HANDLED, longest]
    plain = measured(what, rows, engine=engine)
    hinted = lambda *given: evolve(build_view(*given), span=span)  # noqa: E731 -- stands in for a function
    monkeypatch.setattr(asked, "build_view", hinted)
    found = measured(what, rows, engine=engine)
    assert found.frames[0].equals(plain.frames[0])
    assert (found.notes, found.unknown_subjects) == (plain.notes, plain.unknown_subjects)


def column(found: Measures, name: str) -> dict:
    """A column of the first rule set by agent (one period)."""
    return dict(found.frames[0].select("agent_id", name).iter_rows())


def test_a_team_change_splits_rows_by_their_day_and_the_centre_stays_whole():
    found = measured([AHT], ROWS)
    assert column(found, "value:aht@agent") == {"A1": 2000, "A2": 500, "A3": None}
    # A1 is shown under T2, where the month ended: T2 has rows 2 and 3, T1 has row 1.
    assert column(found, "value:aht@team") == {"A1": 1750, "A2": 1750, "A3": 1000}
    assert column(found, "value:aht@site") == {"A1": 1500, "A2": 1500, "A3": 1500}
    # Rows 5 and 6 belong to nobody in the roster, and count for the centre all the same.
    assert column(found, "value:aht@centre") == dict.fromkeys(("A1", "A2", "A3"), 6900)
    assert column(found, "n:aht@centre") == dict.fromkeys(("A1", "A2", "A3"), 5)
    assert column(found, "part:aht@centre:time")["A1"] == 3_450_000


def test_unknown_people_and_nobody_are_counted():
    found = measured([AHT], ROWS)
    assert found.unknown_subjects == {"legs": 1}
    assert "legs: 1 row credited to nobody" in found.notes
    assert "legs: 1 row of people whom the roster does not know on that day" in found.notes


def test_statuses_and_known_values():
    found = measured([AHT], ROWS, min_sample=2, levels=("agent",))
    assert column(found, "status:aht@agent") == {"A1": "ok", "A2": "low_sample", "A3": "no_data"}
    assert column(found, "value:aht@agent") == {"A1": 2000, "A2": 500, "A3": None}
    assert column(found, "known:aht@agent") == {"A1": 2000, "A2": None, "A3": None}
    assert column(found, "n:aht@agent") == {"A1": 2, "A2": 1, "A3": 0}


def test_a_plain_count_of_nothing_is_zero_where_the_table_is_loaded_and_no_minimum_applies():
    found = measured([HANDLED], ROWS, min_sample=5, levels=("agent",))
    assert column(found, "value:handled@agent") == {"A1": 2, "A2": 1, "A3": 0}
    assert column(found, "known:handled@agent") == {"A1": 2, "A2": 1, "A3": 0}
    assert set(column(found, "status:handled@agent").values()) == {"ok"}


def test_a_count_in_a_period_without_any_file_is_no_data_but_a_hole_is_zero():
    found = measured([HANDLED], ROWS, periods=("2025-02", "2025-03-12", "2025-05"), levels=("centre",))
    months = {
        calendar: frame.select("period", "value:handled@centre", "status:handled@centre").unique().sort("period").rows()
        for calendar, frame in found.frames.items()
    }
    assert months == {0: [(0, None, "no_data"), (2, None, "no_data")], 1: [(1, 0, "ok")]}


def test_rows_that_may_still_change_make_a_value_provisional():
    ripening = metric("ripe", "time / n", parts={"time": Part("ripening", Agg.SUM, "seconds"), "n": Part("ripening")})
    for as_of, status in (("2025-04-07T23:59", "provisional"), ("2025-04-08T00:00", "ok")):
        found = measured([ripening], ROWS, levels=("agent",), as_of=as_of)
        assert column(found, "status:ripe@agent")["A1"] == status
        assert column(found, "known:ripe@agent")["A1"] == 2000


def test_what_is_not_loaded_is_unavailable_and_says_why():
    priced = metric("price", "sum / n", parts={"sum": Part("priced", Agg.SUM, "amount"), "n": Part("priced")})
    found = measured([priced], ROWS, levels=("agent",))
    assert set(column(found, "status:price@agent").values()) == {"unavailable"}
    assert found.frames[0]["part:price@agent:sum"].dtype == pl.Int64
    assert found.notes[0] == "price: legs.amount is not loaded"


def test_a_view_without_agents_has_no_value_for_one_agent():
    queue = metric("queue_aht", "time / n", parts={"time": Part("queue", Agg.SUM, "seconds"), "n": Part("queue")})
    found = measured([queue], ROWS, levels=("agent", "centre"))
    assert set(column(found, "status:queue_aht@agent").values()) == {"unavailable"}
    assert column(found, "value:queue_aht@centre")["A1"] == 6900
    assert 'view "queue" does not say which agent a row belongs to' in found.notes[0]


def test_a_level_that_the_metric_does_not_offer_is_unavailable():
    system = metric("asa", "time / n", parts=TIME, levels=("centre",), params={"setting": Param(1)})
    found = measured([system], ROWS, levels=("agent", "centre"))
    assert column(found, "status:asa@agent")["A1"] == "unavailable"
    assert column(found, "status:asa@centre")["A1"] == "ok"


def test_coverage_below_the_limit_makes_the_value_unavailable():
    rows = [*ROWS, leg(8, "A2", "2025-03-20T14:00", None)]
    parts = {**TIME, "all": Part("legs")}
    params = {"setting": Param(1), "min_coverage": Param(Decimal("0.51"))}
    covered = metric("aht2", "time / n", parts=parts, params=params, shape={"coverage": ("n", "all")})
    found = measured([covered], rows, levels=("agent",))
    assert column(found, "status:aht2@agent") == {"A1": "ok", "A2": "unavailable", "A3": "no_data"}
    at_limit = measured([covered], rows, levels=("agent",), params={"min_coverage": Decimal("0.5")})
    assert column(at_limit, "value:aht2@agent")["A2"] == 500


def test_a_value_outside_the_range_is_taken_away_and_counted():
    narrow = metric("narrow", "time / n", parts=TIME, range=(0, 100), params={"setting": Param(1)})
    found = measured([narrow], ROWS, levels=("agent",))
    assert column(found, "status:narrow@agent") == {"A1": "error", "A2": "ok", "A3": "no_data"}
    assert column(found, "value:narrow@agent")["A1"] is None
    assert "narrow: 1 value lies outside 0 to 100 s and was left out" in found.notes


def test_a_zero_denominator_is_no_data():
    share = metric("share", "n / long", parts={"n": Part("legs"), "long": Part("legs", where="seconds > 200")})
    found = measured([share], ROWS, levels=("agent",))
    assert column(found, "status:share@agent") == {"A1": "ok", "A2": "no_data", "A3": "no_data"}


def test_the_centre_beside_each_agent():
    parts = {
        "own": Part("legs", Agg.SUM, "seconds"),
        "n": Part("legs"),
        "all": Part("legs", Agg.SUM, "seconds", at="centre"),
    }
    share = metric("share", "100 * own / all", parts=parts)
    assert column(measured([share], ROWS, levels=("agent",)), "value:share@agent") == {"A1": 116, "A2": 14, "A3": None}


def test_extremes_merge_as_extremes():
    longest = metric("longest", "most", parts={"most": Part("legs", Agg.MAX, "seconds"), "n": Part("legs")})
    shortest = metric("shortest", "least", parts={"least": Part("legs", Agg.MIN, "seconds"), "n": Part("legs")})
    found = measured([longest, shortest], ROWS)
    assert column(found, "value:longest@team") == {"A1": 3000, "A2": 3000, "A3": 1000}
    assert column(found, "value:shortest@centre")["A1"] == 500


def test_keys_fold_per_team_before_they_are_counted():
    shape = {"by": ("kind",), "reduce": (Reduce({"kinds": (Agg.COUNT, None, None), "rows": (Agg.SUM, "n", None)}),)}
    kinds = metric("kinds", "kinds", "rows", parts={"n": Part("legs")}, decimals=0, shape=shape)
    rows = [
        leg(i, who, "2025-03-20T10:00", 1, kind=kind)
        for i, (who, kind) in enumerate((("A1", "a"), ("A2", "a"), ("A2", "b")))
    ]
    found = measured([kinds], rows)
    assert column(found, "value:kinds@agent") == {"A1": 1, "A2": 2, "A3": 0}
    assert column(found, "value:kinds@team")["A1"] == 2
    assert column(found, "part:kinds@centre:rows")["A1"] == 3


def test_one_pass_serves_weeks_days_and_a_month():
    names = ("2025-03", "2025-W09", "2025-W10", "2025-W11", "2025-W12", "2025-03-20")
    found = measured([HANDLED], ROWS, periods=names, levels=("centre",))
    values = {
        names[row["period"]]: row["value:handled@centre"]
        for frame in found.frames.values()
        for row in frame.iter_rows(named=True)
    }
    assert (
        values == {"2025-03": 5, "2025-W09": None, "2025-W10": 0, "2025-W11": 1, "2025-W12": 4, "2025-03-20": 4}
        or values
    )


def test_days_as_cells_give_what_atoms_as_cells_give(monkeypatch):
    rows = [leg(i, f"A{i % 3 + 1}", f"2025-03-{i % 31 + 1:02}T{i % 24:02}:30", i) for i in range(200)]
    rows = [{**row, "started": row["ended"].replace("T", "T00:0", 1)[:10] + "T00:00"} for row in rows]
    stretch = metric(
        "stretch", "ms / n", parts={"ms": Part("stretches", Agg.SUM, "ms"), "n": Part("stretches")}, range=(0, 10**9)
    )
    names = ("2025-03", "2025-W11")
    by_atom = measured([AHT, stretch], rows, periods=names)
    monkeypatch.setattr(grid, "FEW", 0)
    by_day = measured([AHT, stretch], rows, periods=names)
    for index in (0, 1):
        assert (
            by_atom.frames[index]
            .drop(cs_parts(by_atom, "stretch"))
            .equals(by_day.frames[index].drop(cs_parts(by_day, "stretch")))
        )


def cs_parts(found: Measures, id_: str) -> list[str]:
    """Columns of a measure whose sample is counted per piece, so that it depends on the cuts."""
    return [name for name in found.frames[0].columns if f":{id_}@" in name and not name.endswith(":ms")]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_stock_belongs_to_who_is_there_at_the_end(engine):
    rows = [
        {"leg_id": "a", "agent_id": "A1", "started": "2025-03-01T00:00", "ended": "2025-04-10T00:00"},
        {"leg_id": "b", "agent_id": "A1", "started": "2025-03-09T00:00", "ended": "2025-03-20T00:00"},
    ]
    backlog = metric("backlog", "n", parts={"n": Part("open_legs")}, decimals=0)
    found = measured([backlog], rows, periods=("2025-03", "2025-W10"), levels=("agent", "team"), engine=engine)
    month, week = found.frames[0], found.frames[1]
    # At the end of the month one is open, and A1 is in T2; at the end of the week two, and A1 is in T1.
    assert dict(month.select("agent_id", "value:backlog@agent").iter_rows()) == {"A1": 1, "A2": 0, "A3": 0}
    assert dict(month.select("agent_id", "value:backlog@team").iter_rows()) == {"A1": 1, "A2": 1, "A3": 0}
    assert dict(week.select("agent_id", "value:backlog@team").iter_rows()) == {"A1": 2, "A2": 0, "A3": 2}


def test_metrics_share_a_view_unless_its_own_parameters_differ():
    other = metric("talk", "time / n", parts=TIME, params={"setting": Param(1), "unread": Param(5)})
    BUILT.clear()
    measured([AHT, other, HANDLED], ROWS, levels=("agent", "centre"))
    assert BUILT == [{"setting": 1}, {}]  # HANDLED does not set it
    BUILT.clear()
    measured([AHT, metric("b", "time / n", parts=TIME, params={"setting": Param(2)})], ROWS, levels=("agent",))
    assert BUILT == [{"setting": 1}, {"setting": 2}]


def test_parameters_are_names_in_part_expressions():
    parts = {"n": Part("legs", where="kind in kinds and seconds > least")}
    listed = metric("listed", "n", parts=parts, decimals=0, params={"kinds": Param(["a", "b"]), "least": Param(5)})
    rows = [
        leg(i, "A1", "2025-03-20T10:00", s, kind=k) for i, (k, s) in enumerate((("a", 9), ("b", 6), ("c", 9), ("a", 5)))
    ]
    assert column(measured([listed], rows, levels=("agent",)), "value:listed@agent")["A1"] == 2


def test_a_sum_that_64_bits_may_not_hold_is_refused():
    big = metric(
        "big",
        "sum / n",
        parts={"sum": Part("priced", Agg.SUM, "amount * 100000"), "n": Part("priced")},
        range=(0, 10**15),
    )
    fits = [leg(i, "A1", "2025-03-20T10:00", 1, amount="100000000.00") for i in range(8)]
    assert column(measured([big], fits, levels=("agent",)), "value:big@agent")["A1"] == 10**14
    with pytest.raises(DataError, match='metric big: the sum "sum" could grow beyond 18 digits'):
        measured([big], fits * 20_000, levels=("agent",))


def test_faults_of_a_plugin_name_the_metric_and_the_part():
    wrong = metric("wrong", "n", parts={"n": Part("legs", where="sekonds > 5")})
    with pytest.raises(KpiError, match=r'metric wrong: part "n": .*did you mean "seconds"') as fault:
        measured([wrong], ROWS)
    assert "fault of the plugin" in fault.value.message
    with pytest.raises(KpiError, match='no installed plugin brings the view "nowhere"'):
        measured([metric("lost", "n", parts={"n": Part("nowhere")})], ROWS)
    with pytest.raises(KpiError, match='there is no part "cases"'):
        measured([metric("uncounted", "n", "cases", parts={"n": Part("legs")})], ROWS)
    shape = {"by": ("kind",), "reduce": (Reduce({"n": (Agg.SUM, "n", None)}, keep=("kind",)),)}
    rows = [leg(1, "A1", "2025-03-20T10:00", 1, kind="a"), leg(2, "A1", "2025-03-20T10:00", 1, kind="b")]
    with pytest.raises(KpiError, match="keys are left"):
        measured([metric("left", "n", parts={"n": Part("legs")}, shape=shape)], rows)


def test_people_and_their_tenure():
    found = measured([AHT], ROWS, levels=("agent",))
    frame = found.frames[0]
    assert frame.columns[:8] == ["agent", "agent_id", "name", "period", "days", "period_days", "team", "site"]
    assert column(found, "tenure_months")["A3"] == 1  # 31 January to 1 March
    assert column(found, "tenure_days")["A3"] == (date(2025, 3, 1) - date(2025, 1, 31)).days
    assert column(found, "fte")["A1"] == 100
    assert set(found.types[0]) >= {"fte", "tenure_months", "value:aht@agent", "n:aht@agent", "part:aht@agent:time"}
    assert found.types[0]["value:aht@agent"].scale == 1
    assert found.types[0]["part:aht@agent:time"].scale == 3


def test_every_row_of_the_plan_is_there_in_its_order_also_without_facts():
    weeks = periods_between("week", date(2025, 3, 3), date(2025, 3, 30), "UTC")
    wanted = [Wanted("aht", AHT, AHT.settings({}), KpiLevel.AGENT, 1)]
    found = measures(wanted, CATALOGUE, {"legs": []}, periods=weeks, roster=ROSTER)
    frame = found.frames[0]
    assert frame.select("period", "agent").rows() == sorted(frame.select("period", "agent").rows())
    assert frame.height == 3 * len(weeks)
    assert set(frame["status:aht"]) == {"no_data"}
