"""Two plugins with one id, two packages with one name, the allow-list, and versions of the contract."""

import sys

from kpiengine.registry import load_catalogue


def test_an_id_of_two_plugins_is_nobodys_and_both_are_named(install):
    catalogue = load_catalogue((install("sound"), install("rival")))
    problem = "KPI507 the plugins rival and sound both bring the metric cold_rate, so neither is used"
    assert catalogue.withheld["metric cold_rate"].startswith(problem)
    assert all(plugin.problem.startswith(problem) for plugin in catalogue.plugins)
    assert set(catalogue.metrics) == {"rival.cold_rate"}
    assert catalogue.origin["metric rival.cold_rate"] == "rival"


def test_an_id_twice_in_one_plugin(install):
    catalogue = load_catalogue((install("sound"), install("twice")))
    assert catalogue.withheld["metric twice.cold_rate"] == (
        "KPI507 it brings the metric twice.cold_rate twice, so neither is used"
    )
    assert set(catalogue.metrics) == {"cold_rate"}


def test_two_packages_with_one_plugin_name_are_both_left_out_and_both_named(install):
    install("sound", distribution="sound-one")
    install("sound", distribution="sound-two")
    catalogue = load_catalogue(("sound",))
    assert len(catalogue.plugins) == 2
    for plugin in catalogue.plugins:
        assert "sound-one 1.2 and sound-two 1.2" in plugin.problem
    assert not catalogue.metrics


def test_only_allowed_plugins_are_loaded(install):
    install("sound")
    install("raises")
    catalogue = load_catalogue(("sound",))
    assert [plugin.name for plugin in catalogue.plugins] == ["sound"]


def test_a_plugin_may_be_allowed_by_its_package(install):
    install("sound")
    assert set(load_catalogue(("Fixture_Sound",)).metrics) == {"cold_rate"}


def test_an_allowed_plugin_that_is_not_installed_is_a_problem(install):
    install("sound")
    catalogue = load_catalogue(("sound", "soundd"))
    problem = 'KPI508 the project allows the plugin "soundd", which is not installed; did you mean "sound"?'
    assert [plugin.problem for plugin in catalogue.plugins] == [None, problem]


def test_a_plugin_for_another_contract_is_not_passed_over_in_silence(install):
    install("sound", group="kpiengine.v7")
    (plugin,) = load_catalogue(("sound",)).plugins
    assert plugin.problem == "KPI505 it asks for version 7 of the plugin contract, and this kpiengine offers 1"


def test_the_order_on_the_path_changes_nothing(install, monkeypatch):
    allowed = (install("sound"), install("rival"), install("exits"))
    there = load_catalogue(allowed)
    monkeypatch.setattr(sys, "path", sys.path[::-1])
    back = load_catalogue(allowed)
    assert back.plugins == there.plugins
    assert back.withheld == there.withheld
    assert list(back.metrics) == list(there.metrics)
