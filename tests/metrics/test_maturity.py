"""Metrics that look ahead: provisional while the window is open, or counted on the day on which they are final."""

import narwhals as nw
import pytest

from kpiengine.periods import parse_period
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
    View,
)
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.sketch import catalogue
from kpiengine.testing.trial import measures

DAY = 86_400_000
TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
COLUMNS = {"id": TEXT, "agent_id": TEXT, "ended": INSTANT}
CALLS = FactTable("calls", {"en": "Calls"}, COLUMNS, ("id",))


def calls(facts, params, context):
    """Judged once the days are over."""
    return facts["calls"].with_columns(judged=nw.col("ended") + params["days"] * DAY <= context.as_of)


AGENT = {"agent": "agent_id"}
JUDGED = {**COLUMNS, "judged": Column(ColumnType.FLAG)}
VIEWS = (
    View("final", ("calls",), calls, Event("ended"), AGENT, JUDGED, params=("days",),
         matures_after=lambda params: params["days"] * DAY),
    View("plain", ("calls",), lambda facts, *_: facts["calls"], Event("ended"), AGENT, COLUMNS),
)  # fmt: skip


def metric(id_: str, value: str, parts: dict) -> Metric:
    return Metric(
        id=id_,
        title={"en": id_},
        unit="count",
        decimals=1,
        range=(0, 100_000),
        better=Better.HIGHER,
        levels=("agent", "team", "site", "centre"),
        group="test",
        control=Control.AGENT,
        params={"days": Param(7)},
        plan=Plan(parts, value, "n"),
    )


SOLVED = metric("solved", "n", {"n": Part("final", where="judged")})
SHARE = metric("share", "100 * n / all", {"n": Part("final", where="judged"), "all": Part("plain")})
PLAIN = metric("plain", "n", {"n": Part("plain", Agg.COUNT)})
ROWS = [
    {"id": f"{day}", "agent_id": "A1", "ended": f"2025-{day}T12:00"}
    for day in ("02-20", "02-25", "03-03", "03-24", "03-25", "03-31", "04-10")
]


def measured(what, *, mature, as_of, periods=("2025-02", "2025-03", "2025-04"), zone="UTC", engine="polars", **more):
    wanted = [Wanted(one.id, one, one.settings({}), KpiLevel.AGENT, 1, mature=mature) for one in what]
    asked = [parse_period(period, zone) for period in periods]
    more = {"facts": {"calls": ROWS}, **more}
    frame = measures(wanted, catalogue((CALLS,), VIEWS), periods=asked, as_of=as_of, engine=engine, **more).frames[0]
    return {one.id: frame.select(f"value:{one.id}", f"status:{one.id}").rows() for one in what}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_where_it_happened_a_value_is_provisional_until_the_window_is_over(engine):
    found = measured([SOLVED, PLAIN], mature=False, as_of="2025-04-05T00:00", engine=engine)
    # On 5 April the call of 31 March cannot be judged, and April is not over.
    assert found["solved"] == [(20, "ok"), (30, "provisional"), (0, "provisional")]
    assert found["plain"] == [(20, "ok"), (40, "ok"), (10, "provisional")]
    later = measured([SOLVED], mature=False, as_of="2025-04-08T00:00", engine=engine)
    assert later["solved"][1] == (40, "ok")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_counted_when_final_each_call_counts_once_and_nothing_is_provisional(engine):
    found = measured([SOLVED, PLAIN], mature=True, as_of="2025-05-01T00:00", engine=engine)
    # 25 February is final on 4 March; 24 March on the 31st, 25 March on 1 April.
    assert found["solved"] == [(10, "ok"), (30, "ok"), (30, "ok")]
    assert found["plain"] == [(20, "ok"), (40, "ok"), (10, "ok")]


def test_all_parts_of_a_metric_stay_one_cohort():
    found = measured([SHARE], mature=True, as_of="2025-05-01T00:00")
    assert found["share"] == [(1000, "ok"), (1000, "ok"), (1000, "ok")]


def test_the_day_on_which_it_is_final_is_a_local_day():
    rows = {"calls": [{"id": "1", "agent_id": "A1", "ended": "2025-03-24T16:00+00:00"}]}  # 25 March in Shanghai
    found = measured([SOLVED], mature=True, as_of="2025-05-01T00:00", zone="Asia/Shanghai", facts=rows)
    assert [value for value, _ in found["solved"]] == [None, None, 10]


def test_a_team_change_counts_on_the_day_on_which_it_is_final():
    people = [
        {"agent_id": "A1", "team_id": "T1", "valid_to": "2025-03-04"},
        {"agent_id": "A1", "team_id": "T2", "valid_from": "2025-03-05"},
    ]
    wanted = [Wanted("k", SOLVED, SOLVED.settings({}), KpiLevel.TEAM, 1, mature=True)]
    found = measures(
        wanted, catalogue((CALLS,), VIEWS), {"calls": ROWS}, periods=[parse_period("2025-03", "UTC")], roster=people,
        as_of="2025-05-01T00:00",
    )  # fmt: skip
    assert found.frames[0]["value:k"].to_list() == [20]
