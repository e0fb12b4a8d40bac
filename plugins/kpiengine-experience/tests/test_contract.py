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


class TestAgentCsat(MetricContract):
    metric = "agent_csat"
    cases = CASES


class TestSurveyResponseRate(MetricContract):
    metric = "survey_response_rate"
    cases = CASES


class TestCes(MetricContract):
    metric = "ces"
    cases = CASES


class TestCesEasyPct(MetricContract):
    metric = "ces_easy_pct"
    cases = CASES


class TestComplaintRate(MetricContract):
    metric = "complaint_rate"
    cases = CASES


class TestAgentEffortScore(MetricContract):
    metric = "agent_effort_score"
    cases = CASES
