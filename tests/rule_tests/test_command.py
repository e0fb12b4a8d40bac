"""`kpiengine test` as it is typed: what is shown, in which form, and the exit code."""

import json
import xml.etree.ElementTree as ET

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

FAILING = """format = 1
ruleset = "phone"
[given.metrics]
csat = 85
solved = 80
aht = 240
[[case]]
title = "Seven calls, 50 % & <good>"
metrics.contacts_handled = 7
expect = { amount = 300, tier = "gold", rewards = [] }
[[case]]
title = "Eight calls"
metrics.contacts_handled = 8
expect = { amount = 300 }
"""


@pytest.fixture
def failing(tmp_path):
    folder = tmp_path / "centre"
    write_project(folder, "2026-09")
    (folder / "rules" / "tests" / "phone.toml").write_text(FAILING, "utf-8")
    return folder


def typed(folder, *arguments):
    return main(["test", "--project", str(folder), *arguments])


def test_a_failed_test_shows_what_was_expected_what_came_out_and_what_decided(failing, capsys, monkeypatch):
    monkeypatch.chdir(failing)
    assert main(["test", "rules/tests/phone.toml"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    top, _, rest = said.out.partition("\n\n")
    assert top == (
        "rules/tests/phone.toml: phone, 1 of 2 passed\n"
        "  FAILED  Seven calls, 50 % & <good>\n"
        "          rules/tests/phone.toml:7\n"
        "          amount  expected 300, got 0.00\n"
        "          tier    expected gold, got none\n"
        "            score 100.00: silver from 70, gold from 90\n"
        "            gate enough_calls: contacts_handled >= 8 is not met, no bonus\n"
        "              contacts_handled is 7\n"
        "            reasons GATE_FAILED:enough_calls"
    )
    first, second, *_ = rest.splitlines()
    assert first == "phone: 43 % of its rules tried (10 of 23)"  # 43.5
    assert second == "  not tried: csat at 0 points  (rules/phone.toml:12)"
    assert rest.endswith("\n  and 1 more; -v shows all\n\n1 of 2 tests failed; 43 % of the rules tried\n")
    assert max(map(len, said.out.splitlines())) <= 80
    assert not (failing / ".kpiengine").exists()


def test_only_what_is_asked_for_is_run(failing, capsys):
    assert typed(failing, "--run", "eight") == 0
    assert capsys.readouterr().out.endswith("phone, 1 of 1 passed\n\n1 test passed\n")
    assert typed(failing, "--run", "seven *") == 1
    assert typed(failing, "--run", "nine") == 2
    assert 'no test has "nine"' in capsys.readouterr().err


def test_a_floor_for_what_is_tried_is_held_against_the_share_rounded_down(failing, capsys):
    assert typed(failing, "--run", "eight", "--min-coverage", "30") == 0  # 7 of 23 are 30.4
    assert typed(failing, "--run", "eight", "--min-coverage", "31") == 1
    assert "30 % of the rules are tried, and 31 % were asked for" in capsys.readouterr().err


def test_forms_for_programs(failing, capsys, tmp_path):
    assert typed(failing, "--format", "json", "--junit", str(tmp_path / "new" / "junit.xml")) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["passed"]) == (1, False)
    first, second = document["tests"]
    assert (first["passed"], first["line"], second["passed"]) == (False, 7, True)
    assert first["failures"][0]["misses"][0] == {"what": "amount", "expected": "300", "got": "0.00"}
    (coverage,) = document["coverage"]
    assert (coverage["percent"], coverage["tried"], len(coverage["left"])) == (43, 10, 13)

    root = ET.parse(tmp_path / "new" / "junit.xml").getroot()  # noqa: S314 -- our own
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    case = root.find("testsuite/testcase")
    assert case.get("name") == "Seven calls, 50 % & <good>"
    assert "expected gold, got none" in case.find("failure").text
    assert root.findall("testsuite/testcase")[1].find("failure") is None

    assert typed(failing, "--format", "github") == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::error ")]
    assert len(lines) == 2
    assert "line=10,col=" in lines[0]
    assert "title=Seven calls%2C 50 %25 & <good>::amount expected 300, got 0.00%0Ascore 100.00" in lines[0]


def test_annotations_and_junit_name_file_and_line_from_where_the_command_is_run(failing, capsys, monkeypatch):
    path = failing / "rules" / "tests" / "phone.toml"
    path.write_text(FAILING.replace('"Seven', '"林: Seven'), "utf-8")
    monkeypatch.chdir(failing.parent)
    assert main(["test", "--project", "centre", "--format", "github", "--junit", "out/junit.xml"]) == 1
    first, second = (line for line in capsys.readouterr().out.splitlines() if line.startswith("::error "))
    place = "::error file=centre/rules/tests/phone.toml,line=10,col="
    assert first.startswith(f"{place}12,title=")
    assert second.startswith(f"{place}26,title=")
    assert "林%3A Seven calls%2C 50 %25 & <good>::amount expected 300, got 0.00%0A" in first
    assert "::tier expected gold, got none%0A" in second
    assert "%0A  contacts_handled is 7%0Areasons GATE_FAILED:enough_calls" in second

    root = ET.parse("out/junit.xml").getroot()  # noqa: S314 -- our own
    suite = root.find("testsuite")
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("centre/rules/tests/phone.toml", "2", "1")
    case = suite.find("testcase")
    assert (case.get("file"), case.get("line"), case.get("classname")) == (
        "centre/rules/tests/phone.toml",
        "7",
        "phone",
    )
    failure = case.find("failure")
    assert failure.get("message").startswith("centre/rules/tests/phone.toml:7")
    assert "amount  expected 300, got 0.00\n" in failure.text
    assert "contacts_handled is 7\n" in failure.text


def test_a_file_with_faults_is_refused_with_all_of_them(failing, capsys):
    path = failing / "rules" / "tests" / "phone.toml"
    path.write_text(FAILING.replace("tier =", "tire =").replace("= 8\n", '= "8 y"\n'), "utf-8")
    assert typed(failing) == 2
    said = capsys.readouterr().err
    assert 'phone.toml:10:26  KPI104  unknown key "tire"; did you mean "tier"?' in said
    assert 'phone.toml:13:31  KPI701  "y" is no figure' in said


def test_without_tests_it_says_where_they_belong(failing, capsys):
    (failing / "rules" / "tests" / "phone.toml").unlink()
    assert typed(failing) == 2
    assert "there are no rule tests in" in capsys.readouterr().err


def test_tests_are_no_rule_files_wherever_rules_are_looked_for(failing, capsys):
    project = failing / "kpiengine.toml"
    text = project.read_text("utf-8").replace("[project]\n", '[project]\nrules = ["rules/**/*.toml"]\n')
    project.write_text(text, "utf-8")
    assert main(["check", "--project", str(failing)]) == 0
    assert "and 1 rule file: " in capsys.readouterr().out


def test_update_writes_what_comes_out_and_the_tests_pass(failing, capsys):
    assert typed(failing, "--update") == 0
    said = capsys.readouterr()
    assert "written; read what has changed" in said.err
    text = (failing / "rules" / "tests" / "phone.toml").read_text("utf-8")
    assert text == FAILING.replace('{ amount = 300, tier = "gold", rewards', '{ amount = 0.00, tier = "none", rewards')


def test_boundaries_are_kept_in_a_table_that_a_later_change_breaks(failing, capsys):
    table = failing / "rules" / "tests" / "phone.boundaries.toml"
    assert typed(failing, "--boundaries", "--run", "eight") == 1
    assert "there is no table of boundaries yet" in capsys.readouterr().out
    assert typed(failing, "--boundaries", "--run", "eight", "--update") == 0
    kept = table.read_text("utf-8")
    assert typed(failing, "--boundaries", "--run", "eight") == 0
    assert table.read_text("utf-8") == kept
    capsys.readouterr()

    rules = failing / "rules" / "phone.toml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("csat < 60", "csat <= 60"), "utf-8")
    assert typed(failing, "--boundaries", "--run", "eight", "--format", "github") == 1
    said = capsys.readouterr().out
    assert "csat floor 60: good, csat 60.0: alerts csat_low, was -" in said
    assert "title=boundaries of phone::csat floor 60" in said

    rules.write_text(text.replace("csat < 60", "csat < 60 or aht > 500"), "utf-8")
    assert typed(failing, "--boundaries", "--run", "eight") == 1
    assert "alert csat_low: not in the table yet" in capsys.readouterr().out
