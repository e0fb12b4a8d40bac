"""The sample rule set of the design (chapter 7), word for word, on a small centre that is worked out by hand.

Everybody takes 30 first calls from the 1st to the 15th of October, each of another customer; a customer who comes
again two days later was not helped at once, and that second call counts for aht only.

        positive of      helped of    seconds a   reviews
        rated            first calls  call
    amy     17 of 20     24 of 30     300         90 90 80 100 80
    ben     17 of 20     23 of 30     396         80 80 80 80 80, and two that do not count
    cora    13 of 20     21 of 30     195         90 84 90 88 75
    dan     18 of 20     27 of 30     240         90 90 80 0 (failed) 75
    eve     18 of 20     27 of 30     360         none
    finn     2 of 4      24 of 30     300         90 93 83 92 95

Points: csat from 70 to 88, fcr from 60 to 80, aht full from 240 to 360 and none at 150 and 540.
"""

import csv
import json
import re
import shutil

import pytest

from kpiengine.cli import main

MONTH = "2026-10"
SENTENCES = """\
Phone support. From 2026-10-01, every month, for: role agent; line phone.
csat, weight 40: CSAT, percent positive: 0 points at 70 % or worse, 100 at 88 % or better, a straight line between \
(half way: 79 % = 50). Under 10 cases it is unknown: the team's value counts.
fcr, weight 35: First-contact resolution: 0 points at 60 % or worse, 100 at 80 % or better, a straight line between \
(half way: 70 % = 50). Under 30 cases it is unknown: the decision is held.
aht, weight 25: Average handle time: 100 points from 4:00 min to 6:00 min, 0 points at 2:30 min or less and at \
9:00 min or more, straight lines between. Under 20 cases it is unknown: the decision is held.
Points and score are rounded to 2 decimals; the score is at most 100. If fewer than 60 points of weight were \
measured, the decision is held.
Gate quality: quality score at least 80, else no bonus. If that cannot be known: hold.
Tier silver: from 80, under 90: CNY 300.
Tier gold: from 90 up: CNY 800 and leave_day.
Reward leave_day (leave, 8 h).
Warning csat_low, per agent, every month: csat under 70.
"""
# (value, cases, points) of csat, fcr and aht; then the score.  The value that counts is the team's where said.
CARDS = {
    # (85 - 70) / 18 = 83.33 points; 0.4 x 83.33 + 0.35 x 100 + 0.25 x 100 = 93.332
    "amy": (("85.0", 20, "83.33"), ("80.0", 30, "100.00"), ("300.0", 36, "100.00"), "93.33"),
    # 23 / 30 = 76.7, 16.7 / 20 = 83.5; (540 - 396) / 180 = 80; 33.332 + 29.225 + 20 = 82.557
    "ben": (("85.0", 20, "83.33"), ("76.7", 30, "83.50"), ("396.0", 37, "80.00"), "82.56"),
    # 65 is under the floor; 10 / 20 = 50; (195 - 150) / 90 = 50; 0 + 17.5 + 12.5
    "cora": (("65.0", 20, "0.00"), ("70.0", 30, "50.00"), ("195.0", 39, "50.00"), "30.00"),
    # both ends of the good range of aht earn all points
    "dan": (("90.0", 20, "100.00"), ("90.0", 30, "100.00"), ("240.0", 33, "100.00"), "100.00"),
    "eve": (("90.0", 20, "100.00"), ("90.0", 30, "100.00"), ("360.0", 33, "100.00"), "100.00"),
    # the team north: 17 + 17 + 2 of 44 = 81.8, 11.8 / 18 = 65.56; 26.224 + 35 + 25 = 86.224
    "finn": (("50.0", 4, "65.56"), ("80.0", 30, "100.00"), ("300.0", 36, "100.00"), "86.22"),
}
# tier by score, tier, eligibility, amount, rewards, rewards held, codes of the reasons
DECISIONS = {
    "amy": ("gold", "gold", "eligible", "800.00", "leave_day", "", ""),  # quality 440 / 5 = 88
    "ben": ("silver", "silver", "eligible", "300.00", "", "", ""),  # quality is exactly 80, which is enough
    "cora": ("none", "none", "not_eligible", "0.00", "", "", "NO_TIER"),
    "dan": ("gold", "none", "not_eligible", "0.00", "", "", "GATE_FAILED:quality"),  # 335 / 5 = 67
    "eve": ("gold", "", "undetermined", "", "", "leave_day", "GATE_UNKNOWN:quality"),  # not known is not zero
    "finn": ("silver", "silver", "eligible", "300.00", "", "", "KPI_FEW:csat"),
}


@pytest.fixture(scope="module")
def centre(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("design") / "centre"
    kept = shutil.ignore_patterns("out", ".kpiengine")  # of a run by hand
    shutil.copytree(root / "tests" / "fixtures" / "design_sample", folder, ignore=kept)
    return folder


@pytest.fixture(scope="module")
def out(centre):
    assert main(["evaluate", "--project", str(centre), "--period", MONTH, "-q"]) == 0
    return centre / "out" / "bonus" / MONTH


def rows(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_it_is_the_sample_of_the_design(centre, shared):
    chapter = (shared / "design.md").read_text("utf-8").partition("\n## 7. ")[2].partition("\n## ")[0]
    sample = re.search(r"(?:^ {4}.*\n|^\n)+", chapter[chapter.index("    format = 1") :], re.MULTILINE)[0]
    said = "".join(line.removeprefix("    ") for line in sample.splitlines(keepends=True))
    assert (centre / "rules" / "phone.toml").read_text("utf-8").strip() == said.strip()


def test_it_checks(centre, capsys):
    assert main(["check", "--project", str(centre)]) == 0
    assert "error" not in capsys.readouterr().err


def test_it_reads_aloud(centre, capsys):
    assert main(["rules", "read", str(centre / "rules" / "phone.toml")]) == 0
    assert capsys.readouterr().out == SENTENCES


@pytest.mark.parametrize("agent", CARDS)
def test_scores_are_those_worked_out_by_hand(out, agent):
    *lines, score = CARDS[agent]
    found = [
        (line["value"], int(line["n"]), line["points"])
        for line in rows(out / "kpi_lines.csv")
        if line["agent_id"] == agent
    ]
    assert found == lines
    assert {row["agent_id"]: row["score"] for row in rows(out / "scorecards.csv")}[agent] == score


def test_too_few_answers_take_the_value_of_the_team(out):
    (line,) = (row for row in rows(out / "kpi_lines.csv") if (row["agent_id"], row["kpi"]) == ("finn", "csat"))
    assert (line["evidence"], line["used"]) == ("team", "81.8")


def test_decisions_are_those_worked_out_by_hand(out):
    columns = ("tier_by_score", "tier", "eligibility", "amount", "rewards", "rewards_held", "reasons")
    found = {row["agent_id"]: tuple(row[column] for column in columns) for row in rows(out / "decisions.csv")}
    assert found == DECISIONS  # and nobody else: gina is not on the phone, hugo is no agent


def test_a_failed_gate_says_with_which_value(out):
    because = {row["agent_id"]: row["because"] for row in rows(out / "decisions.csv")}
    assert because["dan"] == "quality: quality_score >= 80 is not met (quality_score 67.0)"


def test_only_who_has_enough_answers_and_too_few_good_ones_raises_the_alert(out):
    # finn's 2 of 4 would be 50, but they are too few to say so
    assert [(row["agent_id"], row["alert"], row["message"]) for row in rows(out / "alerts.csv")] == [
        ("cora", "csat_low", "Cora Diaz: CSAT 65.0 is under 70")
    ]


def test_the_json_document_says_the_same(centre, out, capsys):
    assert main(["evaluate", "--project", str(centre), "--period", MONTH, "--format", "json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["already_recorded"] is True
    cards = {card["agent_id"]: card for card in run["scorecards"]}
    assert {agent: card["score"] for agent, card in cards.items()} == {agent: card[-1] for agent, card in CARDS.items()}
    assert {card["currency"] for card in cards.values()} == {"CNY"}
    assert cards["eve"]["decision"]["amount"] is None
    assert out.is_dir()
