"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestAiResolutionRate(MetricContract):
    metric = "ai_resolution_rate"
    cases = CASES


class TestAiContainmentRate(MetricContract):
    metric = "ai_containment_rate"
    cases = CASES


class TestAiHandoffRate(MetricContract):
    metric = "ai_handoff_rate"
    cases = CASES


class TestAiCsat(MetricContract):
    metric = "ai_csat"
    cases = CASES


class TestAiShare(MetricContract):
    metric = "ai_share"
    cases = CASES


class TestAiAssistUsage(MetricContract):
    metric = "ai_assist_usage"
    cases = CASES


class TestAiAssistAhtReduction(MetricContract):
    metric = "ai_assist_aht_reduction"
    cases = CASES
