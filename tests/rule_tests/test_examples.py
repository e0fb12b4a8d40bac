"""The rule sets that the repository brings have tests: all pass, try everything, and every result can be redone."""

import json
import runpy
from functools import cache

import pytest

from kpiengine.cli.init import write_project
from kpiengine.explaining.letter import letter
from kpiengine.explaining.machine import document
from kpiengine.explaining.recorded import Recorded, Run, Sheet
from kpiengine.explaining.redo import redo
from kpiengine.explaining.story import story
from kpiengine.outputs.results import results
from kpiengine.outputs.trace import traces_of
from kpiengine.project import read_project
from kpiengine.rule_tests.suite import find_files, make_bench, read_files, run_suite


@cache
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


def recorded(suite, folder):
    """Everybody of every test as a run would record him, with what the test saw; not those whose score is given."""
    given, seen, whose = {}, {}, {}
    for verdict in suite.verdicts:
        ran = verdict.ran
        for person in verdict.case.people if ran.judged is not None else ():
            # Tests that were run together share their frames, with agents of their own.
            key = (id(ran.judged), ran.world.subjects[person.id])
            whose[id(ran.judged)] = ran
            seen[key] = ran.outcomes[person.id]
            given[key] = given.get(key, False) or person.score is not None
    for number, (judged, ran) in enumerate(whose.items()):
        result = results(ran.world.plan, [ran.judged], "en")[-1]
        for ruleset, trace in traces_of(result, ran.world.plan).items():
            path = folder / f"{number}-{ruleset}.json"
            path.write_text(json.dumps(trace.document), "utf-8")
            run, sheet = Run(result.plan, result.period.name, 1, "", folder, {}), Sheet(path)
            for row in trace.frame.iter_rows(named=True):
                key = (judged, row["agent_id"])
                if key in seen and not given[key]:
                    yield Recorded(run, sheet, row["agent_id"], row), seen[key]


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["rules", "rules/demo"])
def test_explain_and_the_checker_redo_every_result_of_every_example(root, folder, tmp_path):
    _, suite, _, _ = tried(root / folder)
    checker = runpy.run_path(str(root / "docs" / "explanation" / "recompute.py"))
    calculator = runpy.run_path(str(root / "tests" / "calculator.py"))
    redone = dict.fromkeys((one.ruleset for one in suite.coverages), 0)
    for one, outcome in recorded(suite, tmp_path):
        values = redo(one)
        told = {language: story(one, values, language) for language in ("en", "zh")}
        whole = json.loads(json.dumps(document(one, values, told["en"])))
        wrong, amount = checker["check"](whole)
        assert not wrong, (one.sheet.path, one.agent, wrong)
        shown = {step["name"]: step["shown"] for step in whole["steps"]}
        assert shown.get("score", "not known") == (outcome.figures["score"] or "not known")
        if outcome.figures["eligibility"] is not None:
            assert amount == (outcome.figures["amount"] or "not known")
        letters = [letter(one, values, language) for language in told]
        assert [wrong for said in letters for wrong in calculator["wrong_sums"](said)] == []
        redone[whole["ruleset"]] += 1
    assert min(redone.values()) >= 5, redone
