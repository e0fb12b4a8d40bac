"""Teams scored through the command line, beside the agents of the sample centre; and slices and days of maturity."""

import csv
import shutil

import pytest

from kpiengine.cli import main

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
