"""Tables as wholes: keys and versions, what is outside, parents, formats, and the account of every row."""

import io
import random
from operator import itemgetter

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiengine.diagnostics import Refused
from kpiengine.errors import KpiError
from kpiengine.facts import keys
from kpiengine.facts.load import check_unchanged, load_tables, using
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.project import Engine
from kpiengine.sources import parquet

HEADER = "call_id,agent_id,channel,started_at,talk_s,version\n"


def call(call_id, talk=10, version=1, agent="a"):
    return f"{call_id},{agent},voice,2026-06-01T09:00:00Z,{talk},{version}\n"


# --- keys -----------------------------------------------------------------------------------------------------------


def test_identical_rows_count_once(folder, rows_of):
    store = folder.calls(HEADER + call("c1") + call("c2") + call("c1") + call("c1"))
    assert [row["call_id"] for row in rows_of(store, "calls")] == ["c1", "c2"]
    account = store.accounts[0]
    assert (account.read, account.used, account.duplicate) == (4, 2, 2)


def test_one_key_with_two_contents_shows_both_places_and_what_differs(folder):
    folder.put("a.csv", HEADER + call("c1") + call("c2", 10))
    folder.put("b.csv", HEADER + call("c3") + call("c2", 20))
    folder.source("calls", "*.csv")
    with pytest.raises(Refused) as fault:
        folder.load("calls")
    text = str(fault.value)
    assert 'call_id "c2" is there with different contents in a.csv:3 and b.csv:3; they differ in "talk_s"' in text
    assert 'rows = "versions"' in text


def test_versions_take_the_newest_and_count_the_others(folder, rows_of):
    rows = [call("c1", 10, 1), call("c1", 30, 3), call("c1", 20, 2), call("c2", 5, 1), call("c1", 30, 3)]
    store = folder.calls(HEADER + "".join(rows), rows="versions")
    assert [(r["call_id"], r["talk_s"]) for r in rows_of(store, "calls")] == [("c1", 30_000), ("c2", 5_000)]
    account = store.accounts[0]
    assert (account.read, account.used, account.superseded, account.duplicate) == (5, 2, 2, 1)


VERSIONS = (
    "call_id,agent_id,channel,started_at,talk_s,version,updated_at\n"
    "c1,a,voice,2026-06-01T09:00:00Z,10,1,2026-06-01T10:00:00Z\n"
    "c1,a,voice,2026-06-01T09:00:00Z,20,2,2026-06-05T10:00:00Z\n"
    "c2,a,voice,2026-06-01T09:00:00Z,5,1,\n"
    "c3,a,voice,2026-06-01T09:00:00Z,7,1,2026-06-05T10:00:00.001Z\n"
)
FIFTH = 1_780_653_600_000  # 2026-06-05T10:00:00Z


@pytest.mark.parametrize("form", ["csv", "parquet", "large parquet"])
@pytest.mark.parametrize(
    ("as_of", "talk", "later"),
    [
        (FIFTH - 1, {"c1": 10_000, "c2": 5_000}, 2),
        (FIFTH, {"c1": 20_000, "c2": 5_000}, 1),
        (None, {"c1": 20_000, "c2": 5_000, "c3": 7_000}, 0),
    ],
)
def test_what_became_known_later_is_not_seen(form, as_of, talk, later, request):
    """An earlier moment gives the earlier result, although newer versions are there."""
    folder, rows_of, monkeypatch = map(request.getfixturevalue, ("folder", "rows_of", "monkeypatch"))
    content = VERSIONS
    if form != "csv":
        instants = pl.col("started_at", "updated_at").str.to_datetime(time_zone="UTC", time_unit="ms")
        content = pl.read_csv(io.StringIO(VERSIONS)).with_columns(instants)
    if form == "large parquet":
        monkeypatch.setattr(parquet, "EXTENTS_FROM", 1)
    store = folder.calls(content, rows="versions", as_of=as_of)
    assert {r["call_id"]: r["talk_s"] for r in rows_of(store, "calls")} == talk
    account = store.accounts[0]
    assert (account.later, account.read) == (later, 4)
    assert account.read == account.used + account.later + account.superseded
    assert any("after the moment that is evaluated" in note for note in store.notes) == bool(later)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_that_look_odd_count_and_are_said(folder, rows_of, form):
    content = HEADER + call("c1", 14_400) + call("c2", 14_401) + call("c3", 20_000)
    if form == "parquet":
        content = pl.read_csv(io.StringIO(content)).with_columns(pl.col("started_at").str.to_datetime(time_zone="UTC"))
    store = folder.calls(content)
    assert len(rows_of(store, "calls")) == 3
    assert store.notes == ("calls: of 3 rows, 2 count though they talk for more than 4 hours",)
    assert store.accounts[0].rejected == 0


def test_versions_that_contradict_each_other_are_refused(folder):
    with pytest.raises(Refused, match="KPI336"):
        folder.calls(HEADER + call("c1", 10, 2) + call("c1", 20, 2), rows="versions")


def test_versions_need_a_version(folder, base):
    with pytest.raises(Refused, match="KPI338"):
        folder.calls(base, rows="versions")


def test_trusted_leaves_out_the_pass_over_keys_and_nothing_else(folder):
    store = folder.calls(HEADER + call("c1") + call("c1"), rows="trusted")
    assert store.accounts[0].used == 2
    with pytest.raises(Refused, match="KPI332"):
        folder.calls(HEADER + call("c1", -1), rows="trusted")


def test_a_repeated_key_is_found_far_behind_keys_that_ascend(folder, monkeypatch):
    monkeypatch.setattr(keys, "PROBE", 2)
    ascending = [call(f"c{i}") for i in range(1, 7)]
    assert folder.calls(HEADER + "".join(ascending)).accounts[0].duplicate == 0
    assert folder.calls(HEADER + "".join([*ascending, call("c6")])).accounts[0].duplicate == 1
    assert folder.calls(HEADER + "".join([*ascending, call("c2")])).accounts[0].duplicate == 1


def test_a_value_off_the_list_is_found_in_a_large_parquet_table(folder, base, monkeypatch):
    frame = pl.read_csv(io.StringIO(base), schema_overrides={"agent_id": pl.String})
    frame = frame.with_columns(
        pl.col("started_at").str.to_datetime(time_zone="UTC"),
        channel=pl.when(pl.col("call_id") == "c003").then(pl.lit("fax")).otherwise("channel"),
    )
    folder.put("calls.parquet", frame)
    folder.source("calls", "calls.parquet")
    messages = []
    for rows in (10**6, 0):
        monkeypatch.setattr(parquet, "EXTENTS_FROM", rows)
        with pytest.raises(Refused, match="KPI333") as fault:
            folder.load("calls")
        messages.append(str(fault.value))
    assert "fax" in messages[0]
    assert messages[0] == messages[1]


# --- outside, limits, files -----------------------------------------------------------------------------------------


def test_where_leaves_rows_out_and_counts_them(folder, rows_of):
    rows = call("c1", 10) + call("c2", "x", agent="test") + call("c3", 10, agent="")
    store = folder.calls(HEADER + rows, where='agent_id != "test"')
    # c3: the condition is missing, so the row is outside too
    assert [row["call_id"] for row in rows_of(store, "calls")] == ["c1"]
    assert (store.accounts[0].read, store.accounts[0].outside) == (3, 2)
    assert store.notes == ("calls: 2 of 3 rows are outside `where`",)


def test_a_condition_that_cannot_be_read_rejects_the_row(folder):
    with pytest.raises(Refused, match="KPI330"):
        folder.calls(HEADER + call("c1", "ten"), where="integer(talk_s) > 5")


def test_limits_on_rejected_rows(folder):
    text = HEADER + call("c1", -1) + call("c2", -1) + "".join(call(f"d{i}") for i in range(98))
    for allowed in (
        {"max_rejected_rows": 2},
        {"max_rejected_percent": 2},
        {"max_rejected_percent": 5, "max_rejected_rows": 2},
    ):
        assert folder.calls(text, **allowed).accounts[0].rejected == 2
    for allowed in (
        {},
        {"max_rejected_rows": 1},
        {"max_rejected_percent": 1},
        {"max_rejected_percent": 5, "max_rejected_rows": 1},
    ):
        with pytest.raises(Refused, match="2 of 100 rows were rejected"):
            folder.calls(text, **allowed)


def test_only_the_first_rejected_rows_are_shown(folder):
    with pytest.raises(Refused) as fault:
        folder.calls(HEADER + "".join(call(f"c{i}", "x") for i in range(50)))
    assert [d.code for d in fault.value.diagnostics] == ["KPI337"] + ["KPI330"] * 5
    assert [d.place.line for d in fault.value.diagnostics[1:]] == [2, 3, 4, 5, 6]


def test_inputs_name_files_with_rows_and_hashes(folder, base):
    store = folder.calls(base)
    (found,) = store.inputs
    assert (found.table, found.path, found.size, found.rows) == ("calls", "calls.csv", len(base.encode()), 4)
    assert len(found.sha256) == 64


def test_a_header_without_rows_is_a_table_without_rows(folder, rows_of):
    store = folder.calls(HEADER)
    assert rows_of(store, "calls") == []
    assert store.notes == ("calls: the files have no rows",)


def test_a_file_changed_after_loading_is_noticed(folder):
    frame = pl.DataFrame({"call_id": ["c1"], "agent_id": ["a"], "channel": ["voice"], "talk_s": [1]}).with_columns(
        started_at=pl.lit(0, pl.Int64).cast(pl.Datetime("ms", "UTC"))
    )
    store = folder.calls(frame)
    check_unchanged(store)
    with using(store):
        assert store.tables["calls"].collect().shape[0] == 1
    folder.put("calls.parquet", frame.with_columns(talk_s=pl.lit(2)).vstack(frame.with_columns(talk_s=pl.lit(2))))
    with pytest.raises(Refused, match="KPI304"):
        check_unchanged(store)
    (folder.path / "calls.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(Refused, match="KPI304"), using(store):
        store.tables["calls"].collect()


@pytest.mark.parametrize(("wanted", "message"), [("calls", "is needed and has no source"), ("callz", "did you mean")])
def test_tables_without_a_source_or_name(folder, wanted, message):
    with pytest.raises(Refused, match=rf"KPI322.*{message}"):
        folder.load(wanted)


def test_a_source_for_an_unknown_table_is_refused(folder, base):
    folder.put("calls.csv", base)
    folder.source("calls", "calls.csv")
    folder.source("cals", "calls.csv")
    with pytest.raises(Refused, match=r'no plugin declares a table "cals".*did you mean "calls"'):
        folder.load("calls")


def test_the_projects_engine_gets_the_tables(folder, base):
    pytest.importorskip("duckdb", reason="DuckDB is not installed (kpiengine[duckdb]), so nothing was tried on it")
    pytest.importorskip(
        "pyarrow", reason="PyArrow is not installed (requirements/dev.txt has it), by which rows reach DuckDB here"
    )
    folder.put("calls.csv", base)
    folder.source("calls", "calls.csv")
    store = folder.load("calls", engine=Engine(name="duckdb"))
    assert "duckdb" in str(store.tables["calls"].implementation).lower()
    assert store.tables["calls"].collect("polars").shape[0] == 4


# --- parents --------------------------------------------------------------------------------------------------------

SURVEYS = "survey_id,call_id,score\ns1,c001,5\ns2,c001,4\ns3,c999,3\ns4,,2\n"


def with_surveys(folder, base, text=SURVEYS, **settings):
    folder.put("calls.csv", base)
    folder.put("surveys.csv", text)
    folder.source("calls", "calls.csv", **settings)
    folder.source("surveys", "surveys.csv")


def test_a_child_takes_over_its_parents_columns(folder, base, rows_of):
    with_surveys(folder, base)
    store = folder.load("surveys")
    assert list(store.tables) == ["calls", "surveys"]
    found = [(r["survey_id"], r["call_agent_id"], r["call_talk_s"]) for r in rows_of(store, "surveys")]
    assert found == [("s1", "007", 200_000), ("s2", "007", 200_000), ("s3", None, None), ("s4", None, None)]
    assert "surveys: 1 row names a call_id that calls does not have" in store.notes
    assert {"surveys.call_agent_id", "surveys.call_talk_s", "calls.talk_s"} <= store.mapped


def test_only_needed_parent_columns_are_joined(folder, base, rows_of):
    with_surveys(folder, base)
    store = folder.load("surveys", needed={"surveys.call_talk_s"})
    first = rows_of(store, "surveys")[0]
    assert (first["call_agent_id"], first["call_talk_s"]) == (None, 200_000)
    assert "surveys.call_agent_id" not in store.mapped
    alone = folder.load("surveys", needed=set())
    assert (list(alone.tables), alone.notes) == (["surveys"], ())  # a parent that nobody asks for is not read


def test_rows_that_are_not_in_memory_are_joined_alike(folder, base, rows_of):
    with_surveys(folder, base)
    text = {"survey_id": pl.String, "call_id": pl.String, "score": pl.Int64}
    pl.read_csv(SURVEYS.encode(), schema=text).write_parquet(folder.path / "surveys.parquet")
    read = folder.load("surveys")
    folder.source("surveys", "surveys.parquet")
    lazy = folder.load("surveys")
    key = itemgetter("survey_id")
    assert sorted(rows_of(lazy, "surveys"), key=key) == sorted(rows_of(read, "surveys"), key=key)
    assert lazy.notes == read.notes


def test_a_flat_file_maps_parent_columns_itself_and_nothing_is_joined(folder, base, rows_of):
    with_surveys(folder, base, "survey_id,call_id,score,call_agent_id\ns1,c001,5,flat\n")
    found = rows_of(folder.load("surveys"), "surveys")
    assert [(r["call_agent_id"], r["call_talk_s"]) for r in found] == [("flat", None)]


def test_without_the_parent_its_columns_are_missing(folder, base, rows_of):
    with_surveys(folder, base)
    del folder.sources["calls"]
    store = folder.load("surveys")
    assert [r["call_agent_id"] for r in rows_of(store, "surveys")] == [None] * 4
    assert "surveys.call_agent_id" not in store.mapped


def test_a_trusted_parent_has_its_keys_checked_so_that_rows_never_multiply(folder, base):
    with_surveys(folder, base + base.split("\n", 1)[1], rows="trusted")
    store = folder.load("surveys")
    assert {a.table: (a.used, a.duplicate) for a in store.accounts} == {"calls": (4, 4), "surveys": (4, 0)}
    assert store.tables["surveys"].collect().shape[0] == 4
    assert 'calls: rows = "trusted", but other tables join it, so its keys were checked' in store.notes


# --- the account ----------------------------------------------------------------------------------------------------

DAMAGE = ("", "x", "NaN", "-5", "999999999", '"', "a,b", "2026-13-01T00:00:00Z", "\uff11", "test", "\n")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(DAMAGE)), max_size=6),
    st.sampled_from(["unique", "versions", "trusted"]),
    st.booleans(),
)
def test_every_row_is_accounted_for_under_random_damage(new_folder, calls, damage, rows, filtered):
    """read = used + outside + later + duplicate + superseded + rejected, or the file is refused as a whole."""
    cells = [call(f"c{key}", 10, version, f"a{agent}").rstrip("\n").split(",") for key, version, agent in calls]
    for at, text in damage:
        row = cells[at % len(cells)]
        row[at % len(row)] = text
    folder = new_folder()
    text = HEADER + "".join(",".join(row) + "\n" for row in cells)
    where = 'agent_id != "a0"' if filtered else None
    try:
        store = folder.calls(text, rows=rows, max_rejected_rows=1000, where=where)
    except Refused as fault:
        assert {d.code for d in fault.diagnostics} <= {"KPI314", "KPI336"}  # noqa: PT017 -- the only ways to refuse it
        return
    (account,) = store.accounts
    gone = account.outside + account.later + account.duplicate + account.superseded + account.rejected
    assert account.read == account.used + gone
    assert account.used == store.tables["calls"].collect().shape[0]
    assert account.rejected == store.rejected.height
    if rows != "trusted":
        ids = store.tables["calls"].collect("polars")["call_id"].to_list()
        assert len(ids) == len(set(ids))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(["voice", "chat"]), st.none() | st.booleans()), max_size=25
    ),
    st.integers(1, 4),
    st.integers(0, 2**32),
)
def test_order_parts_and_format_make_no_difference(new_folder, calls, parts, seed):
    """The same rows as one CSV file, as several shuffled ones, and as Parquet."""
    frame = pl.DataFrame(
        {
            "call_id": [f"c{i}" for i in range(len(calls))],
            "agent_id": [f"{talk % 7:03}" for talk, _, _ in calls],
            "channel": [channel for _, channel, _ in calls],
            "started_at": [1_700_000_000_000 + talk * 1000 for talk, _, _ in calls],
            "talk_s": [talk % 80_000 for talk, _, _ in calls],
            "resolved": [done for _, _, done in calls],
        },
        schema={
            "call_id": pl.String, "agent_id": pl.String, "channel": pl.String, "started_at": pl.Int64,
            "talk_s": pl.Int64, "resolved": pl.Boolean,
        },
    ).with_columns(pl.col("started_at").cast(pl.Datetime("ms", "UTC")))  # fmt: skip
    texts = frame.with_columns(pl.col("started_at").dt.to_string("%Y-%m-%dT%H:%M:%SZ"))
    whole, split, packed = new_folder(), new_folder(), new_folder()
    whole.put("calls.csv", texts.write_csv())
    whole.source("calls", "calls.csv")
    order = random.Random(seed).sample(range(frame.height), frame.height)  # noqa: S311 -- a shuffle, no secret
    for i in range(parts):
        split.put(f"part{i}.csv", texts[order[i::parts]].write_csv())
    split.source("calls", "part*.csv")
    packed.put("calls.parquet", frame[order])
    packed.source("calls", "calls.parquet")
    one, two, three = (
        f.load("calls").tables["calls"].collect("polars").to_native().sort("call_id") for f in (whole, split, packed)
    )
    assert one.equals(two)
    assert one.equals(three)
    assert one.schema == three.schema


def test_a_parent_with_a_key_of_several_columns_is_the_plugins_fault(folder, base, tables):
    with_surveys(folder, base)
    tables["calls"] = evolve(tables["calls"], key=("call_id", "channel"))
    with pytest.raises(KpiError, match="cannot take columns from calls"):
        load_tables(["surveys"], folder.project(), Catalogue(tables=tables))


def test_instants_and_numbers_that_no_row_lacks_are_known_by_the_files(folder, monkeypatch):
    monkeypatch.setattr(parquet, "EXTENTS_FROM", 1)
    instants = pl.col("started_at", "ended_at").str.to_datetime(time_zone="UTC", time_unit="us")
    head = "call_id,agent_id,channel,started_at,ended_at,talk_s,hold_s\n"
    lines = "c1,a,voice,2026-06-01T09:00:00Z,2026-06-01T09:10:00Z,20,1\nc2,a,voice,2026-06-02T09:00:00Z,,5,\n"
    store = folder.calls(pl.read_csv(io.StringIO(head + lines)).with_columns(instants))
    assert store.extents == {"calls.started_at": (1_780_304_400_000, 1_780_390_800_000)}
    assert store.filled == {"calls.started_at", "calls.talk_s"}
    monkeypatch.setattr(parquet, "EXTENTS_FROM", 10**6)
    assert not folder.calls(pl.read_csv(io.StringIO(head + lines)).with_columns(instants)).filled
