"""The rule sets that the repository brings have tests: all pass, and together they try everything."""

import pytest

from kpiengine.cli.init import write_project
from kpiengine.project import read_project
from kpiengine.rule_tests.suite import find_files, make_bench, read_files, run_suite


def tried(folder):
    project = read_project(folder)
    bench = make_bench(project)
    files, warnings = read_files(find_files(project))
    assert warnings == ()
    suite = run_suite(files, bench)
    failed = [(v.case.title, v.failures) for v in suite.verdicts if not v.passed]
    left = {one.ruleset: [item.words for item in one.left] for one in suite.coverages if one.left}
    return bench, suite, failed, left


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["rules", "rules/demo"])
def test_every_example_rule_set_is_tested_throughout(root, folder):
    bench, suite, failed, left = tried(root / folder)
    assert failed == []
    assert left == {}
    assert suite.percent == 100
    assert {one.ruleset for one in suite.coverages} == {file.id for file in bench.files}


def test_a_new_project_begins_with_tests_of_all_its_rules(tmp_path):
    write_project(tmp_path / "new", "2026-09")
    _, suite, failed, left = tried(tmp_path / "new")
    assert (failed, left, suite.percent) == ([], {}, 100)
