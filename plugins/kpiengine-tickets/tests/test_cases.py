"""Every worked example in cases/ gives its value; the contract test does the same on another engine."""

from pathlib import Path

import pytest

from kpiengine.testing.cases import installed, read_cases, run_case

CASES = [
    pytest.param(case, id=f"{path.stem}: {case.metric}: {case.title}")
    for path in sorted((Path(__file__).parent.parent / "cases").glob("*.toml"))
    for case in read_cases(path)
]


@pytest.fixture(scope="module")
def catalogue():
    return installed()


@pytest.mark.parametrize("case", CASES)
def test_case_gives_its_value(case, catalogue):
    outcome = run_case(case, catalogue)
    assert outcome.value == case.expected
    assert case.status in {None, outcome.status}
    assert case.n in {None, outcome.n}


def test_every_metric_has_a_case(catalogue):
    own = {what.removeprefix("metric ") for what, plugin in catalogue.origin.items() if plugin == "tickets"}
    with_case = {param.values[0].metric for param in CASES}
    assert {id_ for id_ in own if id_ in catalogue.metrics} <= with_case
