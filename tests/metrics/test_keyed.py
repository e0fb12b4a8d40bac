"""Parts by key, folded away: the busiest hour, percentiles, and groups compared like with like, on every engine."""

from decimal import Decimal

import narwhals as nw
import pytest

from kpiengine.plugin import (
    Agg,
    Column,
    ColumnType,
    Context,
    Event,
    Facts,
    Metric,
    Param,
    Params,
    Part,
    Plan,
    Reduce,
    Running,
    Total,
    View,
)
from kpiengine.testing.cases import MetricCase, Outcome, run_case
from kpiengine.testing.sketch import catalogue, metric, table

TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
DURATION = Column(ColumnType.DURATION, null=True)
WHOLE = Column(ColumnType.INTEGER, null=True)

LEGS = table("legs", leg_id=TEXT, ended=INSTANT, contact_type=TEXT, ai_assist=TEXT, handle_s=DURATION)
CONTACTS = table("contacts", contact_id=TEXT, arrived=INSTANT)
ENTRIES = table("entries", entry_id=TEXT, queue_id=TEXT, entered=INSTANT, wait_s=DURATION, outcome=TEXT)


def all_legs(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["legs"]


def arrivals(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params
    arrived = nw.col("arrived")
    return facts["contacts"].with_columns(day=context.local_day(arrived), slot=context.slot(arrived))


def answered(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    lost = nw.when(nw.col("outcome") != "answered").then(nw.lit("not answered"))
    return facts["entries"].with_columns(out=lost)


LEG_COLUMNS = {"contact_type": TEXT, "ai_assist": TEXT, "handle_s": DURATION}
VIEWS = (
    View("all_legs", ("legs",), all_legs, Event("ended"), {}, LEG_COLUMNS, needs=("legs.ended",)),
    View("arrivals", ("contacts",), arrivals, Event("arrived"), {}, {"day": WHOLE, "slot": WHOLE}),
    View("answered", ("entries",), answered, Event("entered"), {}, {"wait_s": DURATION}),
)
PEAK = metric(
    "peak_hour_traffic",
    Plan(
        {"n": Part("arrivals")},
        "peaks / days",
        "days",
        by=("day", "slot"),
        reduce=(
            Reduce({"most": (Agg.MAX, "n", None)}, keep=("day",)),
            Reduce({"peaks": (Agg.SUM, "most", None), "days": (Agg.COUNT, None, None)}),
        ),
    ),
    decimals=1,
    unit="calls",
)
WAIT = metric(
    "wait_p90",
    Plan(
        {"n": Part("answered")},
        "wait",
        "entries",
        by=("wait_s",),
        reduce=(
            Reduce(
                {"wait": (Agg.MIN, "wait_s", "reached >= p * total"), "entries": (Agg.SUM, "n", None)},
                let={"reached": Running("n", "wait_s"), "total": Total("n")},
            ),
        ),
    ),
    decimals=0,
    unit="s",
    params={"p": Param(Decimal("0.90"))},
)
ASSIST = metric(
    "ai_assist_aht_reduction",
    Plan(
        {
            "t1": Part("all_legs", Agg.SUM, "handle_s", 'ai_assist == "used"'),
            "n1": Part("all_legs", where='ai_assist == "used"'),
            "t0": Part("all_legs", Agg.SUM, "handle_s", 'ai_assist == "none"'),
            "n0": Part("all_legs", where='ai_assist == "none"'),
        },
        "100 * (expected - spent) / expected",
        "legs",
        by=("contact_type",),
        reduce=(
            Reduce(
                {
                    "spent": (Agg.SUM, "t1", "matched"),
                    "expected": (Agg.SUM, "usual", "matched"),
                    "legs": (Agg.SUM, "n1", "matched"),
                },
                let={"usual": "n1 * t0 / n0", "matched": "n1 >= min_type_n and n0 >= min_type_n"},
            ),
        ),
    ),
    decimals=2,
    params={"min_type_n": Param(10)},
)
CATALOGUE = catalogue((LEGS, CONTACTS, ENTRIES), VIEWS, (PEAK, WAIT, ASSIST))


def at(clock: str, day: int = 3) -> str:
    return f"2025-03-{day:02}T{clock}:00"


def two_days() -> list[dict]:
    counts = {3: (55, 80, 60, 45), 4: (50, 60, 66, 40)}
    return [
        {"contact_id": f"{day}-{hour}-{i}", "arrived": f"2025-03-{day:02}T{hour}:{i % 60:02}:{i // 60:02}"}
        for day, hours in counts.items()
        for hour, n in enumerate(hours, start=10)
        for i in range(n)
    ]


def waits() -> list[dict]:
    rows = [
        {"entry_id": f"E{i}", "entered": at("09:00"), "wait_s": wait, "outcome": "answered"}
        for i, wait in enumerate((0, 2, 3, 5, 8, 10, 15, 20, 40, 120))
    ]
    return [*rows, {"entry_id": "lost", "entered": at("09:00"), "wait_s": 500, "outcome": "abandoned"}]


def assisted() -> list[dict]:
    groups = (
        ("billing", "used", 300, 20),
        ("billing", "none", 360, 30),
        ("tech", "used", 700, 10),
        ("tech", "none", 800, 20),
        ("rare", "used", 100, 9),
        ("rare", "none", 900, 9),
    )
    return [
        {"leg_id": f"{kind}{ai}{i}", "ended": at("09:00"), "contact_type": kind, "ai_assist": ai, "handle_s": seconds}
        for kind, ai, seconds, n in groups
        for i in range(n)
    ]


CASES = {
    "peak_hour_traffic": (PEAK, {"contacts": two_days()}, "2025-03", {}, "73.0"),
    "wait_p90": (WAIT, {"entries": waits()}, "2025-03", {}, "40"),
    "wait median": (WAIT, {"entries": waits()}, "2025-03", {"p": Decimal("0.5")}, "8"),
    "ai_assist_aht_reduction": (ASSIST, {"legs": assisted()}, "2025-03", {}, "14.47"),
}


def value_of(what: Metric, rows: dict, period: str, engine: str = "polars", **more) -> Outcome:
    case = MetricCase("", what.id, None, rows, period=period, zone="Asia/Shanghai", **more)
    return run_case(case, CATALOGUE, engine)


@pytest.mark.parametrize("case", CASES)
def test_every_engine_gives_the_worked_example(case, engine):
    what, rows, period, params, expected = CASES[case]
    outcome = value_of(what, rows, period, params=params, engine=engine)
    assert (outcome.value, outcome.status) == (expected, "ok")
