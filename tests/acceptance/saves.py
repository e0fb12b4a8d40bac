"""A centre that pays for customers kept: one table, one metric of its own, and the life of each month.

Nobody works a plan here and nothing else is measured, so that a test of several months is quick.
"""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

m = SimpleNamespace(**run_path(str(Path(__file__).with_name("months.py"))))
PROJECT = """format = 1
[project]
name = "service-centre"
timezone = "Asia/Manila"
[site.manila]
currency = "PHP"
[facts.agents]
source = "agents.csv"
[facts.retention_cases]
source = "cases.csv"
"""
METRICS = """format = 1
[table.retention_cases]
key = ["case_id"]
time = "closed_at"
[table.retention_cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
outcome = { type = "text", values = ["saved", "lost"] }
[metric.saves]
title = { en = "Customers kept", zh = "挽留成功客户数" }
unit = "count"
decimals = 0
better = "higher"
group = "retention"
control = "agent"
facts = "retention_cases"
time = "closed_at"
agent = "agent_id"
parts = { kept = 'count_if(outcome == "saved")', cases = 'count()' }
value = 'kept'
sample = "cases"
"""
HEAD = """format = 1
[ruleset]
id = "retention"
plan = "retention"
title = { en = "Retention", zh = "挽留" }
from = 2026-01-01
period = "month"
currency = "PHP"
agents = { role = "agent" }
"""


class Saves(m.Centre):
    """The centre; `saves` are the customers kept by agent and month, one lost case beside each agent's month."""

    def __init__(self, folder, rules, people, project=""):
        super().__init__(folder)
        for name in ("rules", "metrics"):
            (folder / name).mkdir()
        (folder / "kpiengine.toml").write_text(PROJECT + project, "utf-8")
        (folder / "metrics" / "saves.toml").write_text(METRICS, "utf-8")
        self.write_rules(rules)
        self.people(people)

    def write_rules(self, rules):
        (self.folder / "rules" / "retention.toml").write_text(HEAD + rules, "utf-8")

    def people(self, people):
        """The roster: ids, or pairs of an id and what differs."""
        rows = [(one, {}) if isinstance(one, str) else one for one in people]
        made = m.roster([name for name, _ in rows], "retention")
        own = [{key: value for key, value in row.items() if key != "line"} for row in made]
        m.table(self.folder / "agents.csv", [row | more | {"valid_to": more.get("valid_to", "")}
                                           for row, (_, more) in zip(own, rows, strict=True)])  # fmt: skip

    def kept(self, saves):
        """Writes the cases: by month and agent how many were saved; None for nobody's month."""
        rows = []
        for month, own in saves.items():
            days = list(m.days_of(month))
            rows += [
                {"case_id": f"{agent}-{month}-{i}", "agent_id": agent, "closed_at": m.at(days[i % 20], 12),
                 "outcome": "saved" if i < count else "lost"}
                for agent, count in own.items() for i in range(count + 1)
            ]  # fmt: skip
        m.table(self.folder / "cases.csv", rows)

    def month(self, month, when, **more):
        """Evaluates and closes a month; by agent what it comes to."""
        found = self.evaluate(month, when, **more)
        self.close("retention", month, when)
        return {who: row["amount"] for who, row in found.items()}
