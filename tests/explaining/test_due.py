"""What the ledger has as due, in the explanation; and names in Chinese at both widths."""

import json
import os
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

from kpiengine.cli import main
from kpiengine.cli.init import write_project
from kpiengine.explaining.words import WORDS

MONTH, NEXT = "2026-09", "2026-10"
NAME = "林晓明"


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """Closed with a04 held; then late answers made a04 known."""
    folder = tmp_path_factory.mktemp("due") / "centre"
    write_project(folder, MONTH)
    agents = folder / "data" / "agents.csv"
    agents.write_text(agents.read_text("utf-8").replace("Ben Okafor", NAME), "utf-8")
    own = ["--project", str(folder)]
    assert main(["evaluate", "--period", MONTH, *own, "-q"]) == 0
    assert main(["close", MONTH, "--hold", "a04", *own]) == 0
    calls = folder / "data" / "calls.csv"
    calls.write_text(re.sub(r"^(.*,Y,\d+,a04,.*,)$", r"\g<1>5", calls.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert main(["evaluate", "--period", MONTH, *own, "-q"]) == 0
    return folder


def test_a_closed_amount_and_its_correction_are_told(closed, explain):
    _, out, _ = explain("a02", project=closed)
    assert f"closed at 150.00: 150.00 GBP due with {MONTH}" in out
    _, out, _ = explain("a04", project=closed)
    assert "closed without an amount, which is held" in out
    assert re.search(rf"corrected to \d+\.00 \(revision 2\): \d+\.00 GBP due with {NEXT}", out)
    (document,) = json.loads(explain("a04", "--format", "json", project=closed)[1])["explained"]
    assert [(line["revision"], line["due"]) for line in document["stated"]] == [(1, MONTH), (2, NEXT)]


def test_the_letter_has_it_too_in_both_languages(closed, explain):
    for language in ("en", "zh"):
        _, out, _ = explain("a02", "--letter", language, project=closed)
        assert getattr(WORDS["stated"], language) in out
        assert NAME in out


def test_what_was_given_by_hand_is_told_with_its_reason(closed, explain, capsys, monkeypatch):
    own = ["--project", str(closed)]
    assert main(["adjust", "a03", MONTH, "--amount", "12.50", "--because", "night shift", *own]) == 0
    said = capsys.readouterr()
    request = re.search(r"request (\d+)", said.out + said.err)[1]
    monkeypatch.setenv("LOGNAME", "payroll")
    assert main(["adjust", "--accept", request, "--because", "seen", *own]) == 0
    assert f"by hand: 12.50 GBP due with {NEXT} (night shift)" in explain("a03", project=closed)[1]
    letter = explain("a03", "--letter", "zh", project=closed)[1]
    assert f"人工调整：12.50 GBP 随 {NEXT} 结算（night shift）" in letter
    assert "本期已关账" in letter
    assert "The period is closed." in explain("a02", "--letter", "en", project=closed)[1]


def test_an_open_period_has_nothing_of_the_kind(explain):
    assert WORDS["stated"].en not in explain("a02")[1]


@pytest.mark.parametrize("width", ["80", "140"])
@pytest.mark.parametrize("what", [("--rows", "csat"), ("--language", "zh")])
def test_names_in_chinese_stay_inside_and_aligned(closed, root, width, what):
    """Golden: KPIENGINE_UPDATE_GOLDEN=1 writes them anew."""
    shown = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "kpiengine", "explain", "a02", *what, "--project", str(closed)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "COLUMNS": width, "NO_COLOR": "1"},
    ).stdout
    golden = root / "tests" / "golden" / f"explain_{what[0].strip('-')}_{width}.txt"
    if os.environ.get("KPIENGINE_UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert max(map(cell_len, shown.splitlines())) <= int(width)
