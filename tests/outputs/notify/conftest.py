"""Real receivers on this machine, a web server and a mail server that can misbehave, and a project that knows them."""

import json
import socketserver
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

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
def web():
    """A web server; `mood` is what it does next: ok, hang, reset, error, redirect; `got` what it took with a 2xx."""
    state = SimpleNamespace(mood="ok", got=[], asked=0, elsewhere=0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            state.asked += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/elsewhere":
                state.elsewhere += 1
            if state.mood == "hang":
                time.sleep(3)
                return
            if state.mood == "reset":
                self.connection.close()
                return
            if state.mood == "long":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"x" * 100_000)
                return
            status = {"ok": 204, "error": 500, "redirect": 307}[state.mood]
            if status == 204:
                state.got.append((self.headers["Idempotency-Key"], json.loads(body)))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.port = server.server_address[1]
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mail():
    """A mail server; `mood` ok or refuse; `got` pairs of recipient and text."""
    state = SimpleNamespace(mood="ok", got=[])

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.say("220 here")
            to = None
            while line := self.rfile.readline().decode().strip():
                word = line.split(" ")[0].upper()
                if word in {"EHLO", "HELO"}:
                    self.say("250 here")
                elif word == "RCPT":
                    to = line.partition("<")[2].rstrip(">")
                    self.say("250 yes" if state.mood == "ok" else "550 no such person")
                elif word == "DATA":
                    self.say("354 go on")
                    text = []
                    while (part := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                        text.append(part)
                    state.got.append((to, "\n".join(text)))
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 yes")

        def say(self, text):
            self.wfile.write(f"{text}\r\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.port = server.server_address[1]
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


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
