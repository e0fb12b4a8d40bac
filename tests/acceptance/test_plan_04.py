"""Plan 04 of the design's book as it stands: a team's pool of 12,000.00, paid out to the cent.

Scores times paid hours times the tier's share, after two gates: 17,664 of 42,234 is 5,018.90, and the lost cents go to
the largest remainders.
"""

import shutil

import pytest

from kpiengine.cli import main

PROJECT = """format = 1
[project]
name = "service-centre"
timezone = "Asia/Shanghai"
[site.shanghai]
currency = "CNY"
[plan.bonus]
covers = { role = "agent", line = "chat" }
[facts.agents]
source = "agents.csv"
[facts.agents.extra]
line = "text"
"""
WORKED = """format = 1
ruleset = "chat-pool-sh"
[given.roster]
role = "agent"
site_id = "shanghai"
line = "chat"
[given.metrics]
critical_error_rate = 0
service_level = {service}
quality_score = 88
[[case]]
title = "five agents and 12,000.00"
agent.a1 = {{ score = 92, metrics.paid_hours = 160, expect.tier = "A", expect.amount = {a1} }}
agent.a3 = {{ score = 78, metrics.paid_hours = 80, expect.tier = "B", expect.amount = {a3} }}
agent.a4 = {{ score = 65, metrics.paid_hours = 120, expect.tier = "C", expect.amount = {a4} }}
[case.agent.a2]
score = 91
metrics = {{ paid_hours = 150, quality_score = 84 }}
expect = {{ tier = "B", amount = {a2} }}
[case.agent.a5]
score = 90
metrics = {{ paid_hours = 160, quality_score = 95, critical_error_rate = 10 }}
expect = {{ tier = "none", amount = 0, reason = "GATE_FAILED:critical_error" }}
"""
TO_THE_CENT = {"a1": "5018.90", "a2": "3878.39", "a3": "1772.98", "a4": "1329.73"}


@pytest.fixture
def centre(tmp_path, shared):
    (tmp_path / "rules" / "tests").mkdir(parents=True)
    shutil.copy(shared / "plans" / "04_team_pool.toml", tmp_path / "rules" / "pool.toml")
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "agents.csv").write_text("agent_id,role,site_id,line\n", "utf-8")
    return tmp_path


def tried(centre, capsys, **given):
    (centre / "rules" / "tests" / "pool.toml").write_text(WORKED.format(**given), "utf-8")
    code = main(["test", "--project", str(centre)])
    return code, "".join(capsys.readouterr())


def test_the_pool_is_paid_out_to_the_cent(centre, capsys):
    code, said = tried(centre, capsys, service="75", **TO_THE_CENT)
    assert code == 0, said
    code, said = tried(centre, capsys, service="75", **TO_THE_CENT | {"a4": "1329.74"})
    assert code == 1
    assert "1329.73" in said


def test_a_team_that_serves_too_few_in_time_gets_half_of_it(centre, capsys):
    # 6,000.00 in all: the half is taken of the exact share, and rounded once
    halves = {"a1": "2509.45", "a2": "1939.19", "a3": "886.49", "a4": "664.87"}
    code, said = tried(centre, capsys, service="74.9", **halves)
    assert code == 0, said
