import json

import pytest

from kpiengine.cli import main, plugin
from kpiengine.plugin import Catalogue, Column, ColumnType, Event, FactTable, Part, Plan, PluginInfo, View
from kpiengine.testing.sketch import metric

DRINKS = FactTable(
    "drinks",
    {"en": "Drinks", "zh": "饮料"},
    {
        "drink_id": Column(ColumnType.TEXT, doc="id of the drink"),
        "ts": Column(ColumnType.INSTANT, doc="when it was served"),
        "agent_id": Column(ColumnType.TEXT, null=True, doc="who served it"),
    },
    ("drink_id",),
    time="ts",
    doc="One row per drink.",
)
CASES = """
metric = "served"

[[case]]
title = "three drinks"
expected = "3"
facts.drinks = [{ times = 3 }]
"""


def served(facts, params, context):
    del params, context
    return facts["drinks"]


@pytest.fixture
def kitchen(monkeypatch, tmp_path):
    """kitchen(title) installs a plugin with one metric of this title, and gives the folder of its cases."""

    def installed(title):
        one = metric(
            "served",
            Plan({"n": Part("served")}, "n", "n"),
            title=title,
            docs={"en": "Drinks served."},
            formula="number of drinks",
            example="three drinks: 3",
        )
        view = View("served", ("drinks",), served, Event("ts"), {"agent": "agent_id"}, DRINKS.columns)
        what = ("table drinks", "view served", "metric served")
        catalogue = Catalogue(
            metrics={"served": one},
            views={"served": view},
            tables={"drinks": DRINKS},
            origin=dict.fromkeys(what, "kitchen"),
            plugins=(PluginInfo("kitchen", "kitchen-metrics", "1.0", brought=what),),
        )
        monkeypatch.setattr(plugin, "load_catalogue", lambda: catalogue)
        (tmp_path / "served.toml").write_text(CASES, encoding="utf-8")
        return str(tmp_path)

    return installed


def test_a_sound_plugin_passes_every_check(kitchen, capsys):
    cases = kitchen({"en": "Drinks served", "zh": "饮料数"})
    assert main(["plugin", "check", "kitchen", "--cases", cases]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("kitchen  kitchen-metrics 1.0\n  passed  loads: ")
    assert "FAILED" not in printed
    assert printed.rstrip().endswith("checks passed, 0 failed")


def test_a_fault_has_its_cause_and_remedy_and_the_exit_code_2(kitchen, capsys):
    cases = kitchen({"en": "Drinks served"})
    assert main(["plugin", "check", "kitchen-metrics", "--cases", cases]) == 2
    assert (
        "  FAILED  title: the title is there in English and Chinese (1 metric)\n"
        "          metric served: it has no Chinese title\n"
        '          remedy: write title={"en": "…", "zh": "…"}\n'
    ) in capsys.readouterr().out


def test_json_says_the_same(kitchen, capsys):
    cases = kitchen({"en": "Drinks served"})
    assert main(["plugin", "check", "kitchen", "--cases", cases, "--format", "json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)["plugins"]
    assert (found["name"], found["distribution"], found["passed"]) == ("kitchen", "kitchen-metrics", False)
    assert [check["check"] for check in found["checks"] if not check["passed"]] == ["title"]
    (title,) = [check for check in found["checks"] if check["check"] == "title"]
    assert title["faults"] == [{"about": "metric served", "cause": "it has no Chinese title"}]
    assert title["remedy"]


def test_without_cases_the_metric_has_no_worked_example(kitchen, capsys):
    kitchen({"en": "Drinks served", "zh": "饮料数"})
    assert main(["plugin", "check"]) == 2
    assert "metric served: it has no worked example that gives a value" in capsys.readouterr().out


def test_an_unknown_plugin_is_refused_with_those_that_there_are(kitchen, capsys):
    kitchen({"en": "Drinks served"})
    assert main(["plugin", "check", "kichen"]) == 2
    assert 'there is no plugin "kichen"' in capsys.readouterr().err


def test_cases_of_no_plugin_are_refused(kitchen, capsys):
    cases = kitchen({"en": "Drinks served"})
    assert main(["plugin", "check", "--cases", cases]) == 2
    assert "--cases goes with the NAME" in capsys.readouterr().err
