"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestContactsPerAgent(MetricContract):
    metric = "contacts_per_agent"
    cases = CASES


class TestCallsAnsweredPerHour(MetricContract):
    metric = "calls_answered_per_hour"
    cases = CASES


class TestAgentUtilisation(MetricContract):
    metric = "agent_utilisation"
    cases = CASES


class TestResourceUtilisation(MetricContract):
    metric = "resource_utilisation"
    cases = CASES


class TestOccupancy(MetricContract):
    metric = "occupancy"
    cases = CASES


class TestCallAvailability(MetricContract):
    metric = "call_availability"
    cases = CASES


class TestScheduleAdherence(MetricContract):
    metric = "schedule_adherence"
    cases = CASES


class TestScheduleConformance(MetricContract):
    metric = "schedule_conformance"
    cases = CASES


class TestLateStartRate(MetricContract):
    metric = "late_start_rate"
    cases = CASES


class TestShrinkageTotal(MetricContract):
    metric = "shrinkage_total"
    cases = CASES


class TestShrinkagePlanned(MetricContract):
    metric = "shrinkage_planned"
    cases = CASES


class TestShrinkageUnplanned(MetricContract):
    metric = "shrinkage_unplanned"
    cases = CASES


class TestLoadBalance(MetricContract):
    metric = "load_balance"
    cases = CASES
