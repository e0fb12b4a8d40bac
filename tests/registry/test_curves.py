"""Curves of plugins: sound ones are in the catalogue, each other is withheld with its cause."""

import pytest

from kpiengine.registry import load_catalogue


def test_a_sound_curve_is_there_with_its_origin(install):
    catalogue = load_catalogue((install("curves"),))
    assert set(catalogue.curves) == {"ratio"}
    assert catalogue.origin["curve ratio"] == "curves"


@pytest.mark.parametrize(
    ("curve", "cause"),
    [
        ("unreadable", 'there is no "valu" here'),
        ("condition", "a number is needed here, not a yes/no value"),
        ("mark", '"goal"'),
        ("pass", "a word of the rule language"),
        ("untitled", "no English title"),
        ("number", 'its field "points" must be a str'),
        ("Not an id", "id"),
    ],
)
def test_each_faulty_curve_is_withheld_with_its_cause(install, curve, cause):
    catalogue = load_catalogue((install("curves"),))
    assert cause in catalogue.withheld[f"curve {curve}"]
