"""Plan 07 of the design's book over five months: the promotion list, "tier at least B in 3 of 4 months".

A C B leave B is 3 of 4 and listed: a month with under 5 worked days does not count, and the look goes one further back.
Only what was closed counts.
"""

import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine import pipeline
from kpiengine.cli import main
from kpiengine.judging.task import Task
from kpiengine.judging.unrecorded import measured_again
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.recompute import recompute
from kpiengine.ledger.runs import record_of, recorded_runs
from kpiengine.outputs.progress import Quiet
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project
from kpiengine.registry import load_catalogue

m = SimpleNamespace(**run_path(str(Path(__file__).with_name("months.py"))))

PLAN = m.SHARED / "07_promotion_list.toml"
PROJECT = """format = 1
[project]
name = "service-centre"
timezone = "Asia/Manila"
[site.manila]
currency = "PHP"
[plan.bonus]
covers = { role = "agent", line = "mixed" }
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
line = "text"
[facts.contacts]
source = "contacts.csv"
[facts.agent_legs]
source = "legs.csv"
[facts.schedule]
source = "schedule.csv"
[facts.agent_states]
source = "states.csv"
[facts.qa_reviews]
source = "reviews.csv"
"""
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
QUALITY = {"A": 92, "B": 84, "C": 76}  # with every contact solved and every minute kept: 100, 81.18, 62.35
GRADES = {"ann": "ACB-B", "bea": "BBBBB", "cho": "CCCBB", "dan": "AACC-"}  # - is leave


def write(folder, grades=GRADES):
    worked = [(month, who, g) for who, own in grades.items() for month, g in zip(MONTHS, own, strict=True)]
    m.table(folder / "agents.csv", m.roster(grades, "mixed"))
    talks = [row for month, who, g in worked if g != "-" for row in m.calls(month, who)]
    m.table(folder / "contacts.csv", (contact for contact, _, _ in talks))
    m.table(folder / "legs.csv", (leg for _, leg, _ in talks))
    m.table(folder / "schedule.csv", (row for month, who, g in worked
                                    for row in m.shifts(month, who, "leave" if g == "-" else "on_queue")))  # fmt: skip
    m.table(folder / "states.csv", (row for month, who, g in worked if g != "-" for row in m.states(month, who)))
    m.table(
        folder / "reviews.csv",
        (row for month, who, g in worked if g != "-" for row in m.reviews(month, who, QUALITY[g])),
    )


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    if not PLAN.is_file():
        pytest.skip(f"the plans are not beside this repository: {PLAN}")
    folder = tmp_path_factory.mktemp("grade")
    (folder / "rules").mkdir()
    (folder / "rules" / "grade.toml").write_text(PLAN.read_text("utf-8"), "utf-8")
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    write(folder)
    return m.Centre(folder)


def test_it_checks_and_reads_aloud(centre, capsys):
    assert main(["check", "--project", str(centre.folder)]) == 0
    capsys.readouterr()
    file = str(centre.folder / "rules" / "grade.toml")
    assert main(["rules", "read", "--project", str(centre.folder), file]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "Reward Promotion list (list): tier at least B in 3 of 4 months; a month in which worked days under 5 does not "
        "count, looking back 6 months at most" in said
    )
    assert "6 places per site, best the mean of score in the 4 periods before, as closed first" in said
    assert main(["rules", "read", "--project", str(centre.folder), "--language", "zh", file]) == 0
    assert "此前 4 个已关账周期 总分 的平均值" in capsys.readouterr().out


def test_the_list_over_five_months(centre):
    tiers, listed, held = {}, {}, {}
    for index, month in enumerate(MONTHS):
        after = f"{MONTHS[index + 1]}-10" if index < 4 else "2027-03-10"
        found = centre.evaluate(month, after)
        tiers[month] = {who: row["tier"] for who, row in found.items()}
        listed[month] = {who for who, row in found.items() if row["rewards"]}
        held[month] = {who for who, row in found.items() if row["rewards_held"]}
        away = [who for who, own in GRADES.items() if own[index] == "-"]
        centre.close("bonus", month, after, away)
    assert [tiers[month]["ann"] for month in MONTHS] == ["A", "C", "B", None, "B"]
    # bea: from the third month on; ann: A C B leave B; cho has two, dan two of five, one of them on leave
    assert listed == {
        "2026-10": set(), "2026-11": set(), "2026-12": {"bea"}, "2027-01": {"bea"}, "2027-02": {"ann", "bea"}
    }  # fmt: skip
    assert not any(held.values())


def test_explain_says_which_months_counted(centre, capsys):
    of = ("ann", "--period", "2027-02", "--project", str(centre.folder))
    assert main(["explain", *of]) == 0
    lines = [line.strip(" │├└─") for line in capsys.readouterr().out.splitlines()]
    first = lines.index("3 of those that count; needed are 3 of 4")
    assert lines[first + 1 : first + 7] == [
        "2027-02: it held", "2027-01: does not count", "2026-12: it held", "2026-11: it did not hold",
        "2026-10: it held", "5 periods before: nothing was stated",
    ]  # fmt: skip
    first = lines.index("Earlier results, as closed")
    assert lines[first + 1 : first + 5] == [
        "2027-01: score –", "2026-12: score 81.18", "2026-11: score 62.35", "2026-10: score 100.00"
    ]  # fmt: skip
    assert main(["explain", *of, "--language", "zh"]) == 0
    assert "计入的周期中 3 次满足；需 4 次中 3 次" in capsys.readouterr().out
    assert main(["explain", *of, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["explained"][0]["measured"]["past:1"][1] == 2
    checker = [sys.executable, "-I", str(Path(__file__).parents[2] / "docs" / "explanation" / "recompute.py")]
    told = subprocess.run(  # noqa: S603 -- our own script
        checker, input=json.dumps(document), capture_output=True, text=True, check=True
    )
    assert "4000.00" in told.stdout  # a program without the engine comes to the same


def test_what_was_closed_is_an_input_of_the_run_and_redone_from_it(centre):
    """After the five months: the other interpreter comes to every number; the record names what it read."""
    plugins = load_catalogue(None, every_plan=False)
    with looking(place_in(centre.folder)) as ledger:
        runs = {run.period: run for run in recorded_runs(ledger)}
        read = [s for s in record_of(ledger, runs["2027-02"])["sources"] if s["kind"] == "closed"]
        assert [(s["path"], s["sha256"]) for s in read] == [(f"bonus {p}", runs[p].content) for p in MONTHS[:4]]
        found = recompute(ledger, runs["2027-02"], read_project(centre.folder), plugins)
        assert (found.payees, found.differences) == (4, ())
        worker = centre.worker()
        again = measured_again(read_project(centre.folder), ledger, runs["2027-01"], worker, datetime.now(UTC))
        assert (
            again.content == runs["2027-01"].content
        )  # by what was closed when it was made, not by what is closed now


def test_late_data_of_an_early_month_reach_the_list_of_a_later_one(centre, tmp_path):
    """A corrected review makes ann's October a C: with C C B leave B she was never on the list of February."""
    other = m.Centre(tmp_path / "span")
    write(centre.folder, {**GRADES, "ann": "CCB-B"})
    shutil.copytree(centre.folder, other.folder)

    assert centre.evaluate("2026-10", "2027-04-01")["ann"]["tier"] == "C"
    assert centre.evaluate("2027-02", "2027-04-01")["ann"]["rewards"] == ""
    (settled,) = centre.made.settlements
    assert settled.closed
    assert settled.revised.lines["payee"].to_list() == ["ann"]
    centre.evaluate("2027-02", "2027-04-02")
    assert centre.made.settlements[0].already_recorded

    now = datetime(2027, 4, 1, tzinfo=UTC)
    task = Task(Asked(first=date(2026, 10, 1), last=date(2027, 2, 28)), other.folder / "out", now, other.worker())
    made = pipeline.evaluate(read_project(other.folder), task, Quiet())  # all at once comes to the same
    hers = [r.tables["decisions"].filter(agent_id="ann")["rewards"][0] for r in made.results]
    assert hers == [""] * 5
    assert [line[:6] for line in centre.lines()] == [line[:6] for line in other.lines()]
