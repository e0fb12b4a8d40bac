"""A small centre with three lines, worked out by hand: scenarios from the contact rows to the tier.

        chat (q1)                     phone (q2)                  tech (q3)
amy     20 x 300 s, 16 of 20 good     10 x 320 s, 9 of 10 good    2 x 400 s, 1 of 2 good
ben     30 x 240 s, 9 of 10 good      5 x 360 s, none rated
cora                                                              4 x 600 s, 2 of 2 good
"""

import json
import os
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import polars as pl
import pytest

from kpiengine.cli import main

lines = SimpleNamespace(**run_path(str(Path(__file__).parent / "three_lines.py")))
RULES, ROSTER, QUEUES = lines.RULES, lines.ROSTER, lines.QUEUES


@pytest.fixture
def centre(tmp_path, monkeypatch):
    """Makes the project, with other rules, roster or work where they are given."""

    def make(work=lines.WORK, **more):
        monkeypatch.chdir(tmp_path)
        return lines.write(tmp_path, rows=lines.calls(work), **more)

    return make


def evaluate(capsys, *more):
    code = main(["evaluate", "--period", "2026-10", *more])
    return code, capsys.readouterr()


def table(folder, name):
    return pl.read_parquet(folder / "out" / "bonus" / "2026-10" / f"{name}.parquet")


def of(frame, agent, *columns):
    return frame.filter(pl.col("agent_id") == agent).select(columns).rows()


def test_row_1_each_scenario_is_scored_on_its_own_contacts_and_mixed_by_handle_time(centre, capsys):
    folder = centre()
    assert evaluate(capsys)[0] == 0
    segments, lines = table(folder, "segments"), table(folder, "kpi_lines")
    shown = of(segments, "amy", "scenario", "exposure", "work_percent", "mix_percent", "score")
    assert shown == [
        ("chat", "6000.000", "60.00", "65.22", "73.34"),
        ("phone", "3200.000", "32.00", "34.78", "100.00"),
        ("tech", "800.000", "8.00", "0.00", "45.00"),
    ]
    # (6000 x 73.34 + 3200 x 100.00) / 9200
    assert of(table(folder, "scorecards"), "amy", "score", "tier", "amount") == [("82.61", "silver", "600.00")]
    chat = lines.filter((pl.col("agent_id") == "amy") & (pl.col("scenario") == "chat"))
    assert chat.select("kpi", "value", "n", "points", "weight", "share").rows() == [
        ("csat", "80.0", "20", "55.56", "60", "60.00"),
        ("aht", "300.0", "20", "100.00", "40", "40.00"),
    ]


def test_row_3_evidence_is_of_the_whole_period_and_a_scenario_without_a_case_has_no_line(centre, capsys):
    folder = centre(rules=RULES + "[score]\nmin_weight = 50\n")
    assert evaluate(capsys)[0] == 0
    lines = table(folder, "kpi_lines")
    # Amy has 2 answers in tech and 32 in all: enough for min_sample = 10.
    tech = lines.filter((pl.col("agent_id") == "amy") & (pl.col("scenario") == "tech") & (pl.col("kpi") == "csat"))
    assert tech.select("value", "n", "evidence", "points").row(0) == ("50.0", "2", "own", "0.00")
    # Ben has none on the phone: csat has no line there, and aht makes the score of phone alone.
    phone = lines.filter((pl.col("agent_id") == "ben") & (pl.col("scenario") == "phone"))
    assert phone.select("kpi", "evidence", "share").rows() == [
        ("csat", "redistributed", "0.00"),
        ("aht", "own", "100.00"),
    ]
    assert of(table(folder, "segments"), "ben", "score") == [("100.00",), ("100.00",)]
    # Cora has 2 answers in all: the team's value of tech, 3 of 4.
    cora = lines.filter((pl.col("agent_id") == "cora") & (pl.col("scenario") == "tech") & (pl.col("kpi") == "csat"))
    assert cora.select("evidence", "used").row(0) == ("team", "75.0")


def test_row_4_gates_see_the_value_of_the_whole_period(centre, capsys):
    folder = centre(rules=RULES.replace("csat >= 60", "csat >= 81.3"))
    evaluate(capsys)
    lines = table(folder, "kpi_lines")
    whole = lines.filter((pl.col("agent_id") == "amy") & pl.col("scenario").is_null() & (pl.col("kpi") == "csat"))
    assert whole.select("value", "n").row(0) == ("81.3", "32")
    assert of(table(folder, "decisions"), "amy", "tier") == [("silver",)]
    folder = centre(rules=RULES.replace("csat >= 60", "csat >= 81.4"))
    evaluate(capsys)
    assert "GATE_FAILED:quality" in of(table(folder, "decisions"), "amy", "reasons")[0][0]


def test_under_min_weight_a_scenario_has_no_score_and_neither_has_the_agent(centre, capsys):
    folder = centre()
    evaluate(capsys)
    assert of(table(folder, "segments"), "ben", "scenario", "measured", "score") == [
        ("chat", "100", "100.00"),
        ("phone", "50", None),
    ]
    score, reasons = of(table(folder, "decisions"), "ben", "score", "reasons")[0]
    assert score is None
    assert "MIN_WEIGHT#phone" in reasons


def test_a_scenario_that_no_row_names_is_refused_or_belongs_to_the_other(centre, capsys):
    queues = [*QUEUES[:3], "q3,Tech,voice,mail"]
    centre(queues=queues)
    code, said = evaluate(capsys)
    assert code == 3
    assert 'in the data queue.scenario is also "mail" (amy, cora), and [weights] has no such row' in said.err
    folder = centre(
        rules=RULES.replace('by = "queue.scenario"', 'by = "queue.scenario"\nother = "tech"'), queues=queues
    )
    assert evaluate(capsys)[0] == 0
    assert of(table(folder, "segments"), "cora", "scenario", "work_percent") == [("tech", "100.00")]


def test_without_the_table_of_queues_it_is_said_what_is_missing(centre, capsys):
    folder = centre()
    text = (folder / "kpiengine.toml").read_text("utf-8").replace('[facts.queues]\nsource = "data/queues.csv"\n', "")
    (folder / "kpiengine.toml").write_text(text, encoding="utf-8")
    code, said = evaluate(capsys)
    assert code == 3
    assert "scenarios by queue.scenario cannot be told apart: queues.scenario is not loaded" in said.err


def test_only_the_main_scenario_counts_where_that_is_asked_for(centre, capsys):
    folder = centre(rules=RULES.replace('by = "queue.scenario"', 'by = "queue.scenario"\nblend = "main"'))
    evaluate(capsys)
    assert of(table(folder, "segments"), "amy", "mix_percent") == [("100.00",), ("0.00",), ("0.00",)]
    assert of(table(folder, "scorecards"), "amy", "score") == [("73.34",)]


def test_scenarios_by_a_column_of_the_contacts_and_by_contacts(centre, capsys):
    text = RULES.replace('by = "queue.scenario"', 'by = "queue.channel"\nblend = "contacts"\nother = "tech"')
    folder = centre(rules=text.replace("phone", "voice"))
    assert evaluate(capsys)[0] == 0
    assert of(table(folder, "segments"), "amy", "scenario", "exposure", "exposure_of") == [
        ("chat", "20", "contacts"),
        ("voice", "12", "contacts"),
    ]


def test_row_2_two_rule_sets_in_a_period_are_two_scorecards_and_short_stretches_join_the_longer(centre, capsys):
    other = RULES.replace('id = "mixed"', 'id = "chat"').replace('line = "mixed"', 'line = "chat"')
    other = other.replace("Mixed lines", "Chat")
    moved = [*ROSTER[:1], *ROSTER[2:], "amy,Amy Lin,2025-01-01,2026-10-{0:02},agent,north,mixed",
             "amy,Amy Lin,2026-10-{1:02},,agent,north,chat"]  # fmt: skip
    folder = centre(roster=[line.format(10, 11) for line in moved], chat=other)
    assert evaluate(capsys)[0] == 0
    cards = table(folder, "scorecards")
    assert of(cards, "amy", "ruleset", "days", "period_days") == [("chat", "21", "31"), ("mixed", "10", "31")]
    folder = centre(roster=[line.format(4, 5) for line in moved], chat=other)
    assert evaluate(capsys)[0] == 0
    assert of(table(folder, "scorecards"), "amy", "ruleset", "days") == [("chat", "31")]
    assert "SHORT_STRETCH" in of(table(folder, "decisions"), "amy", "reasons")[0][0]


def test_an_agent_is_explained_scenario_by_scenario(centre, capsys):
    centre()
    evaluate(capsys)
    assert main(["explain", "amy"]) == 0
    told = capsys.readouterr().out
    assert "= (6000 × 73.34 + 3200 × 100.00) ÷ 9,200" in told
    assert "Scenario tech, 8.00 % of the work: left out of the score" in told
    assert main(["explain", "amy", "--rows", "csat#tech"]) == 0
    assert "csat#tech: rows of survey_answers that count: 2" in capsys.readouterr().out


def test_segments_are_in_the_document_and_on_the_terminal(centre, capsys):
    centre()
    document = json.loads(evaluate(capsys, "--format", "json")[1].out)
    card = next(c for run in document["runs"] for c in run["scorecards"] if c["agent_id"] == "amy")
    assert [one["mix_percent"] for one in card["segments"]] == ["65.22", "34.78", "0.00"]
    for columns in ("80", "140"):
        os.environ["COLUMNS"] = columns
        try:
            shown = evaluate(capsys)[1].out
        finally:
            del os.environ["COLUMNS"]
        assert "chat 65.22 %" in shown
        assert "left out: 8.00 %" in shown
