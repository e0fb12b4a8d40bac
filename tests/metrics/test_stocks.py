"""What is open at the end of a period, and how old it is, on every engine."""

import narwhals as nw
import pytest

from kpiengine.plugin import Agg, Column, ColumnType, Context, Facts, Metric, Params, Part, Plan, Stock, View
from kpiengine.testing.cases import MetricCase, Outcome, run_case
from kpiengine.testing.sketch import catalogue, metric, table

TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
AGENT = {"agent": "agent_id"}
TICKETS = table("tickets", ticket_id=TEXT, agent_id=TEXT, created=INSTANT, resolved=INSTANT)


def tickets(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["tickets"]


VIEWS = (View("tickets", ("tickets",), tickets, Stock("created", "resolved"), AGENT, {}),)
BACKLOG = metric("backlog", Plan({"open": Part("tickets")}, "open", "open"), decimals=0, unit="count")
AGE = metric(
    "avg_age_of_query",
    Plan({"age": Part("tickets", Agg.SUM, "age_ms"), "open": Part("tickets")}, "age / open / 86400000", "open"),
    decimals=2,
    unit="days",
)
CATALOGUE = catalogue((TICKETS,), VIEWS, (BACKLOG, AGE))


def at(clock: str, day: int = 3) -> str:
    return f"2025-03-{day:02}T{clock}:00"


def seventeen_open() -> list[dict]:
    rows = [{"ticket_id": f"K{i}", "agent_id": "A1", "created": at("09:00", 1)} for i in range(15)]
    rows += [{"ticket_id": f"M{i}", "agent_id": "A2", "created": at("09:00", 31)} for i in range(2)]
    return [
        *rows,
        {"ticket_id": "done", "agent_id": "A1", "created": at("09:00", 1), "resolved": at("09:00", 30)},
        {"ticket_id": "late", "agent_id": "A1", "created": "2025-04-01T09:00:00"},
    ]


CASES = {
    "backlog": (BACKLOG, {"tickets": seventeen_open()}, "2025-03", {}, "17"),
}


def value_of(what: Metric, rows: dict, period: str, engine: str = "polars", **more) -> Outcome:
    case = MetricCase("", what.id, None, rows, period=period, zone="Asia/Shanghai", **more)
    return run_case(case, CATALOGUE, engine)


@pytest.mark.parametrize("case", CASES)
def test_every_engine_gives_the_worked_example(case, engine):
    what, rows, period, params, expected = CASES[case]
    outcome = value_of(what, rows, period, params=params, engine=engine)
    assert (outcome.value, outcome.status) == (expected, "ok")


def test_backlog_is_counted_at_each_period_end():
    rows = {"tickets": seventeen_open()}
    assert value_of(BACKLOG, rows, "2025-03-15").value == "16"
    assert value_of(BACKLOG, rows, "2025-02").value == "0"
    assert value_of(BACKLOG, rows, "2025-03", level="agent", subject="A2").value == "2"
    assert value_of(AGE, rows, "2025-03-01", level="agent", subject="A1").value == "0.63"
