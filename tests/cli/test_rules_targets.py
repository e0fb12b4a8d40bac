"""`kpiengine rules targets`: by hand from a few cases, whether people would have met the targets (R12)."""

import json
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.cli import main

centre = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "acceptance" / "windows.py")))
cases = centre.cases
RULES = (
    centre.HEAD.replace("2026-01-01", "2026-04-01").replace("period =", 'state = "draft"\nperiod =')
    + """
[kpi.share]
target = 80
floor = 50
weight = 40
min_sample = 2
if_missing = "team"
[kpi.talk]
target = 90
floor = 200
weight = 20
if_missing = "redistribute"
[kpi.kept]
metric = "talk"
better = "higher"
target = 90
floor = 50
weight = 20
if_missing = "redistribute"
[kpi.inside]
metric = "talk"
target = [100, 110]
floor = [50, 200]
better = "within"
weight = 20
if_missing = "redistribute"
"""
)
ROWS = [
    *cases("a1", "2026-01", 9, 1),  # before the periods that are looked at
    *cases("a1", "2026-02", 1, 1),  # 50
    *cases("a1", "2026-03", 3, 1),  # 75
    *cases("a1", "2026-04", 4, 1),  # 80: the target itself is met
    *cases("a2", "2026-03", 1, 2),  # 33.33
    *cases("a2", "2026-04", 1, 0),  # one case of two: the team's value would count, and is not his
    *cases("a3", "2026-04", 2, 2),  # 50
]


@pytest.fixture
def folder(tmp_path):
    return centre.write(tmp_path, RULES, ROWS)


def asked(folder, *more):
    return main(["rules", "targets", str(folder / "rules" / "phone.toml"), "--project", str(folder), *more])


def test_the_share_that_would_have_met_each_target(folder, capsys):
    assert asked(folder, "--period", "2026-04", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["periods"] == ["2026-02", "2026-03", "2026-04"]
    found = {row["kpi"]: [row[name] for name in ("met", "known", "percent", "finding")] for row in said["targets"]}
    assert found == {
        "share": [1, 5, "20.0", None],
        "talk": [0, 6, "0.0", "hard"],
        "kept": [6, 6, "100.0", "easy"],
        "inside": [6, 6, "100.0", "easy"],
    }
    share = said["targets"][0]
    assert (share["target"], [one["percent"] for one in share["in"]]) == ("80", ["0.0", "0.0", "50.0"])
    assert not (folder / "out").exists()


def test_in_words_with_bounds_of_ones_own(folder, capsys):
    assert asked(folder, "--period", "2026-04", "--least", "25", "--most", "100") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  share (80): 1 of 5, 20.0 %; fewer than 25 % would have: who sees no way there gives up"
    assert lines[2] == "    2026-02 0.0 %, 2026-03 0.0 %, 2026-04 50.0 %"
    assert "  inside (100 to 110): 6 of 6, 100.0 %" in lines


def test_faults_are_said(folder, capsys):
    assert asked(folder, "--period", "2027-01") == 3
    assert "name one with --period" in capsys.readouterr().err
    assert asked(folder, "--period", "2026-W05") == 2
    (folder / "rules" / "phone.toml").write_text(RULES.replace("weight = 40", "weight = 41"), "utf-8")
    assert asked(folder) == 2
    assert "KPI" in capsys.readouterr().err
