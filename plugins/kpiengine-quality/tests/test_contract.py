"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestQualityScore(MetricContract):
    metric = "quality_score"
    cases = CASES


class TestCriticalErrorRate(MetricContract):
    metric = "critical_error_rate"
    cases = CASES
