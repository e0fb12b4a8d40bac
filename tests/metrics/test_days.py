"""Stretches of whole days: cut at any bounds they add up, in days and to the last unit of an amount."""

from types import SimpleNamespace

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.metrics.grid import make_grid
from kpiengine.metrics.placing import place
from kpiengine.metrics.views import BuiltView
from kpiengine.periods import day_starts, local_day, start_of_day, zone_spans
from kpiengine.plugin import Column, ColumnType, Context, Days, View
from kpiengine.sources.engines import lift

DAY = Column(ColumnType.DATE)
AMOUNT = Column(ColumnType.NUMBER, decimals=2)
COSTS = View(
    "costs",
    ("costs",),
    lambda facts, _params, _context: facts["costs"],
    Days("first", "last", spread=("amount",)),
    {},
    {"first": DAY, "last": DAY, "amount": AMOUNT},
)


class Plan:
    """What a grid is made of."""

    def __init__(self, cuts, zone="UTC"):
        self.cuts, self.zone = cuts, zone_spans(zone, cuts[0], cuts[-1])
        first, last = day_starts((cuts[0], cuts[-1]), self.zone)
        self.measured = (SimpleNamespace(start=first, end=last),)


def cut(rows, cuts, engine="polars"):
    frame = lift(
        engine, pl.LazyFrame(rows, schema={"first": pl.Int32, "last": pl.Int32, "amount": pl.Int64}, orient="row")
    )
    placed = place(BuiltView(COSTS, {}, frame, (frame,), 0), make_grid(Plan(cuts)), ()).rows
    return placed.collect("polars").to_native()


def share(amount, days, length):
    """The rounded share of so many days, half away from zero."""
    return (2 * abs(amount) * days + length) // (2 * length) * (1 if amount >= 0 else -1)


@st.composite
def costs(draw):
    first = draw(st.integers(0, 40))
    return first, first + draw(st.integers(0, 60)), draw(st.integers(-(10**12), 10**12))


@given(costs(), st.sets(st.integers(-5, 110), min_size=2, max_size=14))
def test_each_cut_gets_the_rounded_share_up_to_its_end_less_that_up_to_its_start(cost, cuts):
    first, last, amount = cost
    bounds = tuple(sorted(cuts))
    found = cut([cost], bounds)
    low, high = max(first, bounds[0]), min(last + 1, bounds[-1])
    length = last + 1 - first
    expected = share(amount, high - first, length) - share(amount, low - first, length) if low < high else 0
    assert found["amount"].sum() == expected
    assert found["days"].sum() == max(high - low, 0)
    if bounds[0] <= first and last < bounds[-1]:
        assert found["amount"].sum() == amount


@pytest.mark.parametrize("cuts", [(0, 3, 10), tuple(range(12))], ids=["few atoms", "by day"])
def test_engines_share_out_alike(cuts):
    rows = [(0, 2, 10000), (1, 9, -(10**12)), (2, 2, 1), (5, 3, 7), (-400, 9, 999_999_999_999), (0, 9, 5)]
    columns = ["first", "last", "amount", "days"]
    frames = [cut(rows, cuts, engine).select(columns).sort(columns) for engine in ("polars", "duckdb")]
    assert frames[0].equals(frames[1].cast(frames[0].schema))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "Asia/Shanghai", "America/St_Johns"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_local_day_begins_at_the_same_instant_for_views_and_periods(zone, engine):
    first = 13149  # 2006, when clocks also jumped over midnights
    days = range(first, first + 730)
    spans = zone_spans(zone, days[0], days[-1])
    context = Context(0, (), spans)
    frame = lift(engine, pl.LazyFrame({"day": list(days)}, schema={"day": pl.Int32}))
    found = frame.with_columns(start=context.day_start(nw.col("day"))).sort("day").collect("polars").to_native()
    assert found["start"].to_list() == [start_of_day(day, spans) for day in days]
    assert [local_day(start, spans) for start in found["start"]] == list(days)
