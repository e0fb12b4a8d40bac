"""Rows judged by the rows around them, inside the period or not: first contacts that were solved, on every engine."""

import narwhals as nw
import pytest

from kpiengine.plugin import Column, ColumnType, Context, Event, Facts, Metric, Param, Params, Part, Plan, Reach, View
from kpiengine.testing.cases import MetricCase, Outcome, run_case
from kpiengine.testing.sketch import catalogue, metric, table

DAY = 86_400_000
TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
FLAG = Column(ColumnType.FLAG, null=True)
AGENT = {"agent": "agent_id"}
CONTACTS = table(
    "contacts",
    contact_id=TEXT,
    customer_id=TEXT,
    topic=TEXT,
    agent_id=TEXT,
    arrived=INSTANT,
    ended=INSTANT,
    outcome=TEXT,
)


def matters(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    """Contacts by customer and topic, with the gaps to those before and after, in the period or not."""
    order, matter = ("arrived", "contact_id"), ("customer_id", "topic")
    rows = facts["contacts"].with_columns(latest=nw.col("ended").cum_max().over(*matter, order_by=order))
    rows = rows.with_columns(
        before=nw.col("latest").shift(1).over(*matter, order_by=order),
        after=nw.col("arrived").shift(-1).over(*matter, order_by=order),
    )
    window = params["repeat_days"] * DAY
    back, ahead = nw.col("arrived") - nw.col("before"), nw.col("after") - nw.col("ended")
    return rows.with_columns(
        repeat=(back <= window).fill_null(value=False),
        followed=(ahead <= window).fill_null(value=False),
        judged=nw.col("ended") + window <= context.as_of,
        out=nw.when(nw.col("customer_id").is_null()).then(nw.lit("no customer")),
    )


def _window(params: Params) -> int:
    return params["repeat_days"] * DAY


def _reach(params: Params) -> Reach:
    return Reach(back=_window(params), ahead=_window(params))


VIEWS = (
    View(
        "matters",
        ("contacts",),
        matters,
        Event("ended"),
        AGENT,
        {"repeat": FLAG, "followed": FLAG, "judged": FLAG},
        params=("repeat_days",),
        reach=_reach,
        matures_after=_window,
    ),
)
FCR = metric(
    "fcr",
    Plan(
        {
            "solved": Part("matters", where="judged and not repeat and not followed"),
            "first": Part("matters", where="judged and not repeat"),
        },
        "100 * solved / first",
        "first",
    ),
    decimals=1,
    range=(0, 100),
    params={"repeat_days": Param(7)},
)

CATALOGUE = catalogue((CONTACTS,), VIEWS, (FCR,))


def at(clock: str, day: int = 3) -> str:
    return f"2025-03-{day:02}T{clock}:00"


def three_customers() -> list[dict]:
    days = {"U": (1, 3, 20), "V": (2,), "W": (5, 11)}
    return [
        {
            "contact_id": f"{who}{day}",
            "customer_id": who,
            "topic": "x",
            "agent_id": "A1",
            "arrived": at("09:00", day),
            "ended": at("09:10", day),
        }
        for who, when in days.items()
        for day in when
    ]


CASES = {
    "fcr": (FCR, {"contacts": three_customers()}, "2025-03", {}, "50.0"),
}


def value_of(what: Metric, rows: dict, period: str, engine: str = "polars", **more) -> Outcome:
    case = MetricCase("", what.id, None, rows, period=period, zone="Asia/Shanghai", **more)
    return run_case(case, CATALOGUE, engine)


@pytest.mark.parametrize("case", CASES)
def test_every_engine_gives_the_worked_example(case, engine):
    what, rows, period, params, expected = CASES[case]
    outcome = value_of(what, rows, period, params=params, engine=engine)
    assert (outcome.value, outcome.status) == (expected, "ok")


def test_a_contact_too_young_to_judge_is_no_evidence():
    found = value_of(FCR, {"contacts": three_customers()}, "2025-03", as_of="2025-03-21T00:00:00")
    # U20 is not judged yet: of U1, V2 and W5 only V2 is solved.
    assert found == Outcome("33.3", "provisional", 3)


def test_a_contact_after_the_period_is_seen_by_the_one_inside():
    assert value_of(FCR, {"contacts": three_customers()}, "2025-03-05") == Outcome("0.0", "ok", 1)
