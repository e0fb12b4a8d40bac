"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestTrainingCompletionRate(MetricContract):
    metric = "training_completion_rate"
    cases = CASES


class TestExamPassRate(MetricContract):
    metric = "exam_pass_rate"
    cases = CASES


class TestAttritionRate(MetricContract):
    metric = "attrition_rate"
    cases = CASES


class TestLabourCost(MetricContract):
    metric = "labour_cost"
    cases = CASES


class TestCostPerCall(MetricContract):
    metric = "cost_per_call"
    cases = CASES


class TestCostPerResolution(MetricContract):
    metric = "cost_per_resolution"
    cases = CASES


class TestResultCorrectionRate(MetricContract):
    metric = "result_correction_rate"
    cases = CASES
