"""Where the cases of an installed plugin are found."""

from kpiengine.testing.places import cases_of_plugin


def test_cases_lie_beside_the_source_of_a_distribution_installed_for_work(root):
    assert cases_of_plugin("quality") == root / "plugins" / "kpiengine-quality" / "cases"


def test_a_plugin_that_is_not_there_has_none():
    assert cases_of_plugin("nowhere") is None


def test_cases_may_lie_in_the_package(tmp_path, monkeypatch):
    package = tmp_path / "acme_cold"
    (package / "cases").mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    info = tmp_path / "acme_cold-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-cold\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[kpiengine.v1]\nacme_cold = acme_cold\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert cases_of_plugin("acme_cold") == package / "cases"
