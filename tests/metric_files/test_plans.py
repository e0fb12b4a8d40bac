"""The metrics that the plans use work as they are written: loaded, checked, measured."""

from kpiengine.cli import main
from kpiengine.plugin import Catalogue
from kpiengine.testing.cases import MetricCase, Outcome, run_case

TABLES = """\
format = 1

[table.retention_cases]
title = { en = "Retention cases", zh = "挽留个案" }
key = ["case_id"]
time = "closed_at"

[table.retention_cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
cancelled_at = "instant"
outcome = { type = "text", values = ["saved", "lost"] }

[table.complaints]
key = ["complaint_id"]
columns = { complaint_id = "text", agent_id = "text", decided_at = "instant", verdict = "text" }
"""
CASES = """
case_id | agent_id | closed_at           | cancelled_at        | outcome
1       | A1       | 2025-03-03T09:00:00 |                     | saved
2       | A1       | 2025-03-03T09:00:00 | 2025-05-02T09:00:00 | saved
3       | A1       | 2025-03-03T09:00:00 | 2025-05-02T09:00:01 | saved
4       | A1       | 2025-03-03T09:00:00 | 2025-03-04T09:00:00 | lost
5       | A2       | 2025-03-03T09:00:00 |                     | saved
"""


def test_the_plans_metrics_work(shared, load):
    text = (shared / "plans" / "metrics.toml").read_text("utf-8")
    catalogue, faults = load({"metrics.toml": text, "tables.toml": TABLES}, Catalogue())
    assert faults == ()

    def value(metric, as_of=None):
        facts = {
            "retention_cases": CASES,
            "complaints": [{"agent_id": "A1", "decided_at": "09:00:00", "verdict": "upheld"}],
        }
        case = MetricCase("", metric, None, facts, level="agent", subject="A1", as_of=as_of)
        return run_case(case, catalogue)

    # 2 was cancelled on the 60th day, to the second: that is not kept.
    assert value("saves") == Outcome("2", "ok", 4)
    assert value("saves", "2025-05-01").status == "provisional"
    assert value("save_rate") == Outcome("75.0", "ok", 4)
    assert value("complaints_upheld") == Outcome("1", "ok", 1)


def test_rule_files_name_them_and_the_commands_show_them(tmp_path, monkeypatch, capsys):
    assert main(["init", str(tmp_path / "here")]) == 0
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here" / "metrics").mkdir()
    own = tmp_path / "here" / "metrics" / "own.toml"
    own.write_text(LONG_CALLS, encoding="utf-8")
    rules = tmp_path / "here" / "rules" / "phone.toml"
    rules.write_text(
        rules.read_text("utf-8").replace('[kpi.aht]\nmetric = "aht"', '[kpi.talk]\nmetric = "talk_min"'),
        encoding="utf-8",
    )
    capsys.readouterr()
    assert main(["metrics", "talk_min", "--language", "zh"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("talk_min  平均通话")
    assert "插件: metrics/own.toml" in shown
    assert main(["check"]) == 0, capsys.readouterr().out
    own.write_text(LONG_CALLS.replace("talk_s", "talk_z"), encoding="utf-8")
    assert main(["check"]) == 2
    told = capsys.readouterr().out
    assert "metrics/own.toml:9:" in told
    assert 'did you mean "talk_s"?' in told


LONG_CALLS = """\
format = 1

[metric.talk_min]
title = { en = "Talk time", zh = "平均通话" }
unit = "min"
better = "lower"
kind = "mean"
view = "handled_legs"
of = 'talk_s / 60'
"""
