"""Alerts, messages and unattended runs, as they are typed."""

import json
import sys

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-09"


@pytest.fixture
def centre(tmp_path):
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    rules = folder / "rules" / "phone.toml"
    text = rules.read_text("utf-8").replace("when = 'csat < 60'", 'when = \'csat < 60\'\nnotify = ["log", "hook"]')
    rules.write_text(text, "utf-8")
    with (folder / "kpiengine.toml").open("a") as file:
        file.write('[notify.log]\nfile = "log.jsonl"\n[notify.hook]\nwebhook = "env:TRY_HOOK"\nhosts = ["h.example"]\n')
    return folder


@pytest.fixture
def do(centre, capsys, monkeypatch):
    def typed(*arguments):
        monkeypatch.setattr(sys, "argv", ["kpiengine", *arguments])
        code = main([*arguments, "--project", str(centre)])
        return code, *capsys.readouterr()

    return typed


def test_from_the_night_to_the_answer(do, centre):
    """One story in one test: each step stands on the one before."""
    code, _, said = do("evaluate", "--period", MONTH, "--dry-run")
    assert (code, "would be told: phone.csat_low/agent:" in said) == (0, True)
    assert not (centre / "out").exists()
    assert not (centre / ".kpiengine" / "ledger.db").exists()

    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, "not sent: hook: the environment has no TRY_HOOK" in said) == (4, True)
    assert "messages: 1 sent, 1 left" in said
    assert len((centre / "log.jsonl").read_text("utf-8").splitlines()) == 1
    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, "the same result as recorded before" in said) == (4, True)
    assert len((centre / "log.jsonl").read_text("utf-8").splitlines()) == 1

    rows = json.loads(do("alerts", "list", "--format", "json")[1])["alerts"]
    assert {row["state"] for row in rows} == {"firing"}
    who = rows[0]["subject"]
    assert f"phone.csat_low  {who}" in do("alerts", "history")[1]
    assert "no run has judged an alert nope" in do("alerts", "history", "nope")[2]
    assert f"{MONTH}  {who}  warning" in do("alerts", "history", "csat_low", who, "--windows")[1]
    code, out, _ = do("alerts", "test")
    assert (code, "hook: webhook *** (env:TRY_HOOK) at h.example" in out) == (0, True)

    code, _, said = do("alerts", "ack", "csat_low", who, "--until", "2 days", "--because", "we talk")
    assert (code, f"phone.csat_low for {who} until" in said) == (0, True)
    assert "is not on for a99" in do("alerts", "ack", "csat_low", "a99", "--until", "2 days", "--because", "x")[2]
    assert "no run has judged an alert nope" in do("alerts", "ack", "nope", who, "--until", "1 h", "--because", "x")[2]
    assert "is over already" in do("alerts", "silence", "--until", "2020-01-01", "--because", "x")[2]
    code, _, said = do("alerts", "silence", "--subject", "north", "--until", "2 days", "--because", "moving")
    number = said.split(":")[0].removeprefix("silence ")
    assert "moving" in do("alerts", "list")[1]
    assert do("alerts", "silence", "--end", number, "--because", "done")[0] == 0
    assert "moving" not in do("alerts", "list")[1]

    code, _, said = do("deliver")
    assert (code, "0 messages sent, 1 left" in said) == (4, True)
    assert do("verify", "--ledger")[0] == 0
    assert do("runs", "--since", "1 h")[0] == 0
    asked = ("runs", "--since", "1 h", "--of", "watch")
    assert "no `kpiengine watch` has ended well for 1 h; the last one: never" in do(*asked)[2]
    assert do("watch")[0] == 4
    assert do(*asked)[0] == 0


def test_lines_of_json_for_whoever_collects_logs(do):
    _, _, said = do("evaluate", "--period", MONTH, "--log-format", "json")
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"time", "level", "message"} == set(lines[0])
    assert any(line["message"].endswith("run 1, recorded") for line in lines)
