"""Teams and queues scored through the command line, beside agents; and slices and days of maturity."""

import csv
import shutil
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.cli import main
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.project import read_project

TEAMS = """\
format = 1

[ruleset]
id = "teams"
plan = "teams"
from = 2026-10-01
period = "month"
level = "team"
count_when = "happened"
agents = { line = "phone" }

[kpi.csat]
metric = "csat_pct"
target = 88
floor = 70
weight = 60

[kpi.aht]
target = [240, 360]
floor = [150, 540]
weight = 40
if_missing = "redistribute"

[kpi.aht_at_weekends]
metric = "aht"
slice = { weekday = ["saturday", "sunday"] }

[kpi.fcr]

[tier]
gold = { from = 60, bonus = 500 }

[alert.low]
when = 'csat < 82'
message = "{team}: CSAT {csat}"
"""


@pytest.fixture(scope="module")
def out(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("units") / "centre"
    kept = shutil.ignore_patterns("out", ".kpiengine")  # of a run by hand
    shutil.copytree(root / "tests" / "fixtures" / "design_sample", folder, ignore=kept)
    (folder / "rules" / "teams.toml").write_text(TEAMS, "utf-8")
    assert main(["evaluate", "--project", str(folder), "--period", "2026-10", "-q"]) == 0
    return folder / "out" / "teams" / "2026-10"


def rows(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_each_team_has_a_scorecard_and_its_own_bonus(out):
    cards = {row["agent_id"]: row for row in rows(out / "scorecards.csv")}
    assert set(cards) == {"north", "south"}
    lines = {(row["agent_id"], row["kpi"]): row for row in rows(out / "kpi_lines.csv")}
    # 36 of 44 were content: (81.8 - 70) / 18; 0.6 x 65.56 + 0.4 x 100
    assert (lines["north", "csat"]["value"], lines["north", "csat"]["level"]) == ("81.8", "team")
    assert (cards["north"]["team"], cards["north"]["score"], cards["north"]["amount"]) == ("north", "79.34", "500.00")


def test_alerts_call_the_team_by_its_name(out):
    assert {row["message_en"] for row in rows(out / "alerts.csv")} >= {"north: CSAT 81.8"}


def test_a_slice_is_a_line_of_its_own(out):
    lines = {(row["agent_id"], row["kpi"]): row for row in rows(out / "kpi_lines.csv")}
    whole, weekend = (int(lines["north", kpi]["n"]) for kpi in ("aht", "aht_at_weekends"))
    assert 0 < weekend < whole


# -- queues ------------------------------------------------------------------------------------------------------------

QUEUES = """\
format = 1
[ruleset]
id = "queues"
plan = "queues"
from = 2026-10-01
period = "month"
level = "queue"
agents = { role = "agent" }
[kpi.csat]
metric = "csat_pct"
target = 88
floor = 70
weight = 60
[kpi.aht]
target = [240, 360]
floor = [150, 540]
weight = 40
if_missing = "redistribute"
[kpi.all]
metric = "csat_pct"
level = "centre"
[gate.enough]
require = 'contacts_handled >= 5 and (is_missing(previous(csat)) or csat > 0)'
else = { cap_tier = "good" }
[tier]
good = { from = 50, bonus = 100 }
best = { from = 90, bonus = 500 }
[alert.low]
when = 'csat < 88 and score < 90'
message = "{queue}: CSAT {csat}, {score}"
"""


@pytest.fixture(scope="module")
def queues(tmp_path_factory):
    """Queues scored from contact rows by the command line, beside the agents of the same three lines."""
    lines = SimpleNamespace(**run_path(str(Path(__file__).parent / "three_lines.py")))
    folder = lines.write(
        tmp_path_factory.mktemp("queues"),
        rows=lines.calls(lines.WORK),
        project="[plan.queues]\ncovers = {}\n",
        queues_of_the_centre=QUEUES,
    )
    assert main(["evaluate", "--project", str(folder), "--period", "2026-10", "-q"]) == 0
    return folder


def test_each_queue_has_a_scorecard_of_the_contacts_in_it(queues):
    out = queues / "out" / "queues" / "2026-10"
    cards = {row["agent_id"]: row for row in rows(out / "scorecards.csv")}
    lines = {(row["agent_id"], row["kpi"]): row for row in rows(out / "kpi_lines.csv")}
    # Chat: amy 16 of 20, ben 9 of 10 content; 20 x 300 s and 30 x 240 s.  0.6 x 73.89 + 0.4 x 100
    assert (lines["q1", "csat"]["value"], lines["q1", "csat"]["n"], lines["q1", "csat"]["level"]) == (
        "83.3", "30", "queue",
    )  # fmt: skip
    assert (lines["q1", "aht"]["value"], lines["q1", "aht"]["n"]) == ("264.0", "50")
    assert (lines["q1", "all"]["value"], lines["q1", "all"]["n"]) == ("84.1", "44")  # of the whole centre
    assert [
        (cards[q]["name"], cards[q]["score"], cards[q]["tier"], cards[q]["amount"]) for q in ("q1", "q2", "q3")
    ] == [
        ("Chat", "84.33", "good", "100.00"),
        ("Phone", "100.00", "best", "500.00"),
        ("Tech", "", "", ""),  # four answers are too few, and nobody guesses
    ]


def test_every_number_of_a_queue_is_redone_and_it_can_be_explained(queues, capsys):
    found = list(everyone(read_project(queues)))
    for one in found:
        redo(one)
    assert {one.agent for one in found} == {"amy", "ben", "cora", "q1", "q2", "q3"}
    assert main(["explain", "q1", "--project", str(queues), "--period", "2026-10"]) == 0
    told = capsys.readouterr().out
    assert "q1 Chat · 2026-10 · queues" in told
    assert ": role is agent\n" in told  # of the people there; a queue itself has no role


def test_its_alerts_are_of_its_score_and_call_it_by_its_name(queues):
    said = {row["message_en"] for row in rows(queues / "out" / "queues" / "2026-10" / "alerts.csv")}
    assert said == {"Chat: CSAT 83.3, 84.33"}
