"""`kpiengine check` and `kpiengine rules` as a user types them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kpiengine.cli import main
from kpiengine.rules.schema import json_schema

PROJECT = """\
format = 1
[project]
name = "demo"
timezone = "Asia/Shanghai"
currency = "CNY"
[facts.agents]
source = "roster.csv"
"""


@pytest.fixture
def project(tmp_path, sample, catalogue, monkeypatch):
    monkeypatch.setattr("kpiengine.cli.check.load_catalogue", lambda _, **__: catalogue)
    monkeypatch.setattr("kpiengine.cli.rules.load_catalogue", lambda _, **__: catalogue)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "phone.toml").write_text(sample, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("project")
def test_a_sound_project(capsys):
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "kpiengine.toml and 1 rule file: no faults\n"


def test_every_fault_of_every_file_with_line_and_caret(project, capsys, sample):
    (project / "rules" / "phone.toml").write_text(
        sample.replace("weight = 40", 'weight = 40\nlevle = "团队" # x'), "utf-8"
    )
    (project / "rules" / "a.toml").write_text("format = 1\n[[tier]]\n", "utf-8")
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert (
        'rules/phone.toml:16:1  KPI104  unknown key "levle"; did you mean "level"?\n    levle = "团队" # x\n    ^'
        in out
    )
    said = "everything in tier has a name; write [tier.NAME], not [[tier]]"
    assert f"rules/a.toml:2:3  KPI109  {said}\n    [[tier]]\n      ^" in out
    assert out.index("rules/a.toml") < out.index("rules/phone.toml")
    assert out.endswith("kpiengine.toml and 2 rule files: 3 errors\n")


def test_faults_of_the_project_do_not_hide_those_of_the_rules(project, capsys):
    (project / "kpiengine.toml").write_text(PROJECT.replace("timezone", "tz"), "utf-8")
    (project / "rules" / "phone.toml").write_text("format = 1\n[tier.gold]\nform = 3\n", "utf-8")
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert out.index("kpiengine.toml:4:1  KPI602") < out.index("rules/phone.toml:3:1  KPI104")


def test_rules_are_checked_in_full_beside_a_broken_project(project, capsys, sample):
    (project / "kpiengine.toml").write_text(PROJECT.replace('name = "demo"', 'name = "de mo"'), "utf-8")
    text = sample.replace("weight = 40", "weight = 35").replace("csat_pct", "csat_ptc")
    (project / "rules" / "phone.toml").write_text(text, "utf-8")
    assert main(["check"]) == 2
    codes = [
        line.split()[1] for line in capsys.readouterr().out.splitlines() if ":" in line.split("  ")[0] and "KPI" in line
    ]
    assert codes == ["KPI611", "KPI210", "KPI130"]


def test_what_hangs_on_a_broken_part_of_the_project_is_not_reported_again(project, capsys, sample):
    broken = PROJECT.replace('currency = "CNY"', 'curency = "CNY"') + "[facts.agents.extra]\nshift = 3\n"
    (project / "kpiengine.toml").write_text(broken, "utf-8")
    text = sample.replace("csat < 70", 'csat < 70 and shift == "late"').replace('line = "phone"', 'shift = "late"')
    (project / "rules" / "phone.toml").write_text(text, "utf-8")
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert out.endswith("1 rule file: 2 errors\n")
    assert "kpiengine.toml:5:1  KPI602" in out
    assert "kpiengine.toml:9:1  KPI603" in out


def test_faults_come_in_file_order_and_each_place_can_be_opened(project, capsys, monkeypatch, sample):
    (project / "kpiengine.toml").write_text(PROJECT.replace("source", "suorce"), "utf-8")
    (project / "rules" / "b.toml").write_text(sample.replace("from = 90", "form = 90"), "utf-8")
    (project / "rules" / "a.toml").write_bytes(b"x = \xff")
    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    assert main(["check", "--project", ".."]) == 2
    heads = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines() if "  KPI" in line]
    paths = [head.rsplit(":", 2)[0] for head in heads]
    inside = [path.removeprefix(f"{project.resolve().as_posix()}/") for path in paths]
    assert list(dict.fromkeys(inside)) == ["kpiengine.toml", "rules/a.toml", "rules/b.toml", "rules/phone.toml"]
    assert all(Path(path).is_file() for path in paths)


def test_strict_takes_warnings_for_errors(project, capsys, sample):
    (project / "rules" / "phone.toml").write_text(sample.replace("from = 90", "from = 110"), "utf-8")
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "KPI421  warning: gold starts at 110" in out
    assert out.endswith("1 rule file: 1 warning\n")
    assert main(["check", "--strict"]) == 2
    assert capsys.readouterr().out.endswith("1 rule file: 1 error\n")


def test_json_for_machines(project, capsys, sample):
    (project / "rules" / "phone.toml").write_text(sample.replace("from = 90", "form = 90"), "utf-8")
    assert main(["check", "--format", "json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["summary"] == {"rule_files": 1, "errors": 2, "warnings": 0, "notices": 0}
    assert [(d["path"], d["line"], d["code"], d["level"]) for d in found["diagnostics"]] == [
        ("rules/phone.toml", 36, "KPI105", "error"),
        ("rules/phone.toml", 36, "KPI104", "error"),
    ]


def test_it_names_what_stands_guard_and_where_nothing_does(root, capsys):
    folder = str(root / "rules" / "demo")
    assert main(["check", "--project", folder, "--guards"]) == 0
    out = capsys.readouterr().out
    wrong = "answers are fast and solve nothing"
    assert f"chat: KPI response pays for asa (G4: {wrong}); KPI fcr (fcr) stands guard\n" in out
    wrong = "who has waited too long is let go, because late answers no longer help"
    assert f"phone: KPI response pays for service_level (G6: {wrong}); nothing stands guard\n" in out
    assert main(["check", "--project", folder, "--guards", "--format", "json"]) == 0
    pairs = json.loads(capsys.readouterr().out)["guards"]
    assert [p["metric"] for p in pairs if p["guard"] is None] == ["service_level"]
    assert main(["check", "--project", folder]) == 0
    assert "stands guard\n" not in capsys.readouterr().out


def test_nothing_stands_guard_in_what_is_broken(project, capsys, sample):
    (project / "rules" / "phone.toml").write_text(sample.replace("from = 90", "form = 90"), "utf-8")
    assert main(["check", "--guards"]) == 2
    assert "pays for" not in capsys.readouterr().out
    (project / "kpiengine.toml").write_text("[project]\nname = 3\n", "utf-8")
    assert main(["check", "--guards"]) == 2
    assert "pays for" not in capsys.readouterr().out


def test_the_day_can_be_said(project, capsys, sample):
    text = sample.replace('plan = "bonus"', 'plan = "bonus"\nreview_by = 2027-03-31')
    (project / "rules" / "phone.toml").write_text(text, "utf-8")
    assert main(["check", "--as-of", "2027-03-31", "--strict"]) == 0
    assert main(["check", "--as-of", "2027-04-01", "--strict"]) == 2
    assert "KPI414" in capsys.readouterr().out


def test_places_are_seen_from_where_the_command_runs(project, capsys, monkeypatch, sample):
    (project / "rules" / "phone.toml").write_text(sample.replace("from = 90", "form = 90"), "utf-8")
    monkeypatch.chdir(project.parent)
    assert main(["check", "--project", project.name]) == 2
    assert f"{project.name}/rules/phone.toml:36:" in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_rules_read(capsys):
    assert main(["rules", "read", "rules/phone.toml"]) == 0
    assert "Tier silver: from 80, under 90: CNY 300.\n" in capsys.readouterr().out


def test_rules_read_refuses_a_file_with_faults(project, capsys, sample):
    (project / "rules" / "phone.toml").write_text(sample.replace("from = 90", "form = 90"), "utf-8")
    assert main(["rules", "read", "rules/phone.toml"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "rules/phone.toml:36:12  KPI104" in said.err


MANILA = """\
format = 1
[ruleset]
id = "phone-mn"
extends = "phone"
from = 2026-10-01
agents = { role = "agent", line = "mixed" }
[tier]
silver = { bonus = 5 }
"""


@pytest.fixture
def two(project):
    (project / "rules" / "mn.toml").write_text(MANILA, "utf-8")
    return project


@pytest.mark.usefixtures("two")
def test_a_rule_set_that_takes_over_another_is_read_and_resolved(capsys):
    assert main(["check"]) == 0
    assert main(["rules", "read", "rules/mn.toml"]) == 0
    assert "Tier silver: from 80, under 90: CNY 5.\n" in capsys.readouterr().out
    assert main(["rules", "resolve", "phone-mn", "--on", "2026-11-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# phone-mn as in force on 2026-11-01: rules/mn.toml, over rules/phone.toml"
    assert "bonus = 5  # rules/mn.toml:8" in lines
    assert 'period = "month"  # rules/phone.toml:8' in lines
    assert main(["rules", "resolve", "phone-mn", "--on", "2026-11-01", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["files"] == ["rules/mn.toml", "rules/phone.toml"]
    bonus = {"key": ["tier", "silver", "bonus"], "value": 5, "file": "rules/mn.toml", "line": 8}
    assert bonus in found["keys"]


@pytest.mark.usefixtures("two")
def test_what_cannot_be_resolved_is_told(two, capsys):
    assert main(["rules", "resolve", "phone-mm"]) == 2
    assert 'did you mean "phone-mn"?' in capsys.readouterr().err
    assert main(["rules", "resolve", "phone-mn", "--on", "2026-09-30"]) == 2
    assert "it holds from 2026-10-01 (rules/mn.toml)" in capsys.readouterr().err
    (two / "rules" / "mn.toml").write_text(MANILA.replace('"phone"', '"phne"'), "utf-8")
    assert main(["rules", "resolve", "phone-mn", "--on", "2026-11-01"]) == 2
    assert "KPI155" in capsys.readouterr().err


def test_rules_schema_has_the_metrics_that_are_installed(project, capsys, catalogue):
    assert main(["rules", "schema"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == json_schema(catalogue.metrics.values())
    metric = found["definitions"]["metric"]
    known = dict(zip(metric["enum"], metric["enumDescriptions"], strict=True))
    assert set(known) == set(catalogue.metrics)
    assert known["csat_pct"] == "Csat pct (csat_pct), %"
    assert main(["rules", "schema", "--project", str(project.parent)]) == 0


def test_checking_loads_no_data_engine(project):
    code = (
        "import sys\nfrom kpiengine.cli import main\nmain(['check'])\n"
        "print([m for m in ('polars', 'duckdb', 'pyarrow', 'pyspark') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)  # noqa: S603 -- our own interpreter
    assert done.stdout.splitlines()[-1] == "[]"
