"""Every metric that we bring gives its worked examples' values on PySpark too.

Polars and DuckDB have their own tests: the cases of each plugin, and its contract.  Spark takes seconds for what these
do in milliseconds, so CI looks at the first KPIENGINE_SPARK_EXAMPLES examples of each metric; without it, at all.
"""

import os
from pathlib import Path

import pytest

from kpiengine.testing.cases import installed, read_folder, run_case

MOST = int(os.environ.get("KPIENGINE_SPARK_EXAMPLES", "0")) or None
CASES = Path(__file__).parent.parent.parent / "plugins"


def examples():
    """By metric, those with a value first."""
    found = {}
    for folder in sorted(CASES.glob("*/cases")):
        for _, cases in read_folder(folder):
            for case in cases:
                found.setdefault(case.metric, []).append(case)
    return {metric: sorted(cases, key=lambda case: case.expected is None) for metric, cases in found.items()}


EXAMPLES = examples()


def test_every_installed_metric_has_an_example_with_a_value():
    with_value = {metric for metric, cases in EXAMPLES.items() if cases[0].expected is not None}
    assert with_value == set(installed().metrics)


@pytest.mark.spark
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{metric}: {case.title}") for metric, all_ in EXAMPLES.items() for case in all_[:MOST]],
)
def test_pyspark_gives_the_value_of_the_worked_example(case, pyspark):
    outcome = run_case(case, installed(), pyspark)
    assert outcome.value == case.expected
    assert case.status in {None, outcome.status}
    assert case.n in {None, outcome.n}
