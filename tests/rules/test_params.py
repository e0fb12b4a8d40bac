"""Settings that have one value per name, such as seconds per channel: a table, or one value for all."""

from decimal import Decimal

import pytest

from kpiengine.plugin import Param
from kpiengine.rules.checks.metrics import check_params

KNOWN = {
    "threshold_s": Param({"voice": 20, "email": 28_800}),
    "wording": Param({"en": "late"}),
    "repeat_days": Param(7),
}


def found(**given):
    return [finding.code for finding in check_params("service_level", KNOWN, given, ())]


@pytest.mark.parametrize("value", [30, Decimal("4.5"), {"voice": 30}, {"chat": Decimal("4.5")}, {}])
def test_a_setting_per_name_takes_a_table_or_one_number(value):
    assert found(threshold_s=value) == []


@pytest.mark.parametrize("value", ["30", True, [20, 30], {"voice": "soon"}, {"voice": True}, {"voice": {"a": 1}}])
def test_it_takes_nothing_else(value):
    assert found(threshold_s=value) == ["KPI214"]


def test_texts_per_name_stay_texts():
    assert found(wording="late") == found(wording={"zh": "late"}) == []
    assert found(wording=3) == found(wording={"en": 3}) == ["KPI214"]


def test_a_plain_setting_takes_no_table():
    assert found(repeat_days={"voice": 7}) == ["KPI214"]
