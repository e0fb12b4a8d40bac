"""Settings of a metric: single values, lists, and tables that may also be one value for all of their names."""

from decimal import Decimal

import pytest

from kpiengine.plugin import Better, Control, Metric, Param, Part, Plan
from kpiengine.rules.checks.params import check_params

METRIC = Metric(
    "m", {"en": "M"}, "%", 1, (0, 100), Better.HIGHER, ("centre",), "g", Control.SHARED,
    Plan({"n": Part("v")}, "n", "n"),
    params={
        "threshold_s": Param({"voice": 20, "email": 28_800}, minimum=0, maximum=100_000),
        "wording": Param({"en": "late"}, one_of=("en", "zh")),
        "kinds": Param(("warm",), one_of=("warm", "blind")),
        "levels": Param((1, 2), maximum=9),
        "repeat_days": Param(7, minimum=1),
        "share": Param(Decimal("0.9"), minimum=0, maximum=1),
        "strict": Param(default=True),
        "mode": Param(0, one_of=(0, 1)),
        "free": Param(None),
    },
)  # fmt: skip


def found(**given):
    return [finding.code for finding in check_params(METRIC, given, ())]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("threshold_s", value) for value in (30, Decimal("4.5"), {"voice": 30}, {"chat": Decimal("4.5")}, {})),
        ("wording", "late"), ("wording", {"zh": "late"}),
        ("kinds", ["blind"]), ("kinds", ["warm", "blind"]), ("levels", [3, 9]),
        ("repeat_days", 1), ("share", 1), ("share", Decimal("0.5")), ("strict", False), ("mode", 1), ("free", "x"),
    ],
)  # fmt: skip
def test_what_a_setting_takes(name, value):
    assert found(**{name: value}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("threshold_s", value) for value in ("30", True, [20, 30], -1, {"voice": -1}, {"voice": 10**6})),
        *(("threshold_s", value) for value in ({"voice": "soon"}, {"voice": True}, {"voice": {"a": 1}})),
        ("wording", 3), ("wording", {"en": 3}), ("wording", {"fr": "tard"}),
        ("kinds", "blind"), ("kinds", []), ("kinds", ["bilnd"]), ("kinds", [True]), ("levels", [10]), ("levels", ["1"]),
        ("repeat_days", {"voice": 7}), ("repeat_days", 0), ("repeat_days", Decimal("7.5")), ("repeat_days", True),
        ("share", "0.5"), ("share", 2), ("strict", 1), ("mode", True), ("mode", 2),
    ],
)  # fmt: skip
def test_what_it_does_not_take(name, value):
    assert found(**{name: value}) == ["KPI214"]


def test_an_unknown_setting_is_named_with_the_nearest():
    (fault,) = check_params(METRIC, {"treshold_s": 3}, ("kpi", "x", "params"))
    assert (fault.code, fault.remedy, fault.path[-1]) == ("KPI213", 'did you mean "threshold_s"?', "treshold_s")
