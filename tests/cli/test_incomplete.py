"""Sources that are stale, too small or not whole: nothing is decided, exit code 3, as their users type it."""

import json

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-09"


@pytest.fixture
def project(tmp_path):
    write_project(tmp_path, MONTH)
    return tmp_path


def evaluated(project, capsys, line, section="surveys"):
    """Evaluates with one more line in a section of the facts."""
    file = project / "kpiengine.toml"
    head = f"[facts.{section}]\n"
    text = file.read_text("utf-8")
    assert head in text
    file.write_text(text.replace(head, head + line + "\n"), "utf-8")
    code = main(["evaluate", "--period", MONTH, "--project", str(project)])
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("min_rows = 65", "KPI342", "64 rows were read, and 65 must be there, so nothing is computed"),
        ('max_age = "1 h"', "KPI343", "rows up to 2026-09-30 22:00 UTC at least must be there"),
        ('control = "data/control.csv"', "KPI344", "64 rows were read, and 65 were sent, so nothing is computed"),
    ],
)
def test_nothing_is_decided(project, capsys, line, code, said):
    (project / "data" / "control.csv").write_text("file,rows\ncalls.csv,65\n")
    exit_code, told = evaluated(project, capsys, line)
    assert exit_code == 3
    assert code in told
    assert said in told
    assert not (project / "out").exists()
    assert main(["runs", "--project", str(project)]) == 1  # the refused attempt is seen
    assert ": refused" in capsys.readouterr().out


def test_whole_and_new_enough(project, capsys):
    (project / "data" / "control.csv").write_text("file,rows,rating\ncalls.csv,64,92\n")
    ratings = [line.split(",")[-1] for line in (project / "data" / "calls.csv").read_text().splitlines()[1:]]
    (project / "data" / "control.csv").write_text(f"file,rows,rating\n*,64,{sum(int(r) for r in ratings if r)}\n")
    code, told = evaluated(project, capsys, 'min_rows = 64\nmax_age = "3 days"\ncontrol = "data/control.csv"')
    assert (code, told.count("KPI34")) == (0, 0), told
    record = json.loads((project / "out" / "bonus" / MONTH / "run.json").read_text())
    assert "data/control.csv" in json.dumps(record)


@pytest.mark.parametrize(
    ("line", "section", "said"),
    [
        ('max_age = "soon"', "surveys", 'say it as "26 h" or "2 days"'),
        ('max_age = "2 days"', "agents", "rows of the roster have no time"),
        ("min_rows = -1", "surveys", "it is from 0"),
        ('manifest = "x.csv"', "surveys", "control"),
        ('control = "../x.csv"', "surveys", "x.csv"),
    ],
)
def test_settings_that_cannot_be(project, capsys, line, section, said):
    code, told = evaluated(project, capsys, line, section)
    assert code == 2
    assert said in told
