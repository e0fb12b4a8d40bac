"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestCsatMean(MetricContract):
    metric = "csat_mean"
    cases = CASES


class TestCsatPct(MetricContract):
    metric = "csat_pct"
    cases = CASES


class TestNps(MetricContract):
    metric = "nps"
    cases = CASES


class TestFcr(MetricContract):
    metric = "fcr"
    cases = CASES
