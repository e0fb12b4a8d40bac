"""What a value is worth: each status by its rule, the first that holds, and a note that names what is wanting."""

from decimal import Decimal

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

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
COLUMNS = {"id": TEXT, "agent_id": TEXT, "ended": INSTANT, "seconds": Column(ColumnType.INTEGER, null=True)}
CALLS = FactTable("calls", {"en": "Calls"}, COLUMNS, ("id",))
VIEWS = (
    View("calls", ("calls",), lambda f, *_: f["calls"], Event("ended"), {"agent": "agent_id"}, COLUMNS,
         needs=("calls.ended", "calls.seconds"), matures_after=2 * 86_400_000),
)  # fmt: skip
MEAN = Metric(
    id="mean",
    title={"en": "Mean"},
    unit="s",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=("agent", "centre"),
    group="test",
    control=Control.AGENT,
    params={"min_coverage": Param(Decimal("0.5"))},
    plan=Plan(
        {"time": Part("calls", Agg.SUM, "seconds"), "n": Part("calls", Agg.COUNT, "seconds"), "all": Part("calls")},
        "time / n",
        "n",
        coverage=("n", "all"),
    ),
)


def measured(seconds, *, as_of="2025-05-01T00:00", min_sample=2, level="agent"):
    rows = [
        {"id": f"{i}", "agent_id": "A1", "ended": "2025-03-31T12:00", **({} if second is None else {"seconds": second})}
        for i, second in enumerate(seconds)
    ]
    rows.append({"id": "x", "agent_id": "A2", "ended": "2025-02-01T12:00", "seconds": 1})
    wanted = [Wanted("k", MEAN, MEAN.settings({}), KpiLevel(level), min_sample)]
    period = [parse_period("2025-03", "UTC")]
    found = measures(
        wanted, catalogue((CALLS,), VIEWS), {"calls": rows}, periods=period, as_of=as_of, roster=[{"agent_id": "A1"}]
    )
    return found.frames[0].filter(agent_id="A1").row(0, named=True), found.notes


@pytest.mark.parametrize(
    ("seconds", "as_of", "status", "value", "known"),
    [
        ([10, 20], "2025-05-01T00:00", "ok", 150, 150),
        ([10, 20], "2025-04-01T00:00", "provisional", 150, 150),
        ([10], "2025-05-01T00:00", "low_sample", 100, None),
        ([10], "2025-04-01T00:00", "low_sample", 100, None),
        ([], "2025-05-01T00:00", "no_data", None, None),
        ([], "2025-04-01T00:00", "no_data", None, None),
        ([10, None, None], "2025-04-01T00:00", "unavailable", None, None),
        ([None, None], "2025-05-01T00:00", "unavailable", None, None),
        ([99, 150], "2025-04-01T00:00", "error", None, None),
    ],
)
def test_the_first_rule_that_holds_gives_the_status(seconds, as_of, status, value, known):
    row, _ = measured(seconds, as_of=as_of)
    assert (row["status:k"], row["value:k"], row["known:k"]) == (status, value, known)


def test_values_that_rest_on_too_few_cases_are_noted():
    _, notes = measured([10, None, None])
    assert (
        "mean: 1 value is unavailable: of all cases a smaller share is known than min_coverage = 0.5 asks for" in notes
    )


def test_a_column_that_is_not_loaded_is_named():
    wanted = [Wanted("k", MEAN, MEAN.settings({}), KpiLevel.CENTRE, 1)]
    rows = [{"id": "1", "agent_id": "A1", "ended": "2025-03-31T12:00"}]
    found = measures(wanted, catalogue((CALLS,), VIEWS), {"calls": rows}, periods=[parse_period("2025-03", "UTC")])
    assert found.notes == ("mean: calls.seconds is not loaded",)
    assert found.frames[0]["status:k"].to_list() == ["unavailable"]
    assert found.frames[0]["value:k"].to_list() == [None]


def test_a_table_that_is_not_loaded_is_named():
    wanted = [Wanted("k", MEAN, MEAN.settings({}), KpiLevel.CENTRE, 1)]
    found = measures(wanted, catalogue((CALLS,), VIEWS), {}, periods=[parse_period("2025-03", "UTC")])
    assert found.notes == ("mean: calls is not loaded",)
