"""The awkward metrics of the catalogue, each from rows, with the worked example's value, on every engine.

They show that the contract can say them: unions of intervals, spans over spans, two reduce steps, percentiles,
matched groups, stocks, neighbours with reach.
"""

import importlib.util
import shutil
from datetime import date
from decimal import Decimal

import narwhals as nw
import pytest

from kpiengine.metrics.trial import measure_rows, measures
from kpiengine.periods import parse_period, periods_between
from kpiengine.plugin import (
    Agg,
    Better,
    Column,
    ColumnType,
    Context,
    Control,
    Event,
    Facts,
    FactTable,
    Metric,
    Param,
    Params,
    Part,
    Plan,
    Reach,
    Reduce,
    Running,
    Span,
    Stock,
    Total,
    View,
)
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model import KpiLevel

DAY = 86_400_000
TEXT = Column(ColumnType.TEXT, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)
DURATION = Column(ColumnType.DURATION, null=True)
WHOLE = Column(ColumnType.INTEGER, null=True)
FLAG = Column(ColumnType.FLAG, null=True)
ALL_LEVELS = ("agent", "team", "site", "centre")


def table(id_: str, **columns: Column) -> FactTable:
    return FactTable(id_, {"en": id_}, columns, key=(next(iter(columns)),))


def metric(id_: str, plan, *, decimals: int, unit: str = "%", **more) -> Metric:
    return Metric(
        id=id_,
        title={"en": id_},
        unit=unit,
        decimals=decimals,
        range=more.pop("range", (-1_000_000, 1_000_000)),
        better=Better.HIGHER,
        levels=ALL_LEVELS,
        group="test",
        control=Control.SHARED,
        plan=plan,
        **more,
    )


def gone(condition: nw.Expr, why: str) -> nw.Expr:
    return nw.when(condition).then(nw.lit(why))


LEGS = table(
    "legs",
    leg_id=TEXT,
    agent_id=TEXT,
    queue_id=TEXT,
    started=INSTANT,
    ended=INSTANT,
    contact_type=TEXT,
    ai_assist=TEXT,
    handle_s=DURATION,
)
STATES = table("states", state_id=TEXT, agent_id=TEXT, state=TEXT, started=INSTANT, ended=INSTANT)
SCHEDULE = table("schedule", shift_id=TEXT, agent_id=TEXT, activity=TEXT, started=INSTANT, ended=INSTANT)
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
ENTRIES = table("entries", entry_id=TEXT, queue_id=TEXT, entered=INSTANT, wait_s=DURATION, outcome=TEXT)
TICKETS = table("tickets", ticket_id=TEXT, agent_id=TEXT, created=INSTANT, resolved=INSTANT)
TABLES = (LEGS, STATES, SCHEDULE, CONTACTS, ENTRIES, TICKETS)


# --- views ------------------------------------------------------------------------------------------------------


def busy_legs(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    """Legs with `busy`: the stretch that no earlier leg of the agent covers; a shared second belongs to the first."""
    del params, context
    order = ("started", "leg_id")
    legs = facts["legs"].with_columns(latest=nw.col("ended").cum_max().over("agent_id", order_by=order))
    legs = legs.with_columns(before=nw.col("latest").shift(1).over("agent_id", order_by=order))
    fresh = nw.max_horizontal("started", "before")
    return legs.with_columns(busy=nw.when(nw.col("ended") > fresh).then(nw.col("ended") - fresh).otherwise(nw.lit(0)))


def all_legs(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["legs"]


def planned(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["schedule"]


CLASS = {"available": "on_queue", "on_contact": "on_queue", "acw": "on_queue"}


def plan_and_state(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    """One row per overlap of plan and state; the seconds of a break that a running contact may take are a row apart."""
    del context
    states = facts["states"].select("agent_id", "state", was="started", until="ended")
    both = facts["schedule"].join(states, on="agent_id")
    both = both.filter((nw.col("started") < nw.col("until")) & (nw.col("was") < nw.col("ended")))
    on_queue = nw.col("state").is_in(list(CLASS))
    kind = nw.when(on_queue).then(nw.lit("on_queue")).otherwise(nw.lit("break"))
    late = (nw.col("was") < nw.col("started")) & (nw.col("state") == "on_contact") & (nw.col("activity") == "break")
    low, high = nw.max_horizontal("started", "was"), nw.min_horizontal("ended", "until")
    both = both.with_columns(low=low, high=high, right=nw.col("activity") == kind)
    grace = nw.when(late).then(nw.min_horizontal(nw.col("high"), nw.col("low") + params["grace_s"] * 1000))
    both = both.with_columns(middle=nw.coalesce(grace, nw.col("low")))
    columns = ("agent_id", "low", "high", "right")
    first = both.select("agent_id", "low", high="middle", right=nw.lit(value=True)).select(*columns)
    return nw.concat([first, both.select("agent_id", "high", "right", low="middle").select(*columns)], how="vertical")


def arrivals(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params
    arrived = nw.col("arrived")
    return facts["contacts"].with_columns(day=context.local_day(arrived), slot=context.slot(arrived))


def answered(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["entries"].with_columns(out=gone(nw.col("outcome") != "answered", "not answered"))


def tickets(facts: Facts, params: Params, context: Context) -> nw.LazyFrame:
    del params, context
    return facts["tickets"]


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
        out=gone(nw.col("customer_id").is_null(), "no customer"),
    )


def _window(params: Params) -> int:
    return params["repeat_days"] * DAY


def _reach(params: Params) -> Reach:
    return Reach(back=_window(params), ahead=_window(params))


AGENT = {"agent": "agent_id"}
LEG_COLUMNS = {"contact_type": TEXT, "ai_assist": TEXT, "handle_s": DURATION, "busy": DURATION}
VIEWS = (
    View("busy_legs", ("legs",), busy_legs, Event("ended"), AGENT, LEG_COLUMNS, needs=("legs.started",)),
    View("all_legs", ("legs",), all_legs, Event("ended"), AGENT, LEG_COLUMNS, needs=("legs.ended",)),
    View("planned", ("schedule",), planned, Span("started", "ended"), AGENT, {"activity": TEXT}),
    View(
        "plan_and_state",
        ("schedule", "states"),
        plan_and_state,
        Span("low", "high"),
        AGENT,
        {"right": FLAG},
        needs=("states.state",),
        params=("grace_s",),
    ),
    View("arrivals", ("contacts",), arrivals, Event("arrived"), {}, {"day": WHOLE, "slot": WHOLE}),
    View("answered", ("entries",), answered, Event("entered"), {}, {"wait_s": DURATION}),
    View("tickets", ("tickets",), tickets, Stock("created", "resolved"), AGENT, {}),
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

# --- metrics ----------------------------------------------------------------------------------------------------

EFFECTIVE_AHT = metric(
    "effective_aht",
    Plan({"busy": Part("busy_legs", Agg.SUM, "busy"), "handled": Part("busy_legs")}, "busy / handled", "handled"),
    decimals=1,
    unit="s",
)
ADHERENCE = metric(
    "schedule_adherence",
    Plan(
        {
            "good": Part("plan_and_state", Agg.SUM, "ms", "right"),
            "tracked": Part("planned", Agg.SUM, "ms"),
            "shifts": Part("planned"),
        },
        "100 * good / tracked",
        "shifts",
    ),
    decimals=1,
    range=(0, 100),
    params={"grace_s": Param(120)},
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
BACKLOG = metric("backlog", Plan({"open": Part("tickets")}, "open", "open"), decimals=0, unit="count")
AGE = metric(
    "avg_age_of_query",
    Plan({"age": Part("tickets", Agg.SUM, "age_ms"), "open": Part("tickets")}, "age / open / 86400000", "open"),
    decimals=2,
    unit="days",
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

# --- rows and expected values -----------------------------------------------------------------------------------


def at(clock: str, day: int = 3) -> str:
    return f"2025-03-{day:02}T{clock}:00"


def ten_chats() -> list[dict]:
    """Ten chats, 5000 session seconds inside 3600 busy seconds, over two queues and two agents."""
    sessions = (
        *(("Q1", f"{hour:02}:00:00", f"{hour:02}:10:00") for hour in (9, 10, 11)),
        ("Q2", "09:00:00", "09:09:00"),
        ("Q2", "10:07:20", "10:10:00"),
    )
    return [
        {
            "leg_id": f"{agent}{start}{queue}",
            "agent_id": agent,
            "queue_id": queue,
            "started": f"2025-03-03T{start}",
            "ended": f"2025-03-03T{end}",
        }
        for agent in ("A1", "A2")
        for queue, start, end in sessions
    ]


def shift(*, last_state: str = "break") -> dict[str, list[dict]]:
    return {
        "schedule": [
            {"shift_id": "S1", "agent_id": "A1", "activity": "on_queue", "started": at("08:00"), "ended": at("11:00")},
        ],
        "states": [
            {"state_id": "1", "agent_id": "A1", "state": "available", "started": at("07:30"), "ended": at("10:30")},
            {"state_id": "2", "agent_id": "A1", "state": last_state, "started": at("10:30"), "ended": at("11:30")},
        ],
    }


def overrun() -> dict[str, list[dict]]:
    """A contact runs 5 minutes into a break of 10; two minutes of it are forgiven."""
    return {
        "schedule": [
            {"shift_id": "S1", "agent_id": "A1", "activity": "on_queue", "started": at("08:00"), "ended": at("09:00")},
            {"shift_id": "S2", "agent_id": "A1", "activity": "break", "started": at("09:00"), "ended": at("09:10")},
        ],
        "states": [
            {"state_id": "1", "agent_id": "A1", "state": "on_contact", "started": at("08:00"), "ended": at("09:05")},
            {"state_id": "2", "agent_id": "A1", "state": "break", "started": at("09:05"), "ended": at("09:10")},
        ],
    }


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


def seventeen_open() -> list[dict]:
    rows = [{"ticket_id": f"K{i}", "agent_id": "A1", "created": at("09:00", 1)} for i in range(15)]
    rows += [{"ticket_id": f"M{i}", "agent_id": "A2", "created": at("09:00", 31)} for i in range(2)]
    return [
        *rows,
        {"ticket_id": "done", "agent_id": "A1", "created": at("09:00", 1), "resolved": at("09:00", 30)},
        {"ticket_id": "late", "agent_id": "A1", "created": "2025-04-01T09:00:00"},
    ]


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
    "effective_aht": (EFFECTIVE_AHT, {"legs": ten_chats()}, "2025-03", {}, "360.0"),
    "schedule_adherence": (ADHERENCE, shift(), "2025-03-03", {}, "83.3"),
    "schedule_adherence over a month": (ADHERENCE, shift(), "2025-03", {}, "83.3"),
    "schedule_adherence with grace": (ADHERENCE, overrun(), "2025-03-03", {}, "95.7"),
    "schedule_adherence without grace": (ADHERENCE, overrun(), "2025-03-03", {"grace_s": 0}, "92.9"),
    "peak_hour_traffic": (PEAK, {"contacts": two_days()}, "2025-03", {}, "73.0"),
    "wait_p90": (WAIT, {"entries": waits()}, "2025-03", {}, "40"),
    "wait median": (WAIT, {"entries": waits()}, "2025-03", {"p": Decimal("0.5")}, "8"),
    "ai_assist_aht_reduction": (ASSIST, {"legs": assisted()}, "2025-03", {}, "14.47"),
    "backlog": (BACKLOG, {"tickets": seventeen_open()}, "2025-03", {}, "17"),
    "fcr": (FCR, {"contacts": three_customers()}, "2025-03", {}, "50.0"),
}


@pytest.fixture(
    params=["polars", "duckdb", pytest.param("pyspark", marks=pytest.mark.spark)],
    scope="module",
)
def engine(request):
    name = request.param
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    if name != "pyspark":
        yield name
        return
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java, which is not installed")
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional engine, slow to import

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield name
    session.stop()


@pytest.mark.parametrize("case", CASES)
def test_every_engine_gives_the_worked_example(case, engine):
    what, rows, period, params, expected = CASES[case]
    found = measure_rows(what, VIEWS, TABLES, rows, params=params, period=period, zone="Asia/Shanghai", engine=engine)
    assert (found["value"], found["status"]) == (expected, "ok")


def test_every_engine_cuts_spans_and_stocks_alike(engine):
    """A team change in mid-month, weeks beside the month, and (with many cuts) days as cells."""
    shifts = [
        {
            "shift_id": f"{day}",
            "agent_id": "A1",
            "activity": "x",
            "started": at("20:00", day),
            "ended": at("04:00", day + 1),
        }
        for day in (8, 9, 16, 30)
    ]
    roster = [
        {"agent_id": "A1", "team_id": "T1", "valid_to": "2025-03-09"},
        {"agent_id": "A1", "team_id": "T2", "valid_from": "2025-03-10"},
    ]
    plan = Plan({"ms": Part("planned", Agg.SUM, "ms"), "n": Part("planned")}, "ms", "n")
    hours = metric("hours", plan, decimals=0, range=(0, 10**12))
    wanted = [
        Wanted("hours", hours, {}, KpiLevel.TEAM, 1),
        Wanted("open", BACKLOG, {}, KpiLevel.CENTRE, 1),
    ]
    rows = {"schedule": shifts, "tickets": seventeen_open()}
    month, days = parse_period("2025-03", "UTC"), periods_between("day", date(2025, 3, 9), date(2025, 3, 18), "UTC")
    found = measures(wanted, VIEWS, TABLES, rows, periods=[month, *days], roster=roster, engine=engine)
    hour = 3_600_000
    # A1 is shown under T2, where the month ended: 4 hours of the 10th, two whole nights, and 4 + 4 hours are T1's.
    assert found.frames[0].select("value:hours", "value:open").rows() == [(20 * hour, 17)]
    assert [row[0] for row in found.frames[1].select("value:hours").iter_rows()] == [
        hours * hour if hours else None for hours in (8, 4, 0, 0, 0, 0, 0, 4, 4, 0)
    ]
    assert found.frames[1]["value:open"].to_list() == [16] * 10


def test_busy_seconds_add_over_agents_queues_and_periods():
    """Each shared second belongs to one leg, so any cut of the rows by agent adds up to the whole."""
    per_agent = [
        measure_rows(
            EFFECTIVE_AHT, VIEWS, TABLES, {"legs": ten_chats()}, level="agent", subject=agent, period="2025-03"
        )
        for agent in ("A1", "A2")
    ]
    assert [(one["value"], one["n"]) for one in per_agent] == [("360.0", 5), ("360.0", 5)]


def test_a_contact_too_young_to_judge_is_no_evidence():
    rows = {"contacts": three_customers()}
    found = measure_rows(FCR, VIEWS, TABLES, rows, period="2025-03", as_of="2025-03-21T00:00:00")
    # U20 is not judged yet: of U1, V2 and W5 only V2 is solved.
    assert found == {"value": "33.3", "n": 3, "status": "provisional"}


def test_a_contact_after_the_period_is_seen_by_the_one_inside():
    rows = {"contacts": three_customers()}
    found = measure_rows(FCR, VIEWS, TABLES, rows, period="2025-03-05")
    assert found == {"value": "0.0", "n": 1, "status": "ok"}


def test_backlog_is_counted_at_each_period_end():
    rows = {"tickets": seventeen_open()}
    assert measure_rows(BACKLOG, VIEWS, TABLES, rows, period="2025-03-15")["value"] == "16"
    assert measure_rows(BACKLOG, VIEWS, TABLES, rows, period="2025-02")["value"] == "0"
    assert measure_rows(BACKLOG, VIEWS, TABLES, rows, period="2025-03", level="agent", subject="A2")["value"] == "2"
    assert measure_rows(AGE, VIEWS, TABLES, rows, period="2025-03-01", level="agent", subject="A1")["value"] == "0.63"
