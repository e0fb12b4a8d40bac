"""`split_by = "team"`, worked out by hand: who changes the team is scored in each, and the scores are mixed.

        north                          south
amy     1 to 20 October                21 to 31 October
        20 x 300 s, 16 of 20 good      10 x 450 s, 9 of 10 good
ben     10 x 240 s, 9 of 10 good
cora                                   10 x 300 s, 5 of 10 good
team    25 of 30 = 83.3                14 of 20 = 70.0

Amy in north: csat (80 - 70) / 18 = 55.56, aht 100, the team (83.3 - 70) / 18 = 73.89: 72.56.
Amy in south, where the target is 80: csat 100, aht (540 - 450) / 180 = 50, the team 0: 65.00.
"""

from datetime import datetime
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest

from kpiengine.cli import main
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.project import read_project

lines = SimpleNamespace(**run_path(str(Path(__file__).parent / "three_lines.py")))
RULES = """\
format = 1
[ruleset]
id = "mixed"
plan = "bonus"
from = 2026-10-01
period = "month"
agents = { role = "agent", line = "mixed" }
[segments]
split_by = "team"
[kpi.csat]
metric = "csat_pct"
weight = 50
min_sample = 5
if_missing = "team"
[kpi.csat.by.team]
north = { target = 88, floor = 70 }
south = { target = 80, floor = 60 }
[kpi.aht]
target = [240, 360]
floor = [150, 540]
weight = 30
min_sample = 5
[kpi.team_csat]
metric = "csat_pct"
level = "team"
target = 88
floor = 70
weight = 20
[gate]
good = { require = 'csat >= 80', else = "no_bonus" }
[tier]
bronze = { from = 50, bonus = 300 }
silver = { from = 70, bonus = 600 }
"""
ROSTER = [
    lines.ROSTER[0],
    "amy,Amy Lin,2025-01-01,2026-10-{0:02},agent,north,mixed",
    "amy,Amy Lin,2026-10-{1:02},,agent,south,mixed",
    "ben,Ben Okafor,2025-01-01,,agent,north,mixed",
    "cora,Cora Diaz,2025-01-01,,agent,south,mixed",
]
EARLY = [("amy", "q1", 20, 300, 16, 20), ("ben", "q1", 10, 240, 9, 10)]
LATE = [("amy", "q2", 10, 450, 9, 10), ("cora", "q2", 10, 300, 5, 10)]


def day(number):
    return datetime(2026, 10, number, 9)  # noqa: DTZ001 -- a local time, as files have it


@pytest.fixture
def evaluated(tmp_path, monkeypatch, capsys):
    """Evaluates October with a move after the given day, redoes every recorded number; gives its tables."""

    def evaluate(rules=RULES, last=20, late=22, project=""):
        roster = [line.format(last, last + 1) for line in ROSTER if last < 31 or "{1" not in line]
        rows = [*lines.calls(EARLY, day(1)), *lines.calls(LATE, day(late))]
        lines.write(tmp_path, rules=rules, roster=roster, rows=rows, project=project)
        monkeypatch.chdir(tmp_path)
        assert main(["evaluate", "--period", "2026-10"]) == 0, capsys.readouterr().err
        for one in everyone(read_project(tmp_path)):
            redo(one)
        return lambda name: pl.read_parquet(tmp_path / "out" / "bonus" / "2026-10" / f"{name}.parquet")

    return evaluate


def of(frame, agent, *columns):
    return frame.filter(pl.col("agent_id") == agent).select(columns).rows()


def test_a_mover_is_scored_in_each_team_and_the_scores_are_mixed_by_days(evaluated, capsys):
    table = evaluated()
    assert of(table("segments"), "amy", "scenario", "exposure", "exposure_of", "mix_percent", "score") == [
        ("north", "20", "days", "64.52", "72.56"),
        ("south", "11", "days", "35.48", "65.00"),
    ]
    # (20 x 72.56 + 11 x 65.00) / 31; one scorecard, and the gate sees 25 of 30 = 83.3
    assert of(table("decisions"), "amy", "score", "tier", "amount") == [("69.88", "bronze", "300.00")]
    kpis = [line for line in of(table("kpi_lines"), "amy", "scenario", "kpi", "value", "target", "points") if line[0]]
    assert kpis == [
        ("north", "csat", "80.0", "88", "55.56"),
        ("north", "aht", "300.0", "240..360", "100.00"),
        ("north", "team_csat", "83.3", "88", "73.89"),
        ("south", "csat", "90.0", "80", "100.00"),
        ("south", "aht", "450.0", "240..360", "50.00"),
        ("south", "team_csat", "70.0", "88", "0.00"),
    ]
    # Who stays has one segment, whose score is his.
    assert of(table("segments"), "ben", "scenario", "exposure", "mix_percent") == [("north", "31", "100.00")]
    capsys.readouterr()
    assert main(["explain", "amy"]) == 0
    told = capsys.readouterr().out
    assert "= (20 × 72.56 + 11 × 65.00) ÷ 31" in told
    assert "Team south, 35.48 % of the period: 65.00" in told
    assert ["CSAT, percent positive, level agent, only team north" in told, "only team south" in told] == [True, True]
    assert "0 + (80.0 - 70) ÷ (88 - 70) × 100 = 55.56" in told  # marks that differ by team are a line too
    assert told.count("[kpi.csat], line team north") == told.count("[kpi.csat], line team south") == 1
    assert main(["explain", "amy", "--letter", "en"]) == 0
    assert "Team north" in capsys.readouterr().out


def test_mixed_by_contacts(evaluated):
    table = evaluated(RULES.replace('"team"\n[kpi.csat]', '"team"\nblend = "contacts"\n[kpi.csat]'))
    assert of(table("segments"), "amy", "exposure", "exposure_of") == [("20", "contacts"), ("10", "contacts")]
    # (20 x 72.56 + 10 x 65.00) / 30
    assert of(table("decisions"), "amy", "score", "tier") == [("70.04", "silver")]


def test_a_short_stretch_is_scored_with_the_longer_one_beside_it(evaluated):
    """Three days in south are scored in north: its targets, and everything that Amy did."""
    table = evaluated(last=28, late=29)
    assert of(table("segments"), "amy", "scenario", "exposure") == [("north", "31")]
    (csat,) = [line for line in of(table("kpi_lines"), "amy", "scenario", "kpi", "value", "target") if line[0] and
               line[1] == "csat"]  # fmt: skip
    assert csat == ("north", "csat", "83.3", "88")


def test_without_the_key_the_last_team_counts_and_where_nobody_moves_nothing_is_split(evaluated):
    whole = evaluated(RULES.replace('split_by = "team"', 'split_by = "ruleset"'))
    assert whole("segments").is_empty()
    assert next(line[1:] for line in of(whole("kpi_lines"), "amy", "kpi", "value", "target")) == ("83.3", "80")
    still = evaluated(last=31)
    assert still("segments").is_empty()


def test_it_reads_aloud_in_both_languages(evaluated, tmp_path, capsys):
    evaluated()
    capsys.readouterr()
    for language, said in (
        (
            "en",
            "scored for each team on the days there, with its targets; the scores are mixed by the agent's own days.",
        ),
        ("zh", "各组按在该组的日子和该组的目标分别计分"),
    ):
        assert main(["rules", "read", str(tmp_path / "rules" / "mixed.toml"), "--language", language]) == 0
        assert said in capsys.readouterr().out
