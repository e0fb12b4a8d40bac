"""Plans of the language's specification check and read aloud, word for word."""

import contextlib
import io
import json

import pytest

from kpiengine.cli import main

PROJECT = """\
format = 1

[project]
name = "service-centre"
timezone = "Asia/Shanghai"
currency = "CNY"

[site.shanghai]
currency = "CNY"

[site.manila]
currency = "PHP"

[plan.bonus]
covers = {}
pays_beside = ["okr"]

[plan.okr]
covers = {}

[plan.retention]
covers = {}

[plan.alerts]
covers = {}

[facts.agents]
source = "roster.csv"

[facts.agents.extra]
line = "text"
"""
METRICS = """\
format = 1

[table.retention_cases]
title = { en = "Retention cases" }
key = ["case_id"]
time = "closed_at"

[table.retention_cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
outcome = { type = "text", values = ["saved", "lost"] }

[table.upheld_complaints]
title = { en = "Complaints" }
key = ["complaint_id"]
time = "decided_at"

[table.upheld_complaints.columns]
complaint_id = "text"
agent_id = "text"
decided_at = "instant"
verdict = { type = "text", values = ["upheld", "rejected"] }

[metric.saves]
title = { en = "Customers kept", zh = "挽留成功客户数" }
unit = "count"
better = "higher"
kind = "count"
facts = "retention_cases"
time = "closed_at"
agent = "agent_id"
where = 'outcome == "saved"'

[metric.save_rate]
title = { en = "Save rate", zh = "挽留率" }
unit = "%"
better = "higher"
kind = "ratio"
facts = "retention_cases"
time = "closed_at"
agent = "agent_id"
share = 'outcome == "saved"'

[metric.complaints_upheld]
title = { en = "Upheld complaints", zh = "成立的投诉数" }
unit = "count"
better = "lower"
kind = "count"
facts = "upheld_complaints"
time = "decided_at"
agent = "agent_id"
where = 'verdict == "upheld"'
"""


@pytest.fixture(scope="module")
def project(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (folder / "rules").mkdir()
    (folder / "metrics").mkdir()
    (folder / "metrics" / "own.toml").write_text(METRICS, "utf-8")
    for number in range(1, 9):
        (plan,) = (shared / "plans").glob(f"{number:02}_*.toml")
        text = plan.read_text("utf-8")
        (folder / "rules" / plan.name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def faults(project):
    """Error codes by plan; sentences of errors for the message."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(["check", "--project", str(project), "--format", "json"])
    found = {path.stem: [] for path in (project / "rules").iterdir()}
    for diagnostic in json.loads(out.getvalue())["diagnostics"]:
        if diagnostic["level"] == "error":
            name = diagnostic["path"].rpartition("/")[2].removesuffix(".toml")
            found.setdefault(name, []).append((diagnostic["code"], diagnostic["message"]))
    return found


def test_every_plan_checks(faults):
    assert len(faults) == 8
    assert not any(faults.values()), faults


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("03_retention_accelerator", "the first 40: PHP 50; from the 41st: PHP 80; from the 81st: PHP 120;"),
        ("03_retention_accelerator", "Others get the share of paid hours in the full-time month; the marks"),
        ("03_retention_accelerator", "20 % is held back until matured."),
        ("07_promotion_list", "tier at least B in 3 of 4 months; a month in which worked days under 5 does not count"),
        ("07_promotion_list", "6 places per site, best the mean of score in the 4 periods before, as closed first"),
        ("04_team_pool", "Gate team_service of the team: service level at least 75, else 50 % of the money."),
        ("04_team_pool", "CNY 12,000 for each team, split by score times paid hours, times the"),
        ("08_alerts", "per site, every 15 min over the last 30 min, in working hours:"),
        ("08_alerts", "no data counts as firing; meanwhile every other alert of this site is quiet. To: wfm."),
        ("08_alerts", "warning when shrinkage unplanned over 8 or critical when shrinkage unplanned over 12."),
        ("08_alerts", "for 2 of 3 checks; ends when service level at least 78. To: wfm. Repeated every 60 min."),
    ],
)  # fmt: skip
def test_they_read_aloud(project, capsys, plan, said):
    path = project / "rules" / f"{plan}.toml"
    main(["rules", "read", str(path)])
    assert said in capsys.readouterr().out
