"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestTicketCompletionRate(MetricContract):
    metric = "ticket_completion_rate"
    cases = CASES


class TestTimelyResolutionRate(MetricContract):
    metric = "timely_resolution_rate"
    cases = CASES


class TestTicketAvgCompletionTime(MetricContract):
    metric = "ticket_avg_completion_time"
    cases = CASES


class TestTotalResolutionTime(MetricContract):
    metric = "total_resolution_time"
    cases = CASES


class TestResolution24hRate(MetricContract):
    metric = "resolution_24h_rate"
    cases = CASES


class TestAvgAgeOfQuery(MetricContract):
    metric = "avg_age_of_query"
    cases = CASES


class TestBacklog(MetricContract):
    metric = "backlog"
    cases = CASES


class TestReopenRate(MetricContract):
    metric = "reopen_rate"
    cases = CASES


class TestMessageResponseTime(MetricContract):
    metric = "message_response_time"
    cases = CASES


class TestFirstResponseTime(MetricContract):
    metric = "first_response_time"
    cases = CASES
