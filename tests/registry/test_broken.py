"""Every way of being broken is that plugin's only, is listed with its cause, and spoils nothing else."""

import pytest

from kpiengine.registry import load_catalogue

CAUSES = {
    "import_error": "KPI501 it cannot be loaded: ModuleNotFoundError: No module named 'does_not_exist_anywhere'",
    "syntax": "KPI501 it cannot be loaded: SyntaxError",
    "raises": r"KPI501 it cannot be loaded: ValueError: no\x1b[2Jgood (fixture_raises.py:1)",
    "exits": "KPI501 it cannot be loaded: SystemExit: 0 (fixture_exits.py:1)",
    "interrupts": "KPI501 it cannot be loaded: KeyboardInterrupt (fixture_interrupts.py:1)",
    "base_exception": "KPI501 it cannot be loaded: Odd: odd",
    "unreadable": "KPI501 it cannot be loaded: Unreadable: (its message cannot be read)",
    "hook_raises": "KPI502 its hook kpiengine_metrics failed: ZeroDivisionError: division by zero (fixture_hook_raises",
    "hook_exits": "KPI502 its hook kpiengine_metrics failed: SystemExit: 3",
    "returns_none": "KPI504 its hook kpiengine_metrics must return a list of Metric, but returned nothing (None)",
    "returns_text": "KPI504 its hook kpiengine_metrics must return a list of Metric, but returned a value of type str",
    "wrong_record": "but returned a list with a value of type FactTable",
    "misspelt_hook": 'implements "kpiengine_metric", which is no hook; did you mean "kpiengine_metrics"?',
    "unmarked_hook": "KPI503 its function kpiengine_metrics is not marked with @hookimpl",
    "no_hook": "KPI503 it implements none of the hooks",
    "hook_with_argument": "KPI503 its hook",
    "api_too_new": "KPI505 it asks for version 99 of the plugin contract, and this kpiengine offers 1",
}


@pytest.mark.parametrize("name", sorted(CAUSES))
def test_a_broken_plugin_is_named_with_its_cause_and_the_rest_goes_on(name, install):
    catalogue = load_catalogue((install(name), install("sound")))
    info = {plugin.name: plugin for plugin in catalogue.plugins}
    assert CAUSES[name] in info[name].problem
    assert "\n" not in info[name].problem
    assert "\x1b" not in info[name].problem
    assert (info[name].distribution, info[name].version) == (f"fixture-{name}", "1.2")
    assert info[name].brought == ()
    assert info["sound"].problem is None
    assert info["sound"].brought == ("table drinks", "view served", "metric cold_rate")
    assert set(catalogue.metrics) == {"cold_rate"}


FAULTS = {
    "unknown_view": 'part "cold": there is no view "servd"; did you mean "served"?',
    "unknown_column": 'did you mean "degrees"?',
    "unknown_parameter": 'did you mean "limit"?',
    "bad_syntax": "a value is missing after <",
    "no_condition": 'part "cold":',
    "text_sum": "sum needs a number to work on",
    "nothing_to_sum": "sum needs a number to work on",
    "unknown_part": 'its value "100 * cold / drnks"',
    "text_value": "its value is no number",
    "unknown_sample": 'its sample names a part that there is not: there is no part "drink"; did you mean "drinks"?',
    "coverage": 'it has coverage and no parameter "min_coverage"',
    "bad_reduce": "step 1 of reduce",
    "bad_key": 'there is no column "waitr_id"; did you mean "waiter_id"? to group by',
    "plan_raises": "its plan fails: RuntimeError: no plan today (fixture_faulty_metrics.py",
    "plan_is_none": "its plan is a NoneType, not a Plan",
    "no_plan": "its plan is neither a Plan nor a function",
    "no_title": "it has no English title",
    "decimals": "its decimals must be 0 to 9, not 12",
    "float_range": "its range must be two whole numbers",
    "range": "its range must be two whole numbers, the lower first",
    "level": 'there is no level "galaxy"',
    "better": 'its field "better" must be a Better',
    "float_default": "is a float; numbers are exact",
    "default": 'the default of its parameter "limit" is not one of the allowed values',
    "high_default": 'the default of its parameter "limit" is outside what is allowed',
}


def test_a_faulty_metric_is_withheld_alone(install):
    catalogue = load_catalogue((install("faulty_metrics"), install("sound")))
    for name, cause in FAULTS.items():
        assert cause in catalogue.withheld[f"metric faulty.{name}"], name
        assert f"metric faulty.{name}" in catalogue.withheld[f"metric faulty.{name}"]
    assert "must be lower-case letters" in catalogue.withheld["metric Cold Rate"]
    assert "must be lower-case letters" in catalogue.withheld[r"metric \x1b[2J"]
    assert set(catalogue.metrics) == {"cold_rate", "faulty.sound"}
    info = {plugin.name: plugin for plugin in catalogue.plugins}
    assert info["faulty_metrics"].brought == ("metric faulty.sound",)
    assert len(info["faulty_metrics"].problem.split("\n")) == len(FAULTS) + 2


def test_faulty_views_say_what_is_wrong(install):
    catalogue = load_catalogue((install("faulty_views"), install("sound")))
    faults = {
        "table": 'there is no table "drinkz"; did you mean "drinks"?',
        "no_table": "it is made of no table",
        "need": 'table drinks: there is no column "degres"; did you mean "degrees"?',
        "other_need": 'it needs "food.degrees" and is not made of that table',
        "anchor": 'there is no column "when"',
        "subject": 'there is no column "waitress_id"; did you mean "waiter_id"?',
        "level": 'there is no level "waiter"',
        "dimension": 'there is no column "colour"',
        "build": "its build is not a function",
        "column": 'column "n" is not a Column',
        "bounds": 'column "n": its minimum is above its maximum',
    }
    for name, cause in faults.items():
        assert cause in catalogue.withheld[f"view faulty_{name}"], name
    assert set(catalogue.views) == {"served"}


def test_a_faulty_table_takes_the_tables_that_rest_on_it(install):
    catalogue = load_catalogue((install("faulty_tables"), install("sound")))
    assert 'its check "degres < 3"' in catalogue.withheld["table faulty_check"]
    assert 'there is no table "faulty_check"' in catalogue.withheld["table faulty_child"]
    assert 'there is no column "id"' in catalogue.withheld["table faulty_key"]
    assert 'table drinks: there is no column "colour"' in catalogue.withheld["table faulty_parent"]
    assert set(catalogue.tables) == {"agents", "exclusions", "drinks"}  # the first two are the engine's own
    assert set(catalogue.metrics) == {"cold_rate"}
