"""The roster over time: who is there on which day, and what makes it unusable."""

import pytest

from kpiengine.diagnostics import Refused
from kpiengine.expressions.types import Kind
from kpiengine.facts.roster import read_roster
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.plugin.roster import OPEN_END

HEADER = "agent_id,name,team_id,valid_from,valid_to\n"
SOUND = (
    HEADER + "012,王伟,T1,2026-01-01,\n007,Ann Lee,T1,2026-01-01,2026-06-01\n007,Ann Smith,T2,2026-06-02,9999-12-31\n"
)


def read(folder, text, **settings):
    folder.put("agents.csv", text)
    folder.source("agents", "agents.csv", **settings)
    return read_roster(folder.project())[0]


def test_agents_are_numbered_by_sorted_id_and_rows_follow_time(folder):
    roster = read(folder, SOUND)
    found = roster.frame.select("agent", "agent_id", "name", "team_id", "valid_from", "valid_to").rows()
    assert found == [
        (1, "007", "Ann Lee", "T1", 20_454, 20_605),
        (1, "007", "Ann Smith", "T2", 20_606, OPEN_END),
        (2, "012", "王伟", "T1", 20_454, OPEN_END),
    ]
    assert roster.frame["kind"].unique().to_list() == ["human"]
    assert roster.frame["role"].unique().to_list() == ["agent"]
    assert roster.columns["fte"].scale == 2
    assert roster.columns["hired_on"].kind is Kind.DATE


def test_the_fingerprint_is_of_the_content_not_of_the_order(folder):
    first = read(folder, SOUND).sha256
    lines = SOUND.splitlines(keepends=True)
    assert read(folder, "".join([lines[0], lines[3], lines[1], lines[2]])).sha256 == first
    assert read(folder, SOUND.replace("T2", "T3")).sha256 != first


def test_further_columns_are_typed(folder):
    extra = {"grade": Column(ColumnType.INTEGER, null=True), "level": Column(ColumnType.TEXT, null=True)}
    roster = read(folder, "agent_id,grade,level,fte\na,3,x,0.75\n", extra=extra)
    assert roster.frame.select("grade", "level", "fte").row(0) == (3, "x", 75)
    assert roster.columns["grade"].kind is Kind.NUMBER


@pytest.mark.parametrize(
    "rows",
    [
        "a,,T1,2026-01-01,2026-06-10\na,,T2,2026-06-10,\n",
        "a,,T1,2026-01-01,\na,,T2,2026-06-10,2026-06-11\n",
        "a,,T1,,\na,,T2,2026-06-10,\n",
    ],
    ids=["one day in common", "inside an open row", "no beginning"],
)
def test_overlapping_rows_are_refused_with_both_places(folder, rows):
    with pytest.raises(Refused) as fault:
        read(folder, HEADER + rows)
    assert fault.value.diagnostics[-1].code in {"KPI339", "KPI331"}
    if fault.value.diagnostics[-1].code == "KPI339":
        assert "agents.csv:2 and agents.csv:3" in str(fault.value)


def test_the_place_of_an_overlap_is_that_of_the_long_row(folder):
    rows = "a,,T1,2026-01-01,2026-12-31\na,,T2,2027-01-01,2027-01-02\nb,,T,2026-01-01,\na,,T3,2026-03-01,2026-03-02\n"
    with pytest.raises(Refused, match=r"agents\.csv:2 and agents\.csv:5"):
        read(folder, HEADER + rows)


def test_rows_that_meet_do_not_overlap(folder):
    assert read(folder, HEADER + "a,,T1,2026-01-01,2026-06-09\na,,T2,2026-06-10,\n").frame.height == 2


@pytest.mark.parametrize(
    "pair", [("e\u0301va", "\u00e9va"), ("ann", "ANN"), ("\uff10\uff10\uff17", "007"), ("a", "a ")]
)
def test_ids_that_look_alike_are_refused(folder, pair):
    with pytest.raises(Refused, match=r"KPI340.*one id written in two ways.*"):
        read(folder, HEADER + "".join(f"{i},,T,2026-01-01,\n" for i in pair))


def test_ids_that_differ_stay_two(folder):
    assert read(folder, HEADER + "7,,T,2026-01-01,\n007,,T,2026-01-01,\n").frame["agent_id"].to_list() == ["007", "7"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("a,,T,2026-06-02,2026-06-01\n", "KPI334"),
        ("a,,T,2026-02-30,\n", "KPI330"),
        (",,T,2026-01-01,\n", "KPI331"),
    ],
)
def test_rows_that_make_no_sense(folder, row, code):
    with pytest.raises(Refused) as fault:
        read(folder, HEADER + row)
    assert [d.code for d in fault.value.diagnostics] == ["KPI337", code]


def test_the_same_row_twice_is_one_row(folder):
    assert read(folder, HEADER + "a,,T,2026-01-01,\n" * 2).frame.height == 1


def test_a_project_without_a_roster_is_told_what_to_write(folder):
    with pytest.raises(Refused, match=r"KPI322 .*agents is needed.*write \[facts\.agents\]"):
        read_roster(folder.project())


def test_a_derived_roster(folder, base, tables):
    folder.put("calls.csv", base)
    folder.source("calls", "calls.csv")
    folder.source("agents", derive=("calls.agent_id",))
    roster, _ = read_roster(folder.project(), Catalogue(tables=tables))
    columns = ("agent", "agent_id", "valid_from", "valid_to", "kind", "role", "team_id")
    assert roster.frame.select(columns).rows() == [
        (i, agent, 0, OPEN_END, "human", "agent", None) for i, agent in enumerate(["007", "012", "103"], 1)
    ]


@pytest.mark.parametrize(
    ("column", "code"), [("callz.agent_id", "KPI322"), ("calls.agnt", "KPI323"), ("agents.agent_id", "KPI322")]
)
def test_a_derived_roster_from_nowhere(folder, tables, column, code):
    folder.source("agents", derive=(column,))
    with pytest.raises(Refused, match=code):
        read_roster(folder.project(), Catalogue(tables=tables))
