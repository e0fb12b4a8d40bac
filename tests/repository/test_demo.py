"""The demo centre's data: the same to the byte everywhere, with the people and flaws that its README promises."""

import csv
import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

# Of all files of records, as `sha256(name, content)` in order of name.  It changes only with the generator.
EXPECTED = "6ae96f02e1f4f65def5a9249d397e7a2abd1ea309e863da34950ba9e75c67b35"


@pytest.fixture(scope="module")
def centre(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(  # noqa: S603 (our own script)
        [sys.executable, str(root / "benchmarks" / "demo_centre.py"), str(folder)], check=True, capture_output=True
    )
    return folder


def rows(centre: Path, pattern: str) -> list[dict[str, str]]:
    found = []
    for path in sorted((centre / "data").glob(pattern)):
        with path.open(encoding="utf-8", newline="") as stream:
            found += csv.DictReader(stream)
    return found


def test_the_data_are_the_same_to_the_byte(centre: Path):
    digest = hashlib.sha256()
    for path in sorted((centre / "data").glob("*-2026-*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    assert digest.hexdigest() == EXPECTED


def test_three_months_of_every_kind_of_record(centre: Path):
    names = {path.name for path in (centre / "data").iterdir()}
    months = {f"{kind}-2026-0{month}.csv" for kind in ("contacts", "legs", "queue", "surveys") for month in (1, 2, 3)}
    assert names == months | {"roster.csv", "queues.csv"}


def test_the_roster_has_joiner_leaver_team_change_part_timers_leads_and_a_bot(centre: Path):
    roster = rows(centre, "roster.csv")
    by_agent = {row["agent_id"]: row for row in roster}
    assert by_agent["c08"]["hired_on"] == "2026-02-09"
    assert by_agent["p08"]["valid_to"] == "2026-02-20"
    assert [(row["line"], row["valid_from"]) for row in roster if row["agent_id"] == "c07"][1] == (
        "phone",
        "2026-02-16",
    )
    assert {row["agent_id"] for row in roster if row["fte"] == "0.6"} == {"c05", "p04", "t03"}
    assert Counter(row["role"] for row in by_agent.values())["lead"] == 3
    assert by_agent["bot1"]["kind"] == "ai"


def test_the_events_that_a_run_must_get_right_are_there(centre: Path):
    legs = rows(centre, "legs-*.csv")
    surveys = rows(centre, "surveys-*.csv")
    assert not [leg for leg in legs if leg["Agent"] == "p06" and leg["Offered"].startswith("2026-03")]
    assert [leg for leg in legs if leg["Agent"] == "x99"]
    assert any(leg["Offered"][:7] == "2026-01" and leg["Ended"][:7] == "2026-02" for leg in legs)
    answers = Counter(row["Agent"] for row in surveys if row["Score"] and row["Question"] == "csat")
    assert answers["t05"] < 10 * 3 <= answers["t01"]


def test_the_flaws_of_real_exports_are_there(centre: Path):
    contacts, legs, surveys = (rows(centre, f"{kind}-*.csv") for kind in ("contacts", "legs", "surveys"))
    assert len(contacts) - len({tuple(row.values()) for row in contacts}) == 9  # three delivered twice each month
    assert len(contacts) - len({row["Ref"] for row in contacts}) == 9  # and no other id occurs twice
    assert any(row["Started"].endswith("02-30 10:15:00") for row in contacts)
    assert any(row["Test"] == "Y" for row in contacts)
    assert any(row["Topic"].startswith("  ") for row in contacts)
    assert any(row["Customer"] == "" for row in contacts)
    assert any(row["Talk"].startswith("-") for row in legs)
    assert any(row["Outcome"] == "answered" and row["Ended"] < row["Answered"] for row in legs)
    assert {"n/a", "9"} <= {row["Score"] for row in surveys if row["Highest"] == "5"}
    assert sum(row["Score"] == "" for row in surveys) > len(surveys) / 2


def test_bad_rows_stay_within_the_share_that_the_project_allows(centre: Path):
    limits = re.findall(r"max_rejected_percent = ([\d.]+)", (centre / "kpiengine.toml").read_text("utf-8"))
    assert limits
    assert set(limits) == {"0.5"}
    legs = rows(centre, "legs-*.csv")
    bad = sum(row["Talk"].startswith("-") or "" < row["Ended"] < row["Answered"] for row in legs)
    assert 0 < bad < len(legs) * 0.005
