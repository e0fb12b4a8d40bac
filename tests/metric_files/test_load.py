"""All files of a project together: what they bring, what clashes, and what stands in the catalogue."""

from attrs import evolve

from kpiengine.metric_files import with_metric_files
from kpiengine.project import Project
from kpiengine.testing.cases import MetricCase, Outcome, run_case

SAVED = """\
format = 1

[metric.save_rate]
title = { en = "Save rate", zh = "挽留率" }
unit = "%"
better = "higher"
kind = "ratio"
facts = "cases"
time = "closed_at"
agent = "agent_id"
share = 'outcome in kept'
params = { kept = ["saved"] }
docs = "Customers who stayed."
"""
ROWS = """
case_id | agent_id | closed_at | outcome | cost
1       | A1       | 09:00:00  | saved   | 10.00
2       | A1       | 09:00:00  | lost    | 20.00
3       | A2       | 09:00:00  | back    | 60.00
4       | A2       | 09:00:00  |         |
"""


def value(catalogue, metric, facts=ROWS, engine="polars", **more):
    return run_case(MetricCase("", metric, None, {"cases": facts}, **more), catalogue, engine)


def test_a_ratio_leaves_out_what_is_not_known(load):
    catalogue, faults = load({"own.toml": SAVED})
    assert faults == ()
    assert value(catalogue, "save_rate") == Outcome("33.3", "ok", 3)
    assert value(catalogue, "save_rate", level="agent", subject="A1") == Outcome("50.0", "ok", 2)
    assert value(catalogue, "save_rate", params={"kept": ["saved", "back"]}) == Outcome("66.7", "ok", 3)


def test_the_metric_stands_in_the_catalogue_as_that_of_the_plugin_project(load):
    catalogue, _ = load({"own.toml": SAVED})
    metric = catalogue.metrics["save_rate"]
    assert (metric.title, metric.docs, metric.range, metric.decimals) == (
        {"en": "Save rate", "zh": "挽留率"},
        {"en": "Customers who stayed."},
        (0, 100),
        1,
    )
    assert metric.levels == ("agent", "team", "site", "centre")
    assert catalogue.origin["metric save_rate"] == "project"
    info = catalogue.plugins[-1]
    assert (info.name, info.distribution, info.problem) == ("project", "metrics/own.toml", None)
    assert info.brought == ("metric save_rate", "view project.save_rate")
    assert catalogue.judge(metric, metric.settings({})).fault is None


def test_another_text_is_another_version(load):
    before, _ = load({"own.toml": SAVED})
    after, _ = load({"own.toml": SAVED.replace("Save", "Keep")})
    assert before.plugins[-1].version != after.plugins[-1].version


def test_a_column_that_is_not_loaded_makes_it_unavailable(load):
    catalogue, _ = load({"own.toml": SAVED})
    rows = [{"case_id": "1", "agent_id": "A1", "closed_at": "09:00:00"}]
    assert value(catalogue, "save_rate", rows).status == "unavailable"


def test_a_mean_of_a_length_of_time_is_in_its_unit(load):
    text = SAVED.replace('"ratio"', '"mean"').replace("share = 'outcome in kept'", "of = 'closed_at - opened_at'")
    catalogue, faults = load({"own.toml": text.replace('unit = "%"', 'unit = "hours"')})
    rows = [
        {"case_id": "1", "agent_id": "A1", "opened_at": "08:00:00", "closed_at": "09:00:00"},
        {"case_id": "2", "agent_id": "A1", "opened_at": "08:00:00", "closed_at": "12:00:00"},
        {"case_id": "3", "agent_id": "A1", "closed_at": "12:00:00"},
    ]
    assert faults == ()
    assert value(catalogue, "save_rate", rows) == Outcome("2.5", "ok", 2)


def test_a_count_counts_rows_that_hold(load):
    text = SAVED.replace('"ratio"', '"count"').replace("share = 'outcome in kept'", "where = 'cost >= 20'")
    catalogue, faults = load({"own.toml": text.replace('"%"', '"count"')})
    assert faults == ()
    assert value(catalogue, "save_rate") == Outcome("2", "ok", 2)


def test_one_metric_in_two_files_is_an_error_that_names_the_other(load):
    catalogue, faults = load({"a.toml": SAVED, "b.toml": SAVED})
    assert [(d.code, d.place.path, d.place.line) for d in faults] == [("KPI621", "metrics/b.toml", 3)]
    assert "metrics/a.toml" in faults[0].message
    assert "save_rate" in catalogue.metrics


def test_the_plugins_metric_stays_where_a_file_has_its_name(load, plugins):
    catalogue, faults = load({"own.toml": SAVED.replace("metric.save_rate", "metric.closed")})
    assert [d.code for d in faults] == ["KPI621"]
    assert "desk (desk-metrics 2.0)" in faults[0].message
    assert catalogue.metrics["closed"] is plugins.metrics["closed"]
    assert catalogue.origin["metric closed"] == "desk"


def test_a_faulty_metric_is_withheld_and_the_others_go_on(load):
    wrong = SAVED.replace("metric.save_rate", "metric.wrong").replace("outcome in", "outcme in").partition("\n")[2]
    catalogue, faults = load({"own.toml": SAVED + wrong})
    assert [(d.code, d.place.line) for d in faults] == [("KPI202", 23)]
    assert "wrong" not in catalogue.metrics
    assert "save_rate" in catalogue.metrics
    assert catalogue.why_withheld("metric wrong") == "plugin project: metrics/own.toml has faults"


def test_a_table_of_one_file_serves_metrics_of_another(load):
    table = """format = 1
[table.visits]
key = ["visit_id"]
columns = { visit_id = "text", at = "instant", guest_id = "text", host = "text" }
"""
    metric = SAVED.replace('"cases"', '"visits"').replace('"closed_at"', '"at"').replace('"agent_id"', '"host"')
    metric = metric.replace("outcome in kept", 'guest_id == "x"').replace('params = { kept = ["saved"] }\n', "")
    catalogue, faults = load({"a.toml": metric, "b.toml": table})
    assert faults == ()
    rows = {"visits": [{"visit_id": "1", "at": "09:00:00", "guest_id": "x", "host": "A7"}]}
    case = MetricCase("", "save_rate", "100.0", rows, level="agent", subject="A7")
    assert run_case(case, catalogue) == Outcome("100.0", "ok", 1)


def test_a_project_without_metric_files_is_as_it_was(tmp_path, plugins):
    project = Project("here", tmp_path, "kpiengine.toml", "", "UTC")
    assert with_metric_files(project, plugins) == (plugins, ())


def test_metric_files_that_are_named_must_be_there(tmp_path, plugins):
    project = evolve(Project("here", tmp_path, "kpiengine.toml", "", "UTC"), metrics=("own/*.toml",))
    _, (fault,) = with_metric_files(project, plugins)
    assert (fault.code, fault.message) == ("KPI001", "there is no metric file own/*.toml")
