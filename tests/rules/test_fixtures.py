"""Every fixture says on its own lines which faults are expected; nothing more and nothing less is reported."""

import re
from pathlib import Path

import pytest

from kpiengine.codes import CODES
from kpiengine.diagnostics import Level

FILES = sorted((Path(__file__).parent / "fixtures").glob("*.toml"))
EXPECT = re.compile(r"(\d+):(\d+) (KPI\d{3})")
BESIDE = re.compile(r"^# beside (\S+)$", re.MULTILINE)  # files that this one may take over


def expected(text: str) -> set[tuple[int, int, str]]:
    said = [line.partition("# expect ")[2] for line in text.split("\n")]
    return {(int(line), int(column), code) for part in said for line, column, code in EXPECT.findall(part)}


def checked(check, path):
    text = path.read_text("utf-8")
    return check(text, *(path.with_name(name).read_text("utf-8") for name in BESIDE.findall(text)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".toml"))
def test_fixture_gives_its_verdict(path, check):
    text = path.read_text("utf-8")
    result = checked(check, path)
    found = {(d.place.line, d.place.column, d.code) for d in result.diagnostics if d.level is not Level.NOTICE}
    assert found == expected(text)
    levels = {d.level for d in result.diagnostics if d.level is not Level.NOTICE}
    assert levels == {"good": set(), "bad": {Level.ERROR}, "lint": {Level.WARNING}}[path.name.split(".")[1]]
    assert (result.checked is None) == (Level.ERROR in levels)


def test_fixtures_cover_the_codes_of_rule_files():
    met = {code for path in FILES for _, _, code in expected(path.read_text("utf-8"))}
    elsewhere = {
        "KPI001",
        "KPI002",
        "KPI003",
        "KPI101",
        "KPI144",
        "KPI150",
        "KPI151",
        "KPI205",
        "KPI223",
        "KPI224",
        "KPI225",
        "KPI235",
        "KPI236",
        "KPI237",
        "KPI430",
    }  # tests of their own
    of_rules = {code for code in CODES if code[:4] in {"KPI0", "KPI1", "KPI2", "KPI4"}}
    assert of_rules - met - elsewhere == set()


def test_every_expected_message_says_what_to_do(check):
    for path in FILES:
        for diagnostic in checked(check, path).diagnostics:
            assert diagnostic.place.source is not None, path.name
            said = diagnostic.remedy or "must be" in diagnostic.message or diagnostic.code == "KPI134"
            assert said or diagnostic.level is Level.NOTICE, path.name
