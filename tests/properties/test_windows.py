"""What must hold of windows over periods, whatever the rows: an oracle by hand, and what must change nothing."""

from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.expressions import build as b
from kpiengine.expressions.program import Program, Step
from kpiengine.expressions.types import number
from kpiengine.numbers import round_fraction
from kpiengine.periods import parse_period
from kpiengine.plugin import Better, Column, ColumnType, Control, Event, FactTable, Metric, Part, Plan, View
from kpiengine.rules.checked import Back, Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.windows import slope
from kpiengine.testing.sketch import catalogue
from kpiengine.testing.trial import measures

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
COLUMNS = {"id": TEXT, "agent_id": TEXT, "at": INSTANT, "good": Column(ColumnType.FLAG, null=True)}
CASES = FactTable("cases", {"en": "Cases"}, COLUMNS, ("id",))
VIEW = View("cases", ("cases",), lambda facts, *_: facts["cases"], Event("at"), {"agent": "agent_id"}, COLUMNS)
KNOWN = catalogue((CASES,), (VIEW,))
SHARE = Metric(
    id="share",
    title={"en": "Share"},
    unit="%",
    decimals=2,
    range=(0, 100),
    better=Better.HIGHER,
    levels=("agent", "team", "centre"),
    group="test",
    control=Control.AGENT,
    plan=Plan({"good": Part("cases", where="good"), "n": Part("cases")}, "100 * good / n", "n"),
)
# A2 changes team in the middle of March, and is away in May.
ROSTER = [
    {"agent_id": "A1", "team_id": "T1"},
    {"agent_id": "A2", "team_id": "T1", "valid_to": "2026-03-15"},
    {"agent_id": "A2", "team_id": "T2", "valid_from": "2026-03-16", "valid_to": "2026-04-30"},
    {"agent_id": "A2", "team_id": "T2", "valid_from": "2026-06-01"},
    {"agent_id": "A3", "team_id": "T2"},
]
BACKS = {"now": None, "before": Back(1, 1), "third": Back(3, 3), "history": Back(1, 3), "long": Back(0, 2)}
few = settings(max_examples=max(5, settings.default.max_examples // 4))


ANY_MONTH = st.integers(1, 7)


@st.composite
def rows(draw, months=ANY_MONTH):
    count = draw(st.integers(1, 25))
    return [
        {
            "id": f"C{i}",
            "agent_id": draw(st.sampled_from(["A1", "A2", "A3"])),
            "at": f"2026-{draw(months):02}-{draw(st.integers(1, 28)):02}T12:00",
            "good": draw(st.booleans()),
        }
        for i in range(count)
    ]


def measured(found, months=("2026-06",)):
    wanted = [
        Wanted(f"{name}@{level}", SHARE, {}, KpiLevel(level), 1, back=back)
        for name, back in BACKS.items()
        for level in ("agent", "team", "centre")
    ]
    periods = [parse_period(month, "UTC") for month in months]
    frame = measures(wanted, KNOWN, {"cases": found}, periods=periods, roster=ROSTER).frames[0]
    levels = ("agent", "team", "centre")
    keys = [f"{kind}:{name}@{level}" for kind in ("value", "n") for name in BACKS for level in levels]
    last = frame.filter(pl.col("period") == periods.index(parse_period("2026-06", "UTC")))
    return last.sort("agent_id").select("agent_id", *keys).to_dicts()


def team_of(agent, day):
    """By the roster above; `day` as month-day text."""
    if agent == "A2":
        if "05-01" <= day < "06-01":
            return None
        return "T1" if day < "03-16" else "T2"
    return {"A1": "T1", "A3": "T2"}[agent]


def expected(found, agent, level, back):
    first, last = (0, 0) if back is None else (back.first, back.last)
    inside = [row for row in found if 6 - last <= int(row["at"][5:7]) <= 6 - first]
    own = team_of(agent, "06-30")
    mine = [
        row
        for row in inside
        if level == "centre"
        or (level == "agent" and row["agent_id"] == agent and team_of(agent, row["at"][5:10]))
        or (level == "team" and team_of(row["agent_id"], row["at"][5:10]) == own)
    ]
    if not mine:
        return None, 0
    return round_fraction(100 * sum(row["good"] for row in mine), len(mine), 2), len(mine)


@few
@given(rows())
def test_every_window_is_what_a_count_by_hand_gives(found):
    for row in measured(found):
        for name, back in BACKS.items():
            for level in ("agent", "team", "centre"):
                value, n = expected(found, row["agent_id"], level, back)
                assert row[f"value:{name}@{level}"] == value, (name, level, row["agent_id"])
                assert (row[f"n:{name}@{level}"] or 0) == n


@few
@given(rows(), rows(st.sampled_from([1, 2, 7])), st.randoms(use_true_random=False))
def test_neither_order_nor_rows_outside_nor_more_periods_change_anything(found, outside, shuffler):
    inside = [row for row in found if 3 <= int(row["at"][5:7]) <= 6]
    before = measured(inside)
    others = [{**row, "id": f"D{i}"} for i, row in enumerate(outside)]
    mixed = [*inside, *others]
    shuffler.shuffle(mixed)
    assert without_samples(measured(mixed)) == without_samples(before)
    assert without_samples(measured(mixed, ("2026-05", "2026-06", "2026-07"))) == without_samples(before)
    shuffler.shuffle(inside)
    assert measured(inside) == before


def without_samples(found):
    """No rows at all are a missing sample, no rows of one's own a sample of nobody: both are no cases."""
    return [{key: value or 0 if key.startswith("n:") else value for key, value in row.items()} for row in found]


@given(st.lists(st.none() | st.integers(-1000, 1000), min_size=3, max_size=8))
def test_the_slope_is_that_of_the_least_squares(values):
    names = [b.name(f"v{i}", number(1, 1000)) for i in range(len(values))]
    program = Program((Step("slope", slope(names, 3)),))
    row = {f"v{i}": value for i, value in enumerate(values)}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.Int64))
    one = program.run_row(row)["slope"]
    assert program.run(frame)["slope"].to_list() == [one]
    known = [(Fraction(-i), Fraction(value, 10)) for i, value in enumerate(values) if value is not None]
    if values[0] is None or len(known) < 3:
        assert one is None
        return
    t0, y0 = (sum(each) / len(known) for each in zip(*known, strict=True))
    found = sum((t - t0) * (y - y0) for t, y in known) / sum((t - t0) ** 2 for t, _ in known)
    assert one == round_fraction(found.numerator, found.denominator, 3)
    assert abs(one) <= program.types()["slope"].bound
