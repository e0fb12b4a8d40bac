"""Scorecards as people read them."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl

from kpiengine.numbers import format_scaled
from kpiengine.scores.lines import COLUMNS, kpi_lines
from kpiengine.scores.scorecards import score
from kpiengine.scores.text import format_scaled_column

kit = SimpleNamespace(**run_path(str(Path(__file__).parent / "kit.py")))


def lines(rules, *rows, periods=("2026-10",)):
    checked = kit.check(rules)
    return kpi_lines(score(checked, kit.frame(checked, rows), kit.types(checked), periods))


RULES = kit.ruleset(
    [
        kit.kpi("csat", 60, target=90, floor=70, stretch=95),
        kit.kpi("aht", 40, target=(240, 360), floor=(150, 540), if_missing="redistribute"),
        kit.kpi("nps"),
    ]
)


def test_one_line_per_agent_and_kpi_in_the_order_of_the_file():
    table = lines(RULES, {"csat": 80, "aht": 400, "nps": 12}, {"csat": 85, "aht": None, "nps": None})
    assert table.columns == list(COLUMNS)
    assert table["agent_id"].to_list() == ["a0"] * 3 + ["a1"] * 3
    assert table["kpi"].to_list() == ["csat", "aht", "nps"] * 2
    assert table.row(0, named=True) == {
        "agent_id": "a0",
        "period": "2026-10",
        "ruleset": "phone",
        "kpi": "csat",
        "scenario": None,
        "metric": "csat",
        "level": "agent",
        "group": "experience",
        "value": "80.00",
        "n": "100",
        "status": "ok",
        "evidence": "own",
        "used": "80.00",
        "target": "90",
        "floor": "70",
        "stretch": "95",
        "points": "50.00",
        "weight": "60",
        "share": "60.00",
        "applied": None,
    }
    assert table.row(1, named=True)["target"] == "240..360"
    assert [table.row(4, named=True)[c] for c in ("value", "n", "evidence", "points", "share")] == [
        None,
        "0",
        "redistributed",
        None,
        "0.00",
    ]
    assert table.row(3, named=True)["share"] == "100.00"
    assert [table.row(2, named=True)[c] for c in ("value", "weight", "points", "share")] == ["12.00", None, None, None]


def test_a_rule_set_without_kpis_has_no_lines():
    assert lines(kit.ruleset([]), {}).is_empty()


def test_columns_are_written_as_single_numbers_are():
    numbers = [0, 5, -5, 50, 123456, -99, 10**17, -(10**18), None]
    frame = pl.DataFrame({"x": numbers}, schema={"x": pl.Int64})
    for scale in (0, 1, 2, 9):
        written = frame.select(format_scaled_column(pl.col("x"), scale))["x"].to_list()
        assert written == [None if n is None else format_scaled(n, scale) for n in numbers]
