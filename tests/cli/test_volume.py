"""`max_drop_percent`: a file that was cut is refused, because results before were made of many more rows."""

import importlib.util
from pathlib import Path

import pytest

from kpiengine.cli import main

spec = importlib.util.spec_from_file_location("centre_of_volume", Path(__file__).parents[1] / "faults" / "centre.py")
centre = importlib.util.module_from_spec(spec)
spec.loader.exec_module(centre)


def rows(count, month="10"):
    return "".join(f"x{n},csat,a01,2026-{month}-03T09:00:00,5,1,5\n" for n in range(count))


@pytest.fixture
def evaluate(tmp_path, capsys):
    """Evaluates a month with so many answers; gives the exit code and what was said."""
    centre.write_centre(tmp_path)
    file = tmp_path / "kpiengine.toml"
    section = 'source = "data/surveys*.csv"\n'
    file.write_text(file.read_text().replace(section, f"{section}max_drop_percent = 25\n"))

    def run(month, count):
        (tmp_path / "data" / "surveys.csv").write_text(centre.HEAD + rows(count, month))
        code = main(["evaluate", "--quiet", "--period", f"2026-{month}", "--project", str(tmp_path)])
        return code, capsys.readouterr().err

    return run


def test_the_first_result_has_nothing_to_be_held_against_and_the_next_has(evaluate):
    assert evaluate("09", 40)[0] == 0
    assert evaluate("10", 30)[0] == 0  # exactly 25 % fewer
    assert evaluate("10", 29)[0] == 3  # still held against September alone
    assert evaluate("11", 26)[0] == 3  # 35 is the mean of the two
    code, said = evaluate("11", 27)
    assert code == 0, said


def test_a_cut_file_records_nothing_and_says_why(evaluate, tmp_path):
    assert evaluate("09", 40)[0] == 0
    before = sorted(path.name for path in (tmp_path / "out").rglob("*"))
    code, said = evaluate("10", 12)
    assert code == 3
    assert "12 rows were read, more than 25 % fewer than the mean of 1 result before (40)" in said
    assert "KPI342" in said
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == before
