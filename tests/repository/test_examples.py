"""The example rule sets check clean, also strictly, and read aloud in both languages."""

from pathlib import Path

import pytest

from kpiengine.cli import main

RULES = Path(__file__).parents[2] / "rules"
EXAMPLES = sorted(path for path in RULES.glob("*.toml") if path.name != "kpiengine.toml")


def test_they_check_strictly(capsys):
    assert main(["check", "--project", str(RULES), "--strict"]) == 0
    assert f"{len(EXAMPLES)} rule files: no faults" in capsys.readouterr().out


@pytest.mark.parametrize("folder", [RULES, RULES / "demo"], ids=["rules", "demo"])
def test_they_are_in_their_usual_form(folder, capsys):
    assert main(["rules", "fmt", "--check", "--project", str(folder)]) == 0
    assert "nothing to change" in capsys.readouterr().out


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_they_read_aloud(path, capsys):
    said = {}
    for language in ("en", "zh"):
        assert main(["rules", "read", str(path), "--language", language]) == 0
        said[language] = capsys.readouterr().out.strip().splitlines()
    assert len(said["en"]) == len(said["zh"])
    assert said["en"][0] != said["zh"][0]  # titles in both languages


def test_titles_of_tiers_gates_and_kpis_are_read_in_their_language(capsys):
    assert main(["rules", "read", str(RULES / "house.toml"), "--language", "zh"]) == 0
    said = capsys.readouterr().out
    assert all(words in said for words in ("等级 gold（金）", "门槛 quality（质量）", "fcr（首次解决率）"))
    assert main(["rules", "read", str(RULES / "house.toml")]) == 0
    assert "Tier gold: from 90 up" in capsys.readouterr().out  # "Gold" is no other word
