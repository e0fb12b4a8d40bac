"""The demo centre through the whole chain: each story that benchmarks/README.md tells comes out as it says."""

import csv
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

Rows = dict[tuple[str, str, str], dict[str, str]]


@pytest.fixture(scope="module")
def centre(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make = [sys.executable, str(root / "benchmarks" / "demo_centre.py"), str(folder)]
    run = [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(folder)]
    subprocess.run(make, check=True, capture_output=True)  # noqa: S603 (our own script)
    ran = subprocess.run(  # noqa: S603 (our own command)
        [*run, "--from", "2026-01-01", "--to", "2026-03-31"], check=False, capture_output=True, text=True, cwd=root
    )
    assert ran.returncode == 0, ran.stderr
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def decisions(centre: Path) -> Rows:
    """By agent, month and rule set."""
    months = ("2026-01", "2026-02", "2026-03")
    rows = [row for month in months for row in read(centre / "out" / "bonus" / month / "decisions.csv")]
    return {(row["agent_id"], row["period"], row["ruleset"]): row for row in rows}


def test_a_joiner_and_a_leaver_have_scorecards_while_they_are_there(decisions: Rows):
    assert [month for agent, month, _ in decisions if agent == "c08"] == ["2026-02", "2026-03"]
    assert [month for agent, month, _ in decisions if agent == "p08"] == ["2026-01", "2026-02"]


def test_a_change_of_team_gives_two_scorecards_each_paying_its_own_days(decisions: Rows):
    chat, phone = decisions["c07", "2026-02", "chat"], decisions["c07", "2026-02", "phone"]
    assert (chat["eligibility"], phone["eligibility"]) == ("eligible", "eligible")
    assert (chat["tier"], chat["amount"]) == ("silver", "321.43")  # 600 x 15 of 28 days
    assert (phone["tier"], phone["amount"]) == ("gold", "283.21")  # 10 % of 6,100 x 13 of 28 days
    assert ("c07", "2026-03", "chat") not in decisions


def test_nobody_else_is_on_a_scorecard(decisions: Rows):
    assert {agent for agent, _, _ in decisions} == {f"{team}0{i}" for team in "cpt" for i in range(1, 9)}


def test_too_few_answers_wait_where_the_rules_say_hold(decisions: Rows):
    for month in ("2026-01", "2026-02", "2026-03"):
        row = decisions["t05", month, "tech"]
        assert (row["eligibility"], row["score"], row["amount"]) == ("undetermined", "", "")
        assert "SCORE_UNKNOWN" in row["reasons"]
    assert "KPI_FEW:csat" in decisions["t05", "2026-01", "tech"]["reasons"]


def test_too_few_answers_leave_the_score_where_the_rules_say_redistribute(centre: Path, decisions: Rows):
    row = decisions["c04", "2026-01", "chat"]
    assert row["eligibility"] == "eligible"
    lines = read(centre / "out" / "bonus" / "2026-01" / "kpi_lines.csv")
    mine = {line["kpi"]: line for line in lines if line["agent_id"] == "c04" and line["weight"]}
    counted = {kpi: line for kpi, line in mine.items() if line["points"]}
    assert set(mine) - set(counted) == {"csat"}
    weights = sum(float(line["weight"]) for line in counted.values())
    total = sum(float(line["weight"]) * float(line["points"]) for line in counted.values())
    assert weights == 80
    assert row["score"] == f"{total / weights:.2f}"


def test_a_failed_gate_forbids_payment_and_outranks_what_is_missing(decisions: Rows):
    for month in ("2026-01", "2026-02", "2026-03"):
        known, unknown = decisions["p03", month, "phone"], decisions["t06", month, "tech"]
        assert (known["eligibility"], known["amount"]) == ("not_eligible", "0.00")
        assert float(known["score"]) > 80  # it would have paid
        assert (unknown["eligibility"], unknown["score"]) == ("not_eligible", "")
        assert unknown["reasons"].split()[0] == "GATE_FAILED:passing_on"


def test_a_gate_may_cap_the_tier(decisions: Rows):
    row = decisions["c03", "2026-01", "chat"]
    assert (row["tier_by_score"], row["tier"], row["amount"]) == ("silver", "bronze", "300.00")


def test_a_month_on_leave_is_not_a_month_of_zeros(decisions: Rows):
    row = decisions["p06", "2026-03", "phone"]
    assert (row["eligibility"], row["score"], row["amount"]) == ("undetermined", "", "")
    assert decisions["p06", "2026-02", "phone"]["eligibility"] == "eligible"


def test_a_percentage_of_base_pay_is_capped(decisions: Rows):
    rows = [row for (_, _, rules), row in decisions.items() if rules == "phone" and row["eligibility"] == "eligible"]
    assert max(float(row["amount"]) for row in rows) == 700
    assert decisions["p02", "2026-01", "phone"]["tier"] == "gold"
    assert decisions["p02", "2026-01", "phone"]["amount"] == "650.00"  # 10 % of 6,500


def test_satisfaction_is_what_a_spreadsheet_would_count(centre: Path):
    contacts = {row["Ref"]: row for path in (centre / "data").glob("contacts-*.csv") for row in read(path)}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    seen = set()
    for path in sorted((centre / "data").glob("surveys-*.csv")):
        for row in read(path):
            if row["Survey"] in seen or row["Question"] != "csat" or row["Score"] not in {"1", "2", "3", "4", "5"}:
                continue
            seen.add(row["Survey"])
            if row["Answered"][3:] >= "02.2026" and row["Answered"][3:5] == "02":
                good, asked = counts[contacts[row["Ref"]]["Last agent"]]
                counts[contacts[row["Ref"]]["Last agent"]] = [good + (row["Score"] in {"4", "5"}), asked + 1]
    lines = read(centre / "out" / "alerts" / "2026-02" / "kpi_lines.csv")
    shown = {line["agent_id"]: (line["value"], line["n"]) for line in lines if line["kpi"] == "csat"}
    for agent in ("c01", "c06", "p01", "p07", "t02", "t08"):
        good, asked = counts[agent]
        assert shown[agent] == (f"{100 * good / asked:.1f}", str(asked)), agent


def test_alerts_speak_both_languages(centre: Path):
    alerts = {
        (row["agent_id"], row["alert"]): row for row in read(centre / "out" / "alerts" / "2026-02" / "alerts.csv")
    }
    low = alerts["c06", "csat_low"]
    assert low["severity"] == "warning"
    assert low["message_en"].startswith("Yang Lei: ")
    assert "满意度" in low["message_zh"]
    assert alerts["p03", "passing_on"]["severity"] == "critical"
    assert alerts["p07", "well_done"]["kind"] == "praise"


def test_bad_rows_are_listed_with_their_cause(centre: Path):
    rejected = read(centre / "out" / "bonus" / "2026-01" / "rejected.csv")
    assert {row["table"] for row in rejected} == {"contacts", "agent_legs", "surveys"}
    assert len(rejected) == 24
    assert all(row["reason"] and row["line"] for row in rejected)


def test_explain_redoes_every_card_to_the_last_digit_and_so_does_the_checker(centre, explained, same_as_published):
    assert same_as_published(centre, explained(centre)) >= 141
