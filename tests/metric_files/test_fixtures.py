"""Every fixture says on its own lines which faults are expected; nothing more and nothing less is reported."""

import re
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parent / "fixtures").glob("*.toml"))
EXPECT = re.compile(r"(\d+):(\d+) (KPI\d{3}) (.*)$", re.MULTILINE)
CODES = {"KPI620", "KPI621", "KPI622", "KPI623", "KPI624"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".toml"))
def test_fixture_gives_its_verdict(path, load):
    text = path.read_text("utf-8")
    catalogue, faults = load({"own.toml": text})
    expected = [(int(line), int(column), code) for line, column, code, _ in EXPECT.findall(text)]
    assert [(d.place.line, d.place.column, d.code) for d in faults] == expected
    for diagnostic, (_, _, _, said) in zip(faults, EXPECT.findall(text), strict=True):
        assert said in f"{diagnostic.message}; {diagnostic.remedy}"
        assert diagnostic.place.source is not None
    assert bool(expected) == path.name.endswith(".bad.toml")
    own = [what for what, plugin in catalogue.origin.items() if plugin == "project" and what.startswith("metric ")]
    mended = all(code.startswith("KPI0") for _, _, code in expected)  # a slip of the keyboard: the metric is clear
    assert bool(own) == mended


def test_every_code_of_metric_files_has_a_fixture():
    met = {found[2] for path in FILES for found in EXPECT.findall(path.read_text("utf-8"))}
    assert met >= CODES
