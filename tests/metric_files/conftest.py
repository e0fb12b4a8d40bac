"""A catalogue with one plugin, and a function that checks metric files against it."""

import pytest
from attrs import evolve

from kpiengine.metric_files import with_metric_files
from kpiengine.plugin import Column, ColumnType, Event, FactTable, Part, Plan, PluginInfo, Span, View
from kpiengine.project import Project
from kpiengine.testing.sketch import catalogue, metric

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
CASES = FactTable(
    "cases",
    {"en": "Cases"},
    {
        "case_id": Column(ColumnType.TEXT),
        "agent_id": TEXT,
        "queue_id": TEXT,
        "customer_id": TEXT,
        "opened_at": INSTANT,
        "closed_at": INSTANT,
        "outcome": TEXT,
        "cost": Column(ColumnType.NUMBER, decimals=2, null=True),
        "day": Column(ColumnType.DATE, null=True),
    },
    ("case_id",),
    time="closed_at",
)


def built(facts, params, context):
    del params, context
    return facts["cases"]


VIEWS = (
    View("closed_cases", ("cases",), built, Event("closed_at"), {"agent": "agent_id"}, CASES.columns),
    View("open_times", ("cases",), built, Span("opened_at", "closed_at"), {"agent": "agent_id"}, CASES.columns),
    View("set_cases", ("cases",), built, Event("closed_at"), {}, CASES.columns, params=("basis",)),
    View("keyless", ("cases",), built, Event("closed_at"), {}, {"closed_at": INSTANT, "customer_id": TEXT}),
)
CLOSED = metric("closed", Plan({"n": Part("closed_cases")}, "n", "n"))
WHAT = ("table cases", "view closed_cases", "metric closed")
PLUGIN = PluginInfo("desk", "desk-metrics", "2.0", brought=WHAT)


@pytest.fixture
def plugins():
    """A catalogue with the plugin `desk`."""
    known = catalogue((CASES,), VIEWS, (CLOSED,))
    return evolve(known, origin=dict.fromkeys(WHAT, "desk"), plugins=(PLUGIN,))


@pytest.fixture
def load(tmp_path, monkeypatch, plugins):
    """load({"a.toml": text}) gives the catalogue with these metric files, and their faults."""
    monkeypatch.chdir(tmp_path)

    def loaded(files, known=plugins):
        (tmp_path / "metrics").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "metrics" / name).write_text(text, encoding="utf-8")
        return with_metric_files(Project("here", tmp_path, "kpiengine.toml", "", "UTC"), known)

    return loaded
