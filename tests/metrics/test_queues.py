"""level = "queue": an agent takes the mean of the queues that he worked, weighted by his contacts there."""

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.metrics import measure
from kpiengine.numbers import round_fraction
from kpiengine.periods import day_of, parse_period
from kpiengine.planning.plan import make_plan
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
    View,
)
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.people import roster_of
from kpiengine.testing.rows import Reader
from kpiengine.testing.sketch import catalogue
from kpiengine.testing.trial import knowing, measures, rulesets_for, spans_around

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
WHOLE = Column(ColumnType.INTEGER, null=True)
IDS = dict.fromkeys(("id", "agent_id", "queue_id"), TEXT)
LEGS = FactTable("legs", {"en": "Legs"}, {**IDS, "ended": INSTANT}, ("id",))
ENTRIES = FactTable("entries", {"en": "Entries"}, {**IDS, "entered": INSTANT, "wait": WHOLE}, ("id",))
QUEUE = {"queue": "queue_id"}
BOTH = {"agent": "agent_id", **QUEUE}
VIEWS = (
    View("legs", ("legs",), lambda f, *_: f["legs"], Event("ended"), BOTH, LEGS.columns, needs=("legs.queue_id",),
         exposure={"contacts": None}),
    View("entries", ("entries",), lambda f, *_: f["entries"], Event("entered"), QUEUE, ENTRIES.columns,
         dimensions=("wait",)),
    View("owned", ("entries",), lambda f, *_: f["entries"], Event("entered"), {}, ENTRIES.columns),
)  # fmt: skip


def metric(id_: str, plan: Plan, **more) -> Metric:
    return Metric(
        id=id_,
        title={"en": id_},
        unit="%",
        decimals=1,
        range=(0, 100),
        better=Better.HIGHER,
        levels=("queue", "site", "centre"),
        group="test",
        control=Control.SYSTEM,
        plan=plan,
        **more,
    )


IN_TIME = Part("entries", where="wait <= 20")
LEVEL = metric("level", Plan({"met": IN_TIME, "n": Part("entries", Agg.COUNT, "wait")}, "100 * met / n", "n"))
COVERED = metric(
    "covered",
    Plan(
        {"n": Part("entries", Agg.COUNT, "wait"), "all": Part("entries")}, "100 * n / all", "n", coverage=("n", "all")
    ),
    params={"min_coverage": Param(Decimal("0.9"))},
)
LONGEST = metric(
    "longest",
    Plan(
        {"n": Part("entries")},
        "longest",
        "n",
        by=("wait",),
        reduce=(Reduce({"longest": (Agg.MAX, "wait", None), "n": (Agg.SUM, "n", None)}),),
    ),
)
NOWHERE = metric("nowhere", Plan({"n": Part("owned")}, "n", "n"))
AGAINST = metric("against", Plan({"n": Part("entries"), "all": Part("entries", at="centre")}, "100 * n / all", "n"))


def rows(contacts: dict, waits: dict) -> dict:
    """Legs per (agent, queue), and waits of everybody who entered a queue."""
    legs = [
        {"id": f"{agent}{queue}{i}", "agent_id": agent, "queue_id": queue, "ended": "2025-03-10T12:00"}
        for (agent, queue), count in contacts.items()
        for i in range(count)
    ]
    entries = [
        {"id": f"{queue}{i}", "queue_id": queue, "entered": "2025-03-10T11:59", "wait": wait}
        for queue, own in waits.items()
        for i, wait in enumerate(own)
    ]
    return {"legs": legs, "entries": entries}


WAITS = {"q1": [10, 20, 30, 40, 50], "q2": [5, 10, 60], "q3": [100], None: [1, 2, 3]}
CONTACTS = {("A1", "q1"): 2, ("A1", "q2"): 3, ("A2", "q1"): 1, ("A3", "q4"): 5, ("A1", None): 4}


def measured(what, facts, *, min_sample=1, slice_=None, **more):
    wanted = [Wanted(one.id, one, one.settings({}), KpiLevel.QUEUE, min_sample, slice_ or {}) for one in what]
    more.setdefault("periods", [parse_period("2025-03", "UTC")])
    more.setdefault("roster", [{"agent_id": agent} for agent in ("A1", "A2", "A3", "A4")])
    return measures(wanted, catalogue((LEGS, ENTRIES), more.pop("views", VIEWS)), facts, **more)


def of(found, column):
    return dict(found.frames[0].select("agent_id", column).iter_rows())


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_mean_of_the_queues_worked_by_contacts(engine):
    found = measured([LEVEL], rows(CONTACTS, WAITS), engine=engine)
    # q1: 2 of 5 = 40.0; q2: 2 of 3 = 66.7.  A1: (2 x 40.0 + 3 x 66.7) / 5 = 56.02; A3's queue has no entries.
    assert of(found, "value:level") == {"A1": 560, "A2": 400, "A3": None, "A4": None}
    assert of(found, "status:level") == {"A1": "ok", "A2": "ok", "A3": "no_data", "A4": "no_data"}
    assert of(found, "n:level") == {"A1": 8, "A2": 5, "A3": 0, "A4": None}
    assert of(found, "part:level:queue_weighted")["A1"] == 2 * 400 + 3 * 667
    assert of(found, "part:level:queue_contacts")["A1"] == 5


def test_a_queue_without_a_value_leaves_both_sums():
    found = measured([LEVEL], rows({("A1", "q1"): 1, ("A1", "q4"): 9}, WAITS))
    assert of(found, "value:level")["A1"] == 400
    assert of(found, "part:level:queue_contacts")["A1"] == 1


def test_the_minimum_is_held_against_the_cases_of_all_the_queues():
    found = measured([LEVEL], rows(CONTACTS, WAITS), min_sample=6)
    assert of(found, "status:level")["A1"] == "ok"
    assert of(found, "status:level")["A2"] == "low_sample"
    assert of(found, "known:level")["A2"] is None


def test_an_unavailable_queue_is_said_where_no_other_has_a_value():
    found = measured([COVERED], rows(CONTACTS, {"q1": [10, None], "q2": [1]}))
    assert of(found, "value:covered") == {"A1": 1000, "A2": None, "A3": None, "A4": None}
    assert of(found, "status:covered")["A2"] == "unavailable"


def test_keyed_parts_and_parts_of_the_centre():
    found = measured([LONGEST, AGAINST], rows(CONTACTS, WAITS))
    assert of(found, "value:longest")["A1"] == (2 * 500 + 3 * 600) // 5
    # q1 has 5 of 12 entries, q2 3: 41.7 and 25.0.
    assert of(found, "value:against")["A1"] == 317


def test_a_slice_is_cut_in_the_queue():
    found = measured([LEVEL], rows(CONTACTS, WAITS), slice_={"wait": (10, 60)})
    assert of(found, "value:level")["A2"] == 1000
    assert of(found, "value:level")["A1"] == (2 * 1000 + 3 * 500) // 5


def test_contacts_count_for_the_rule_set_and_period_in_which_they_were():
    facts = rows({("A1", "q1"): 1}, WAITS)
    facts["legs"].append({"id": "x", "agent_id": "A1", "queue_id": "q2", "ended": "2025-04-02T12:00"})
    facts["entries"].append({"id": "y", "queue_id": "q2", "entered": "2025-04-02T12:00", "wait": 1})
    periods = [parse_period(period, "UTC") for period in ("2025-03", "2025-04")]
    frame = measured([LEVEL], facts, periods=periods).frames[0].filter(agent_id="A1")
    assert frame["value:level"].to_list() == [400, 1000]


@pytest.mark.parametrize(
    ("views", "what", "why"),
    [
        (VIEWS[1:], LEVEL, "level: no installed plugin counts the contacts of agents in queues"),
        ((*VIEWS, evolve(VIEWS[0], id="more")), LEVEL, "level: the views legs and more all count the contacts"),
        (VIEWS, NOWHERE, 'nowhere: view "owned" does not say which queue a row belongs to'),
    ],
)
def test_what_it_cannot_be_measured_without(views, what, why):
    found = measured([what], rows(CONTACTS, WAITS), views=views)
    assert set(of(found, f"status:{what.id}").values()) == {"unavailable"}
    assert any(note.startswith(why) for note in found.notes)


def test_a_table_of_contacts_that_is_not_loaded_is_named():
    facts = rows(CONTACTS, WAITS)
    del facts["legs"]
    found = measured([LEVEL], facts)
    assert "level: legs is not loaded" in found.notes


@given(
    st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.lists(st.integers(0, 40), max_size=6)),
    st.dictionaries(
        st.tuples(st.sampled_from(["A1", "A2"]), st.sampled_from(["q1", "q2", "q3", "q4"])), st.integers(0, 9)
    ),
)
def test_as_on_a_desk_calculator(waits, contacts):
    found = of(measured([LEVEL], rows(contacts, waits)), "value:level")
    shown = {q: round_fraction(1000 * sum(w <= 20 for w in own), len(own)) for q, own in waits.items() if own}
    for agent in ("A1", "A2"):
        mine = {queue: count for (who, queue), count in contacts.items() if who == agent and queue in shown and count}
        total = sum(mine.values())
        mean = Fraction(sum(n * shown[q] for q, n in mine.items()), total) if total else None
        assert found[agent] == (None if mean is None else round_fraction(*mean.as_integer_ratio()))


QUEUES = FactTable(
    "queues",
    {"en": "Queues"},
    {"queue_id": TEXT, "name": TEXT, "site_id": TEXT, "calendar_id": TEXT},
    ("queue_id",),
    describes="queue",
)
TABLE = [
    {"queue_id": "q1", "name": "Orders", "site_id": "S1"},
    {"queue_id": "q2", "name": "Service", "site_id": "S1"},
    {"queue_id": "q3", "name": "Returns", "site_id": "S2"},
    {"queue_id": "q9", "name": "Silent", "site_id": "S1"},
]
PEOPLE = [{"agent_id": "A1", "site_id": "S1"}, {"agent_id": "A2", "site_id": "S2"}]


def of_level(level, metric_, facts, tables=(LEGS, ENTRIES, QUEUES), agents=None):
    """The frame of a rule set for queues, or of people with a value of another level."""
    periods = [parse_period("2025-03", "UTC")]
    known = knowing(catalogue(tables, VIEWS), [wish := Wanted("x", metric_, metric_.settings({}), level, 1)])
    spans = spans_around(periods)
    store = Reader(known, day_of(periods[0].start_day), spans, "polars").store(facts)
    (rules,) = rulesets_for(periods, [wish])
    own = KpiLevel.QUEUE if level is KpiLevel.QUEUE else KpiLevel.AGENT
    head = evolve(rules.ruleset.head, level=own, agents=agents or {})
    rules = CheckedRuleSet(evolve(rules.ruleset, head=head), "trial", "", rules.wanted)
    plan = make_plan([rules], known, periods, roster_of(PEOPLE), periods[0].end + 1)
    return measure(plan, store, known).frames[0]


def test_queues_are_subjects_also_those_without_a_call():
    facts = rows(CONTACTS, WAITS)
    del facts["legs"]  # whose contacts they were does not matter to a queue
    frame = of_level(KpiLevel.QUEUE, LEVEL, {**facts, "queues": TABLE})
    found = {row["agent_id"]: (row["name"], row["unit:site"], row["value:x"]) for row in frame.to_dicts()}
    assert found == {
        "q1": ("Orders", "S1", 400),
        "q2": ("Service", "S1", 667),
        "q3": ("Returns", "S2", 0),
        "q9": ("Silent", "S1", None),
    }
    mine = of_level(KpiLevel.QUEUE, LEVEL, {**facts, "queues": TABLE}, agents={"site": ("S2",)})
    assert mine["agent_id"].to_list() == ["q3"]


def test_without_a_table_of_queues_those_that_any_row_names():
    facts = rows({}, WAITS)
    facts["entries"].append({"id": "y", "queue_id": "q4", "entered": "2025-01-02T12:00", "wait": 1})
    frame = of_level(KpiLevel.QUEUE, LEVEL, facts, tables=(LEGS, ENTRIES))
    assert dict(frame.select("agent_id", "value:x").iter_rows()) == {"q1": 400, "q2": 667, "q3": 0, "q4": None}


def test_a_site_of_queues_has_what_nobody_answered():
    own = evolve(LEVEL, of_queues=True)
    frame = of_level(KpiLevel.SITE, own, {**rows(CONTACTS, WAITS), "queues": TABLE})
    assert dict(frame.select("agent_id", "value:x").iter_rows()) == {"A1": 500, "A2": 0}  # 4 of 8; 0 of 1
    away = of_level(KpiLevel.SITE, own, rows(CONTACTS, WAITS))
    assert set(away["status:x"]) == {"unavailable"}
