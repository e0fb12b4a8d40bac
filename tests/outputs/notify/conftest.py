"""A project that knows the web server and the mail server of the tests, and raises alerts."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import polars as pl
import pytest

from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.quiet import Quiet
from kpiengine.alerts.timeline import ABOUT, Window
from kpiengine.ledger import place_in, working
from kpiengine.ledger.alert_log import log_alerts
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.notify.addressing import Addressing
from kpiengine.outputs.notify.people import keep_people
from kpiengine.project import read_project

LOW, OUTAGE = Series("alerts", "csat_low"), Series("alerts", "outage")
ROWS = {"verdict": pl.Int8, "clear": pl.Boolean, **ABOUT}
NOW = datetime(2026, 11, 5, 3, tzinfo=UTC)


@pytest.fixture
def centre(tmp_path, monkeypatch, web, mail):
    """A project with one receiver of each kind, and a ledger that raises alerts in it."""
    (tmp_path / "secrets").mkdir()
    hook = tmp_path / "secrets" / "hook"
    hook.write_text(f"http://127.0.0.1:{web.port}/hook/s3cr3t-t0ken\n")
    hook.chmod(0o600)
    monkeypatch.setenv("TRY_MAIL", f"mailto://127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1")
    (tmp_path / "kpiengine.toml").write_text(
        """format = 1
[project]
name = "centre"
timezone = "Asia/Shanghai"
[mail]
server = "env:TRY_MAIL"
from = "kpi@centre.example"
[notify.lead]
who = "team_lead"
[notify.boss]
mail = "boss@centre.example"
language = "zh"
[notify.wfm]
webhook = "file:secrets/hook"
hosts = ["127.0.0.1"]
private = true
[notify.log]
file = "out/notices.jsonl"
"""
    )
    return Centre(tmp_path)


class Centre:
    """Commands in one project."""

    def __init__(self, folder):
        self.folder = folder
        self.problems = []

    @property
    def project(self):
        return read_project(self.folder)

    @contextmanager
    def at_work(self):
        with working(place_in(self.folder), this_worker("kpiengine test"), NOW, project="centre", make=True) as ledger:
            yield ledger

    def alerts(self, *agents, notify=("wfm",), verdict=2, end=1, lead="l1", people=(), **policy):
        """One window in which these agents fire."""
        rows = [
            {
                "verdict": verdict,
                "name": agent,
                "level": "agent",
                "team": "north",
                "site": "shanghai",
                "values": "csat 61.0",
                "message_en": "{agent}: CSAT 61.0",
                "message_zh": "{agent}：满意度 61.0",
                "people": json.dumps({"team_lead": lead}),
            }
            for agent in agents
        ]
        rule = Policy(LOW, notify=tuple(notify), titles={"en": "Low CSAT", "zh": "满意度低"}, **policy)
        window = Window(LOW, 0, end * 3_600_000, f"2026-W{40 + end}", pl.DataFrame(rows, ROWS))
        addressing = Addressing(self.project, {LOW: rule})
        roster = [{"agent_id": who, "valid_from": 0, "name": name, "mail": address} for who, name, address in people]
        with self.at_work() as ledger:
            logged = log_alerts(ledger, {LOW: rule}, [window], Quiet(), end * 3_600_000, "UTC", addressing)
            schema = {"agent_id": pl.String, "valid_from": pl.Int32, "name": pl.String, "mail": pl.String}
            keep_people(ledger.place.folder, pl.DataFrame(roster, schema), ["mail"])
        self.problems = addressing.notes()
        return logged
