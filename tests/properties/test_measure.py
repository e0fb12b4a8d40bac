"""What must hold of measuring, whatever the rows: order and partition do not matter, parts and time add up."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import narwhals as nw
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.periods import Period, parse_period, periods_between
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
    Running,
    Span,
    Total,
    View,
)
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import MetricCase, Outcome, run_case
from kpiengine.testing.sketch import catalogue
from kpiengine.testing.trial import measures

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
DURATION, WHOLE = Column(ColumnType.DURATION, null=True), Column(ColumnType.INTEGER, null=True)
DIMENSIONS = ("piece",)
few = settings(max_examples=max(10, settings.default.max_examples // 5))  # each example measures all of it, often twice
COLUMNS = {"id": TEXT, "agent_id": TEXT, "started": INSTANT, "ended": INSTANT, "seconds": DURATION, "piece": WHOLE}
LEGS = FactTable("legs", {"en": "Legs"}, COLUMNS, ("id",))


def legs(facts, params, context):
    """All rows; with `order` they come as a union of pieces in that order."""
    del context
    rows = facts["legs"]
    pieces = params.get("order")
    if not pieces:
        return rows
    return nw.concat([rows.filter(nw.col("piece") == piece) for piece in pieces], how="vertical")


AGENT = {"agent": "agent_id"}
VIEWS = (
    View("entered", ("legs",), legs, Event("started"), AGENT, COLUMNS, DIMENSIONS, params=("order",)),
    View("ended", ("legs",), legs, Event("ended"), AGENT, COLUMNS, DIMENSIONS, params=("order",)),
    View("ripe", ("legs",), legs, Event("ended"), AGENT, COLUMNS, params=("order",), matures_after=3 * 86_400_000),
    View("spans", ("legs",), legs, Span("started", "ended"), AGENT, COLUMNS, DIMENSIONS, params=("order",)),
)
LEVELS = ("agent", "team", "site", "centre")


def metric(id_: str, plan: Plan) -> Metric:
    return Metric(
        id=id_,
        title={"en": id_},
        unit="s",
        decimals=3,
        range=(-(10**9), 10**15),
        better=Better.LOWER,
        levels=LEVELS,
        group="test",
        control=Control.AGENT,
        plan=plan,
        params={"order": Param(())},
    )


AHT = metric("aht", Plan({"time": Part("ended", Agg.SUM, "seconds"), "n": Part("ended")}, "time / n", "n"))
ASA = metric("asa", Plan({"time": Part("entered", Agg.SUM, "seconds"), "n": Part("entered")}, "time / n", "n"))
BUSY = metric("busy", Plan({"ms": Part("spans", Agg.SUM, "ms"), "n": Part("spans")}, "ms", "n"))
MEDIAN = metric(
    "median",
    Plan(
        {"n": Part("ended", where="not is_missing(seconds)")},
        "middle",
        "cases",
        by=("seconds",),
        reduce=(
            Reduce(
                {"middle": (Agg.MIN, "seconds", "2 * reached >= total"), "cases": (Agg.SUM, "n", None)},
                let={"reached": Running("n", "seconds"), "total": Total("n")},
            ),
        ),
    ),
)
EVERYTHING = (AHT, ASA, BUSY, MEDIAN)
CATALOGUE = catalogue((LEGS,), VIEWS, EVERYTHING)


def typed(instant: datetime) -> str:
    return instant.isoformat()


START = datetime(2025, 2, 27, tzinfo=UTC)
instants = st.integers(0, 36 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def some_legs(draw) -> list[dict]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        start = draw(instants)
        rows.append(
            {
                "id": f"L{number}",
                "agent_id": draw(st.sampled_from(["A1", "A2", "A3", "ghost", None])),
                "started": typed(start),
                "ended": typed(start + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))),
                "seconds": draw(st.none() | st.integers(0, 10_000)),
                "piece": draw(st.integers(0, 2)),
            }
        )
    return rows


PEOPLE = [{"agent_id": "A1"}, {"agent_id": "A2"}, {"agent_id": "A3", "team_id": "T2"}]


def measured(rows: list[dict], periods: list[Period], *, order: tuple = (), roster: list | None = None, levels=LEVELS):
    wanted = [
        Wanted(f"{one.id}@{level}", one, {"order": order}, KpiLevel(level), 1) for one in EVERYTHING for level in levels
    ]
    return measures(wanted, CATALOGUE, {"legs": rows}, periods=periods, roster=roster or PEOPLE)


MARCH = parse_period("2025-03", "Europe/London")


@few
@given(some_legs(), st.randoms(use_true_random=False), st.permutations([0, 1, 2]))
def test_order_and_partition_of_rows_change_nothing(rows, random, order):
    shuffled = random.sample(rows, len(rows))
    levels = ("agent", "centre")
    whole = measured(rows, [MARCH], levels=levels).frames[0]
    assert whole.equals(measured(shuffled, [MARCH], order=tuple(order), levels=levels).frames[0])


@few
@given(some_legs(), st.sampled_from(["Europe/London", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"]))
def test_days_add_up_to_the_month(rows, zone):
    days = periods_between("day", date(2025, 3, 1), date(2025, 3, 31), zone)
    both = measured(rows, [parse_period("2025-03", zone), *days])
    month, by_day = both.frames[0], both.frames[1]
    for part in ("aht@agent:time", "aht@centre:n", "asa@agent:n", "busy@agent:ms", "busy@centre:ms"):
        name = f"part:{part}"
        whole = {row[0]: row[1] or 0 for row in month.select("agent", name).iter_rows()}
        added = dict.fromkeys(whole, 0)
        for agent, value in by_day.select("agent", name).iter_rows():
            added[agent] += value or 0
        assert added == whole


@given(
    st.sampled_from([("2025-03-30", 23), ("2025-10-26", 25), ("2025-06-01", 24)]),
    st.integers(0, 72 * 60),
    st.integers(1, 72 * 60),
)
def test_a_span_cut_at_midnights_loses_nothing(day, begins, lasts):
    name, hours = day
    middle = parse_period(name, "Europe/London")
    assert middle.end - middle.start == hours * 3_600_000
    start = middle.start - 86_400_000 + begins * 60_000
    end = start + lasts * 60_000
    text = [typed(datetime.fromtimestamp(at / 1000, UTC)) for at in (start, end)]
    rows = [{"id": "L", "agent_id": "A1", "started": text[0], "ended": text[1]}]
    day_of = date.fromisoformat(name)
    days = periods_between("day", day_of - timedelta(days=1), day_of + timedelta(days=6), "Europe/London")
    found = measured(rows, days, levels=("agent",)).frames[0].filter(agent=1)
    assert found["part:busy@agent:ms"].sum() == end - start
    inside = max(0, min(end, middle.end) - max(start, middle.start))
    assert (found["part:busy@agent:ms"][1] or 0) == inside


@few
@given(some_legs(), st.integers(1, 31))
def test_a_team_change_splits_rows_by_their_day_and_leaves_the_centre_alone(rows, day):
    change = date(2025, 3, day)
    moved = [
        {"agent_id": "A1", "team_id": "T1", "valid_to": str(change - timedelta(days=1))},
        {"agent_id": "A1", "team_id": "T2", "valid_from": str(change)},
        *PEOPLE[1:],
    ]
    before, after = measured(rows, [MARCH]).frames[0], measured(rows, [MARCH], roster=moved).frames[0]
    for name in (
        "value:aht@centre",
        "part:aht@centre:time",
        "part:busy@centre:ms",
        "value:median@centre",
        "value:aht@agent",
    ):
        assert before[name].to_list() == after[name].to_list()
    cut = parse_period(str(change), "Europe/London").start
    mine = [row for row in rows if MARCH.start <= _ms(row["ended"]) < MARCH.end]
    early = [row for row in mine if row["agent_id"] == "A2" or (row["agent_id"] == "A1" and _ms(row["ended"]) < cut)]
    late = [row for row in mine if row["agent_id"] == "A3" or (row["agent_id"] == "A1" and _ms(row["ended"]) >= cut)]
    found = {row["agent_id"]: row["n:aht@team"] or 0 for row in after.iter_rows(named=True)}
    assert found == {"A1": len(late), "A2": len(early), "A3": len(late)}


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def test_the_contact_over_midnight_counts_once_on_each_side():
    """Entered at 23:59:40, ended at 00:05:05: the old day's speed of answer, the new day's handling time."""
    rows = {
        "legs": [
            {
                "id": "E10",
                "agent_id": "A3",
                "started": "2025-03-03T23:59:40",
                "ended": "2025-03-04T00:05:05",
                "seconds": 25,
            },
        ],
    }
    found = {
        (one.id, day): run_case(MetricCase("", one.id, None, rows, period=day, zone="Asia/Shanghai"), CATALOGUE)
        for one in (ASA, AHT)
        for day in ("2025-03-03", "2025-03-04")
    }
    assert {key for key, result in found.items() if result.status == "ok"} == {
        ("asa", "2025-03-03"),
        ("aht", "2025-03-04"),
    }
    assert found["asa", "2025-03-03"] == Outcome("25.000", "ok", 1)


SLICES = (
    *({"piece": (piece,)} for piece in range(3)),
    {"piece": (0, 2)},
    {"weekday": ("saturday", "sunday")},
    {"weekday": ("monday", "tuesday", "wednesday", "thursday", "friday")},
    {"piece": (0, 1, 2), "hour": tuple(range(8, 24))},
    {"hour": tuple(range(8))},
)


def sliced(rows: list[dict], metrics, slices, levels=LEVELS, zone: str = "Europe/London"):
    wanted = [
        Wanted(f"{one.id}:{i}@{level}", one, {"order": ()}, KpiLevel(level), 1, cut)
        for one in metrics
        for i, cut in enumerate(slices)
        for level in levels
    ]
    period = [parse_period("2025-03", zone)]
    return measures(wanted, CATALOGUE, {"legs": rows}, periods=period, roster=PEOPLE).frames[0]


@few
@given(some_legs(), st.sampled_from(["Europe/London", "Asia/Kathmandu", "America/New_York"]))
def test_slices_add_up_to_the_whole(rows, zone):
    found = sliced(rows, (AHT, ASA), ({}, *SLICES), zone=zone)
    for level in LEVELS:
        for part in ("aht:{}@" + level + ":time", "aht:{}@" + level + ":n", "asa:{}@" + level + ":n"):
            whole, *cut = (found[f"part:{part.format(i)}"].fill_null(0).to_list() for i in range(len(SLICES) + 1))
            pieces, (some, free, worked, late, early) = cut[:3], cut[3:]
            assert [sum(three) for three in zip(*pieces, strict=True)] == whole
            assert [a + b for a, b in zip(pieces[0], pieces[2], strict=True)] == some
            assert [a + b for a, b in zip(free, worked, strict=True)] == whole
            assert [a + b for a, b in zip(late, early, strict=True)] == whole


@few
@given(some_legs(), st.integers(0, 2))
def test_a_slice_is_what_would_be_measured_without_the_other_rows(rows, piece):
    cut = sliced(rows, (AHT, BUSY, MEDIAN), ({"piece": (piece,)},))
    mine = [row for row in rows if row["piece"] == piece]
    alone = sliced(mine, (AHT, BUSY, MEDIAN), ({},))
    assert cut.select("^(value|known):.*$").equals(alone.select("^(value|known):.*$"))
    assert cut.select("^n:.*$").fill_null(0).equals(alone.select("^n:.*$").fill_null(0))


RIPE = metric("ripe", Plan({"time": Part("ripe", Agg.SUM, "seconds"), "n": Part("ripe")}, "time / n", "n"))


@few
@given(some_legs(), st.booleans(), st.lists(st.integers(2, 50), unique=True, max_size=4).map(sorted))
def test_any_cut_of_periods_adds_up_also_where_events_count_when_they_are_final(rows, mature, cuts):
    first = date(2025, 2, 20)
    zone = "America/New_York"

    def total(bounds):
        asked = [p for a, b in bounds for p in periods_between("day", first + timedelta(a), first + timedelta(b), zone)]
        wanted = [Wanted(f"k@{level}", RIPE, {"order": ()}, KpiLevel(level), 1, mature=mature) for level in LEVELS]
        frame = measures(wanted, CATALOGUE, {"legs": rows}, periods=asked, roster=PEOPLE).frames[0]
        one = frame.filter(agent_id="A1")
        return [one[f"part:k@{level}:{part}"].fill_null(0).sum() for level in LEVELS for part in ("time", "n")]

    pieces = [total([(a, b - 1)]) for a, b in pairwise([0, *cuts, 51])]
    whole = total([(0, 50)])
    assert whole == [sum(piece) for piece in zip(*pieces, strict=True)]
    assert whole[1] == sum(row["agent_id"] == "A1" for row in rows)
