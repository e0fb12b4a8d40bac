"""docs/explanation/how-a-score-becomes-money.md, by the engine: each table of the page is compared with the run."""

import re
from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.decisions.decide import decide
from kpiengine.decisions.table import decision_table
from kpiengine.scores.lines import kpi_lines
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "scores" / "kit.py")))
LI_NA = {
    "agent_id": "a1",
    "name": "Li Na",
    "days": 21,
    "period_days": 31,
    "csat": "85.50",
    "n:csat": 46,
    "fcr": "77.40",
    "n:fcr": 180,
    "aht": 372,
    "n:aht": 512,
    "quality": "91.00",
    "repeats": "17.20",
}


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "explanation" / "how-a-score-becomes-money.md").read_text(encoding="utf-8")


def table(page, first):
    """Rows of the table whose first heading is `first`."""
    block = re.search(rf"^\| {first} \|.*?(?=\n\n|\Z)", page, re.MULTILINE | re.DOTALL)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in block]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def run(row, if_missing="team"):
    rules = kit.ruleset(
        [
            kit.kpi("csat", 40, target=88, floor=70, min_sample=10, if_missing=if_missing),
            kit.kpi("fcr", 35, target=80, floor=60),
            kit.kpi("aht", 25, target=(240, 360), floor=(150, 540)),
            kit.kpi("repeats"),
            kit.kpi("quality"),
        ],
        currency="EUR",
        gates=[
            kit.gate("quality", "quality >= 80", no_bonus=True),
            kit.gate("repeats", "repeats <= 15", pay_percent=90),
        ],
        tiers=[kit.tier("silver", 80, bonus=300), kit.tier("gold", 90, bonus=800)],
    )
    checked = kit.check(rules, {"aht": kit.metric("aht", decimals=0)})
    cards = score(checked, kit.frame(checked, [row]), kit.types(checked), ["2026-10"])
    return cards, decide(checked, cards)


def test_the_points(page):
    cards, _ = run(LI_NA)
    lines = {line["kpi"]: line for line in kpi_lines(cards).to_dicts()}
    told = table(page, "KPI")
    assert [row["KPI"] for row in told] == ["csat", "fcr", "aht"]
    for row in told:
        shown = lines[row["KPI"]]
        assert {k: row[k] for k in ("value", "n", "points", "weight")} == {
            k: shown[k] for k in ("value", "n", "points", "weight")
        }
        assert Decimal(row["weight"]) * Decimal(row["points"]) == Decimal(row["weight x points"])
        line = row["on the line"].replace(" x 100", "")
        top, bottom = (Decimal(a) - Decimal(b) for a, b in re.findall(r"\(([\d.]+) - ([\d.]+)\)", line))
        assert round(top / bottom * 100, 2) == Decimal(row["points"])


def test_the_score_and_the_amount(page):
    _, decisions = run(LI_NA)
    row = decision_table(decisions).row(0, named=True)
    assert f"So the score is **{row['score']}**" in page
    assert f": **{row['tier']}**" in page
    assert f"Li Na is {row['eligibility']} for **{row['amount']} {row['currency']}**" in page
    assert f"= {row['amount_before_rounding'].removesuffix('…')}..." in page
    assert ", ".join(f"`{code}`" for code in row["reasons"].split()) == re.sub(
        r"\s+", " ", page.split("why it is not 300: ")[1].split(".")[0]
    )


def test_the_gates(page):
    _, decisions = run(LI_NA)
    for row in table(page, "gate"):
        column = row["condition"].split()[0]
        assert Decimal(row["value"]) * 100 == decisions.frame[f"known:{column}"][0]
        assert row["result"].startswith("not met") == decisions.frame[f"failed:{row['gate']}"][0]


def test_too_few_answers(page):
    few = LI_NA | {"agent_id": "a2", "name": "Wu Jie", "n:csat": 4, "csat@team": "82.00", "n:csat@team": 300}
    for told in table(page, "policy"):
        policy = told["policy"].strip('"') if told["policy"].startswith('"') else int(told["policy"])
        cards, decisions = run(few, policy)
        row = decision_table(decisions).row(0, named=True)
        assert (row["score"] or "-", row["eligibility"]) == (told["score"], told["result"])
        assert "KPI_FEW:csat" in row["reasons"].split()
        points = kpi_lines(cards).row(0, named=True)["points"]
        assert points is None or Decimal(points) in [
            Decimal(n) for n in re.findall(r"[\d.]+\d", told["what counts for csat"])
        ]


def test_a_missing_quality_review_and_a_bad_one():
    assert [
        run(LI_NA | {"quality": value})[1].frame.select("eligibility", "amount").row(0) for value in (None, "79.99")
    ] == [(1, None), (0, 0)]
