"""Windows over periods, from rows to values through the real pipeline."""

from datetime import date
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.explaining.recorded import recorded
from kpiengine.explaining.rows import rows_behind
from kpiengine.metrics import counting as passes
from kpiengine.metrics import engine, loaded
from kpiengine.project import read_project

centre = SimpleNamespace(**run_path(str(Path(__file__).parent / "windows.py")))
cases, evaluate, windows, write = centre.cases, centre.evaluate, centre.windows, centre.write
ALERT = """
[alert.look]
when = '{condition}'
"""


def rules(condition, kpi=centre.KPI, **more):
    return kpi + ALERT.replace("{condition}", condition) + "".join(f"{k} = {v}\n" for k, v in more.items())


ROWS = [
    *cases("a1", "2026-01", 9, 1),  # 90
    *cases("a1", "2026-02", 1, 1),  # 50
    *cases("a1", "2026-03", 3, 1),  # 75
    *cases("a1", "2026-04", 4, 1),  # 80
    *cases("a2", "2026-03", 1, 2),  # 33.33: joined in March, so to say
    *cases("a2", "2026-04", 1, 0),
    *cases("a3", "2026-01", 5, 5),  # away in February and March
    *cases("a3", "2026-04", 2, 2),
]


def test_the_period_before_and_the_one_before_that(tmp_path):
    write(tmp_path, rules("previous(share) > 0 and previous(share, 2) > 0"), ROWS)
    found = windows(evaluate(tmp_path), "value", "n", "status", "over")
    assert found == {
        ("a1", "previous(share)"): ("75.00", "4", "ok", "2026-03"),
        ("a1", "previous(share, 2)"): ("50.00", "2", "ok", "2026-02"),
        ("a2", "previous(share)"): ("33.33", "3", "ok", "2026-03"),
        ("a2", "previous(share, 2)"): (None, "0", "no_data", "2026-02"),
        ("a3", "previous(share)"): (None, "0", "no_data", "2026-03"),
        ("a3", "previous(share, 2)"): (None, "0", "no_data", "2026-02"),
    }


def test_history_is_of_merged_parts_and_no_mean_of_means(tmp_path):
    write(tmp_path, rules("history(share, 3) > 0"), ROWS)
    found = windows(evaluate(tmp_path), "value", "n", "over", "counted")
    assert found == {
        ("a1", "history(share, 3)"): ("81.25", "16", "2026-01..2026-03", "3"),  # 13 of 16, not 71.67
        ("a2", "history(share, 3)"): ("33.33", "3", "2026-01..2026-03", "3"),
        ("a3", "history(share, 3)"): ("50.00", "10", "2026-01..2026-03", "3"),
    }


def test_the_first_period_has_no_history_and_the_condition_is_not_known(tmp_path):
    write(tmp_path, rules("share > history(share, 3) or change(share) > 0"), ROWS)
    found = evaluate(tmp_path, "2026-01")
    assert windows(found, "value", "status", "counted")["a1", "history(share, 3)"] == (None, "no_data", "0")
    assert windows(found)["a1", "change(share)"] is None
    assert found.results[0].tables["alerts"].is_empty()


def test_a_kpi_may_be_called_like_a_part_of_a_function(tmp_path):
    kpi = centre.KPI.replace("[kpi.share]", '[kpi.story]\nmetric = "share"')
    write(tmp_path, rules("history(story, 3) > 0 and change(team(story)) > 0", kpi), ROWS)
    found = windows(evaluate(tmp_path))
    assert found["a1", "history(story, 3)"] == "81.25"
    assert found["a1", "change(team(story))"] == "26.19"


def test_change_is_missing_beside_a_gap(tmp_path):
    write(tmp_path, rules("change(share) > 0"), ROWS)
    found = evaluate(tmp_path)
    assert [windows(found)[agent, "change(share)"] for agent in ("a1", "a2", "a3")] == ["5.00", "66.67", None]
    assert found.results[0].tables["alerts"]["agent_id"].to_list() == ["a1", "a2"]
    assert found.results[0].tables["alerts"]["values"][0] == "change(share) 5.00"


def test_trend_is_the_least_squares_line_through_what_is_known(tmp_path):
    write(tmp_path, rules("trend(share, 4) < 0"), ROWS)
    found = windows(evaluate(tmp_path))
    # 90, 50, 75, 80: (4 x 440 - 6 x 295) / (4 x 14 - 36) = -10 / 20; a2 and a3 have two values, which are always a line
    assert [found[agent, "trend(share, 4)"] for agent in ("a1", "a2", "a3")] == ["-0.5000", None, None]


def test_a_trend_passes_over_a_gap_at_its_right_place(tmp_path):
    rows = [*cases("a1", "2026-01", 9, 1), *cases("a1", "2026-03", 8, 2), *cases("a1", "2026-04", 15, 5)]
    write(tmp_path, rules("trend(share, 4) < 0"), rows)
    # 90 at 0, 80 at 2, 75 at 3: exactly 5 a month
    assert windows(evaluate(tmp_path))["a1", "trend(share, 4)"] == "-5.0000"


def test_a_count_has_no_history_over_months_that_are_not_loaded(tmp_path):
    write(tmp_path, rules("history(cases, 3) > 0 or previous(cases) > 0"), ROWS)
    march = windows(evaluate(tmp_path, "2026-03"), "value", "status", "counted")
    assert march["a1", "history(cases, 3)"] == (None, "no_data", "2")  # nothing before January is loaded
    assert march["a1", "previous(cases)"] == ("2", "ok", "1")
    assert march["a2", "previous(cases)"] == ("0", "ok", "1")  # February is loaded, and there was none
    april = windows(evaluate(tmp_path), "value", "counted")
    assert april["a1", "history(cases, 3)"] == ("16", "3")
    assert april["a2", "history(cases, 3)"] == ("3", "3")


def test_too_few_cases_are_unknown_by_the_kpis_or_the_alerts_minimum(tmp_path):
    kpi = centre.KPI + "min_sample = 4\n"
    write(tmp_path, rules("previous(share) > 0 and history(share, 3) > 0", kpi), ROWS)
    found = windows(evaluate(tmp_path), "value", "n", "status")
    assert found["a2", "previous(share)"] == ("33.33", "3", "low_sample")
    assert found["a1", "history(share, 3)"] == ("81.25", "16", "ok")
    fired = evaluate(tmp_path).results[0].tables["alerts"]["agent_id"].to_list()
    assert fired == ["a1"]
    write(tmp_path, rules("previous(share) > 0", min_sample=3), ROWS)
    assert evaluate(tmp_path).results[0].tables["alerts"]["agent_id"].to_list() == ["a1", "a2"]
    write(tmp_path, rules("previous(share) > 0", min_sample=4), ROWS)
    assert evaluate(tmp_path).results[0].tables["alerts"]["agent_id"].to_list() == ["a1"]


def test_targets_from_history_are_in_the_result(tmp_path):
    """R11: the present plus half the way to the benchmark: 81.25 + 0.5 x (90 - 81.25) = 85.625."""
    kpi = """
[kpi.share]
target = 'history(share, 3) + 0.5 * (90 - history("share", 3))'
floor = 50
weight = 100
"""
    write(tmp_path, kpi, ROWS)
    found = evaluate(tmp_path).results[0].tables
    lines = {row["agent_id"]: row for row in found["kpi_lines"].iter_rows(named=True)}
    assert lines["a1"]["target"] == "85.63"
    assert lines["a1"]["points"] == "84.20"  # 30 of 35.63
    write(tmp_path, kpi, [row for row in ROWS if row["agent_id"] != "a3" or "2026-04" in row["at"]])
    found = evaluate(tmp_path).results[0].tables
    lines = {row["agent_id"]: row for row in found["kpi_lines"].iter_rows(named=True)}
    assert (lines["a3"]["target"], lines["a3"]["points"], lines["a3"]["evidence"]) == (None, None, "hold")


def test_a_window_and_a_stretch_of_one_kpi_are_told_apart(tmp_path):
    """The record has both: over which months a KPI was measured, and the mark that earns 120 points."""
    write(tmp_path, centre.KPI + 'window = "3 months"\n[kpi.talk]\nwindow = "2 months"\n', ROWS)
    found = evaluate(tmp_path)
    lines = {row["kpi"]: row["stretch"] for row in found.results[0].tables["kpi_lines"].iter_rows(named=True)}
    assert lines == {"share": None, "talk": None}
    assert windows(found, "over")["a1", "talk"] == "2026-03..2026-04"
    write(tmp_path, centre.KPI + 'window = "3 months"\nstretch = 95\n', ROWS)
    found = evaluate(tmp_path)
    assert found.results[0].tables["kpi_lines"]["stretch"].to_list() == ["95"] * 3
    assert windows(found, "over")["a1", "share"] == "2026-02..2026-04"


TEAMS = (
    {"agent_id": "a1", "team_id": "t1", "valid_to": "2026-02-15"},
    {"agent_id": "a1", "team_id": "t2", "valid_from": "2026-02-16"},
    {"agent_id": "a2", "team_id": "t1"},
    {"agent_id": "a3", "team_id": "t2"},
)


def test_a_persons_history_goes_with_the_person_and_a_teams_stays_with_the_team(tmp_path):
    write(tmp_path, rules("previous(share, 2) > 0 and previous(team(share), 2) > 0"), [
        *cases("a1", "2026-02", 4, 0, day=10),  # in t1
        *cases("a1", "2026-02", 0, 4, day=20),  # in t2
        *cases("a2", "2026-02", 1, 1),
        *cases("a3", "2026-02", 1, 0),
        *(row for agent in ("a1", "a2", "a3") for row in cases(agent, "2026-04", 1)),
    ], TEAMS)  # fmt: skip
    found = windows(evaluate(tmp_path))
    assert found["a1", "previous(share, 2)"] == "50.00"
    assert found["a1", "previous(team(share), 2)"] == "20.00"  # of t2, where April ends: 0 of 4 and 1 of 1
    assert found["a2", "previous(team(share), 2)"] == "83.33"  # 4 of 4 and 1 of 2
    assert found["a3", "previous(team(share), 2)"] == "20.00"


def test_an_earlier_month_counts_though_the_rule_set_did_not_hold_then(tmp_path):
    head = centre.HEAD.replace("2026-01-01", "2026-04-01").replace('role = "agent"', 'team = "t2"')
    write(tmp_path, head + rules("history(share, 3) > 0"), ROWS, TEAMS)
    found = windows(evaluate(tmp_path), "value", "n")
    assert found["a1", "history(share, 3)"] == ("81.25", "16")


def test_who_left_and_came_back_has_the_days_that_the_roster_knows(tmp_path):
    roster = (
        {"agent_id": "a1", "team_id": "t1", "valid_to": "2026-01-31"},
        {"agent_id": "a1", "team_id": "t1", "valid_from": "2026-03-01"},
        *centre.ROSTER[1:],
    )
    write(tmp_path, rules("history(share, 3) > 0"), ROWS, roster)
    assert windows(evaluate(tmp_path), "value", "n")["a1", "history(share, 3)"] == ("85.71", "14")  # 12 of 14


def test_teams_as_subjects_have_their_own_past(tmp_path):
    head = centre.HEAD + 'level = "team"\n'
    write(tmp_path, head + rules("change(share) > 0 and history(share, 3) > 0"), ROWS)
    found = windows(evaluate(tmp_path))
    assert found == {
        ("t1", "previous(share)"): "57.14",  # 4 of 7
        ("t1", "history(share, 3)"): "73.68",  # 14 of 19
        ("t1", "change(share)"): "26.19",  # 5 of 6
        ("t2", "previous(share)"): None,
        ("t2", "history(share, 3)"): "50.00",
        ("t2", "change(share)"): None,
    }


def test_several_periods_of_one_run_have_the_windows_of_each_alone(tmp_path):
    write(tmp_path, rules("history(share, 2) > 0 and change(share) > 0 and trend(share, 3) > 0"), ROWS)
    together = evaluate(tmp_path, None, first=date(2026, 1, 1), last=date(2026, 4, 30))
    assert len(together.results) == 4
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        alone = evaluate(tmp_path, month)
        assert windows(together, "value", "n", "status", "over", period=month) == windows(
            alone, "value", "n", "status", "over"
        )
        assert (
            next(r for r in together.results if r.period.name == month)
            .tables["decisions"]
            .equals(alone.results[0].tables["decisions"])
        )


def test_a_month_without_rows_is_not_recorded_though_its_history_has_some(tmp_path):
    write(tmp_path, rules("history(share, 2) > 0"), ROWS)
    found = evaluate(tmp_path, None, first=date(2026, 4, 1), last=date(2026, 5, 31))
    assert found.empty == ("2026-05",)


@pytest.mark.parametrize("last", [date(2026, 3, 31), date(2026, 5, 31), date(2026, 10, 31)])
def test_the_rows_are_scanned_as_often_for_many_periods_as_for_one(tmp_path, monkeypatch, last):
    """Each pass over a view runs once, however many periods and windows there are."""
    runs = []

    def counting(frame):
        runs.append(frame)
        return engine.collect(frame)

    def counting_all(frames):
        runs.extend(frames)
        return engine.collect_together(frames)

    rows = [row for month in range(1, 13) for row in cases_of(month)]
    write(tmp_path, rules("history(share, 6) > 0 and trend(share, 12) > 0 and previous(talk) > 0"), rows)
    monkeypatch.setattr(passes, "collect_together", counting_all)
    monkeypatch.setattr(passes, "collect", counting)
    monkeypatch.setattr(loaded, "collect", counting)
    found = evaluate(tmp_path, None, first=date(2026, 3, 1), last=last, now="2027-01-31")
    assert len(found.results) == last.month - 2
    # `share` counts on one view of the cases, `talk` on another: what counts, what does not, and when each begins
    assert len(runs) == 6
    assert found.notes == ()


def cases_of(month):
    return [row for agent in ("a1", "a2", "a3") for row in cases(agent, f"2026-{month:02d}", month, 3)]


WINDOW = """
[kpi.share]
window = "3 months"
target = 90
floor = 50
weight = 100
min_sample = 4
if_missing = "team"
"""


def test_a_kpi_over_three_months_is_scored_on_merged_parts(tmp_path):
    write(tmp_path, WINDOW, ROWS)
    tables = evaluate(tmp_path).results[0].tables
    lines = {row["agent_id"]: row for row in tables["kpi_lines"].iter_rows(named=True)}
    assert [lines[agent]["value"] for agent in ("a1", "a2", "a3")] == ["72.73", "50.00", "50.00"]  # 8 of 11, 2 of 4
    assert lines["a1"]["n"] == "11"
    shown = {row["agent_id"]: row for row in tables["windows"].iter_rows(named=True) if row["window"] == "share"}
    assert (shown["a1"]["window"], shown["a1"]["over"], shown["a1"]["counted"]) == ("share", "2026-02..2026-04", "3")


def test_a_kpi_over_three_months_leans_on_the_teams_three_months(tmp_path):
    write(tmp_path, WINDOW.replace("min_sample = 4", "min_sample = 5"), ROWS)
    lines = {row["agent_id"]: row for row in evaluate(tmp_path).results[0].tables["kpi_lines"].iter_rows(named=True)}
    assert (lines["a2"]["evidence"], lines["a2"]["used"]) == ("team", "66.67")  # 10 of 15 in February to April


def test_the_period_before_a_kpi_over_three_months_is_the_three_months_before(tmp_path):
    write(tmp_path, rules("change(share) < 0", WINDOW), ROWS)
    found = windows(evaluate(tmp_path), "value", "over")
    assert found["a1", "previous(share)"] == ("81.25", "2026-01..2026-03")
    assert found["a1", "change(share)"] == ("-8.52", None)


def test_a_month_without_rows_is_empty_also_for_a_kpi_over_three_months(tmp_path):
    write(tmp_path, WINDOW, ROWS)
    assert evaluate(tmp_path, None, first=date(2026, 4, 1), last=date(2026, 5, 31)).empty == ("2026-05",)


def test_the_rows_behind_a_window_are_those_of_its_months(tmp_path):
    write(tmp_path, rules("previous(share, 2) > 0 and history(share, 2) > 0"), ROWS)
    evaluate(tmp_path)
    project = read_project(tmp_path)
    one = recorded(project, "a1", "2026-04")[0]
    rows = {key: rows_behind(project, one, key).rows[0].counted.height for key in one.sheet.measures}
    assert rows == {"share": 5, "previous(share, 2)": 2, "history(share, 2)": 6}


@pytest.mark.parametrize("engine_name", ["polars", "duckdb"])
def test_the_engines_agree(tmp_path, engine_name):
    pytest.importorskip(engine_name, reason=f"{engine_name} is not installed, so windows were not tried on it")
    project = centre.PROJECT + f'[engine]\nname = "{engine_name}"\n'
    condition = "history(share, 3) > 0 and trend(talk, 4) > 0 and history(cases, 2) > 1"
    write(tmp_path, rules(condition), ROWS, project=project)
    found = windows(evaluate(tmp_path))
    assert found["a1", "history(share, 3)"] == "81.25"
    assert found["a1", "trend(talk, 4)"] == "0.000"
    assert found["a2", "history(cases, 2)"] == "3"


def test_weeks_go_back_over_the_end_of_a_year(tmp_path):
    head = centre.HEAD.replace('"month"', '"week"').replace("2026-01-01", "2025-12-29")
    rows = [*cases("a1", "2025-12", 1, 1, day=24), *cases("a1", "2025-12", 1, 0, day=30)]
    write(tmp_path, head + rules("previous(share) > 0"), rows)
    assert windows(evaluate(tmp_path, "2026-W01"), "value", "over")["a1", "previous(share)"] == ("50.00", "2025-W52")
