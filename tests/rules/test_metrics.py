"""Metrics as rule files name them: withheld ones, settings that a plan cannot work with, levels that have no value."""

import pytest
from attrs import evolve

from kpiengine.plugin import PluginInfo
from kpiengine.registry import load_catalogue
from kpiengine.rules.check import check_file
from kpiengine.rules.surroundings import Surroundings

CAUSE = 'its value "hapy / n": there is no "hapy" here'


@pytest.fixture(scope="module")
def real():
    return Surroundings(load_catalogue(), currency="CNY")


@pytest.fixture
def withheld(catalogue):
    """The catalogue without csat_pct, which its plugin brings with a fault."""
    said = f"KPI509 its metric csat_pct cannot be used: {CAUSE}"
    return evolve(
        catalogue,
        metrics={name: metric for name, metric in catalogue.metrics.items() if name != "csat_pct"},
        plugins=(PluginInfo("experience", "kpiengine-experience", "1", problem=said),),
        withheld={"metric csat_pct": said, "view answers": "KPI509 its view answers cannot be used: no table"},
    )


def said(text, around):
    return [(d.code, d.message, d.remedy) for d in check_file(text.encode(), "r.toml", around).diagnostics]


def test_a_withheld_metric_is_refused_with_its_plugin_and_cause(withheld, base):
    (code, message, remedy), *rest = said(base, Surroundings(withheld, currency="CNY"))
    assert (code, rest) == ("KPI224", [])
    assert message == f'the metric "csat_pct" cannot be used: plugin experience: {CAUSE}'
    assert "`kpiengine plugins`" in remedy


@pytest.mark.parametrize("condition", ["csat_pct < 70", "sample(csat_pct) < 5", "team(csat_pct) < 70"])
def test_a_withheld_metric_in_a_condition_is_refused_too(withheld, base, condition):
    text = base.replace('metric = "csat_pct"', 'metric = "fcr"').replace("csat < 70'", f"{condition}'")
    text = text[: text.index("message = ")]
    (code, message, _), *rest = said(text, Surroundings(withheld, currency="CNY"))
    assert (code, rest) == ("KPI224", [])
    assert f"plugin experience: {CAUSE}" in message


@pytest.fixture
def unseen(catalogue):
    """The catalogue as `check` loads it: that the plan of csat_pct does not work shows when it is asked for."""
    metric = catalogue.metrics["csat_pct"]
    faulty = evolve(metric, plan=lambda params: evolve(metric.plan_for(params), value="hapy / n"))
    owner = {"metric csat_pct": "experience"}
    return evolve(catalogue, metrics={**catalogue.metrics, "csat_pct": faulty}, origin=owner)


@pytest.mark.parametrize("condition", ["csat < 70", "csat_pct < 70", "sample(csat_pct) < 5", "team(csat_pct) < 70"])
def test_a_plan_that_fails_when_it_is_first_asked_for_is_refused_alike(unseen, base, condition):
    text = base if condition == "csat < 70" else base.replace('metric = "csat_pct"', 'metric = "fcr"')
    text = text.replace("csat < 70'", f"{condition}'")
    text = text[: text.index("message = ")]
    (code, message, remedy), *rest = said(text, Surroundings(unseen, currency="CNY"))
    assert (code, rest) == ("KPI224", [])
    assert "csat_pct" in message
    assert 'plugin experience: its value "hapy / n"' in message
    assert 'there is no "hapy" here' in message
    assert "`kpiengine plugins`" in remedy


def test_two_plugins_of_one_id_are_both_named(withheld, base):
    both = "KPI507 the plugins a and b both bring the metric csat_pct, so neither is used; allow only one of them"
    plugins = tuple(PluginInfo(name, name, "1", problem=both) for name in "ab")
    around = Surroundings(evolve(withheld, plugins=plugins, withheld={"metric csat_pct": both}), currency="CNY")
    assert "plugin a and b: the plugins a and b both bring the metric" in said(base, around)[0][1]


def test_an_unknown_name_in_a_condition_reminds_of_broken_plugins(withheld, base):
    text = base.replace('metric = "csat_pct"', 'metric = "fcr"').replace("csat < 70'", "handling < 70'")
    text = text[: text.index("message = ")]
    (code, _, remedy), *_ = said(text, Surroundings(withheld, currency="CNY"))
    assert code == "KPI202"
    assert remedy.endswith("(broken plugins: experience; see `kpiengine plugins`)")


HEAD = """\
format = 1
[ruleset]
id = "x"
plan = "bonus"
from = 2026-10-01
count_when = "happened"
period = "month"
agents = { role = "agent" }
"""


@pytest.mark.parametrize(
    ("metric", "params"),
    [
        ("transfer_rate", 'directions = ["outbound"], kinds = ["warm", "blind"]'),
        ("avg_hold_time", 'directions = ["inbound", "callback"]'),
        ("service_level", "threshold_s = 30"),
        ("service_level", "threshold_s = { voice = 15, sms = 60 }"),
        ("csat_pct", "positive_min = 5, min_coverage = 0.8"),
        ("csat_pct", 'positive_min = { "5" = 5, "4" = 3 }'),
    ],
)
def test_settings_that_the_metrics_take(real, metric, params):
    text = f'{HEAD}[kpi.k]\nmetric = "{metric}"\nparams = {{ {params} }}\n'
    assert said(text, real) == []


@pytest.mark.parametrize(
    ("metric", "params", "fault"),
    [
        ("transfer_rate", "kinds = []", "kinds names nothing, so nothing would be counted"),
        ("transfer_rate", 'kinds = ["warn"]', 'kinds cannot be "warn"'),
        ("service_level", "threshold_s = { voic = 15 }", 'threshold_s has nothing called "voic"'),
        ("service_level", "threshold_s = { voice = 0.1234567890123456789 }", "service_level cannot work with this"),
        ("csat_pct", 'question = "speed", positive_min = { five = 4 }', "csat_pct cannot work with this positive_min"),
        ("csat_pct", 'min_coverage = "80%"', 'min_coverage cannot be "80%"'),
    ],
)
def test_settings_that_they_do_not_take(real, metric, params, fault):
    text = f'{HEAD}[kpi.k]\nmetric = "{metric}"\nparams = {{ {params} }}\n'
    (code, message, _), *rest = said(text, real)
    assert (code, rest) == ("KPI214", [])
    assert message.startswith(fault)


def test_a_metric_that_credits_nobody_names_the_setting_that_does(real):
    text = HEAD + '[kpi.back]\nmetric = "repeat_call_rate"\nparams = { mode = "backward" }\n'
    assert said(text, real) == [
        (
            "KPI212",
            "repeat_call_rate has no value for an agent with these settings",
            'write params = { mode = "trigger" }, or use level = "queue" or "centre"',
        )
    ]
    assert said(text.replace("backward", "trigger"), real) == []
    assert said(text + 'level = "centre"\n', real) == []


def test_each_installed_metric_has_values_at_some_level_under_its_defaults(real):
    judged = {m.id: real.catalogue.judge(m, m.settings({})) for m in real.catalogue.metrics.values()}
    assert {name for name, found in judged.items() if found.fault is not None or not found.levels} == set()
    assert judged["repeat_call_rate"].levels == ("queue", "centre")
    assert judged["aht"].levels == real.catalogue.metrics["aht"].levels


def test_values_of_queues_need_somebody_who_counts_contacts_in_them(around, fixtures):
    text = (fixtures / "level_queue.good.toml").read_text("utf-8")
    views = {id_: evolve(view, exposure={}) for id_, view in around.catalogue.views.items()}
    bare = evolve(around, catalogue=evolve(around.catalogue, views=views))
    (found,) = check_file(text.encode(), "rules/phone.toml", bare).diagnostics
    assert (found.code, found.place.line) == ("KPI212", 18)
    assert "by which values of queues are weighed" in found.message


def test_for_agents_the_one_who_had_the_earlier_contact_is_charged_where_nothing_else_is_said(real):
    text = HEAD + '[kpi.back]\nmetric = "repeat_call_rate"\n'
    assert said(text, real) == []
    assert real.catalogue.metrics["repeat_call_rate"].settings({}, "agent")["mode"] == "trigger"
    assert real.catalogue.metrics["repeat_call_rate"].settings({}, "queue")["mode"] == "backward"
