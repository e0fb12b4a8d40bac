import json

import pytest

from kpiengine.cli import main, plugins
from kpiengine.plugin import Catalogue, PluginInfo

BROKEN = PluginInfo("acme", "acme-metrics", "2.0", problem="KPI501 no\nKPI509 neither", printed=r"\x1b[2J")
SOUND = PluginInfo("tidy", "tidy-metrics", "1.0", brought=("table shifts", "view worked", "metric hours"))


@pytest.fixture
def two(monkeypatch):
    monkeypatch.setattr(plugins, "load_catalogue", lambda _: Catalogue(plugins=(BROKEN, SOUND)))


def test_first_party_plugins_are_sound(capsys):
    assert main(["plugins", "--fail-on-broken", "--format", "json"]) == 0
    entries = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert entries["contacts"]["distribution"] == "kpiengine-contacts"
    assert entries["contacts"]["tables"] == [
        "agent_legs",
        "callbacks",
        "contacts",
        "queue_entries",
        "queues",
        "snapshots",
    ]
    assert {"csat_mean", "csat_pct", "fcr", "nps"} <= set(entries["experience"]["metrics"])
    assert entries["contacts"]["problems"] == entries["experience"]["problems"] == []


@pytest.mark.usefixtures("two")
def test_broken_plugins_are_listed_with_every_cause(capsys):
    assert main(["plugins"]) == 0
    assert capsys.readouterr().out == (
        "acme  acme-metrics 2.0  BROKEN\n"
        "  problem: KPI501 no\n"
        "  problem: KPI509 neither\n"
        "  printed while it was loaded: \\x1b[2J\n"
        "\n"
        "tidy  tidy-metrics 1.0\n"
        "  tables: shifts\n"
        "  views: worked\n"
        "  metrics: hours\n"
    )


@pytest.mark.usefixtures("two")
def test_a_broken_plugin_fails_the_command_where_that_is_asked_for(capsys):
    assert main(["plugins", "--fail-on-broken"]) == 1
    assert "BROKEN" in capsys.readouterr().out
    assert main(["plugins", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["problems"] == ["KPI501 no", "KPI509 neither"]
