"""Every metric of this plugin keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import MetricContract

CASES = Path(__file__).parent.parent / "cases"


class TestContactsHandled(MetricContract):
    metric = "contacts_handled"
    cases = CASES


class TestAht(MetricContract):
    metric = "aht"
    cases = CASES


class TestAvgTalkTime(MetricContract):
    metric = "avg_talk_time"
    cases = CASES


class TestAvgHoldTime(MetricContract):
    metric = "avg_hold_time"
    cases = CASES


class TestAvgWrapUpTime(MetricContract):
    metric = "avg_wrap_up_time"
    cases = CASES


class TestEffectiveAht(MetricContract):
    metric = "effective_aht"
    cases = CASES


class TestTransferRate(MetricContract):
    metric = "transfer_rate"
    cases = CASES


class TestMissedDeclinedRate(MetricContract):
    metric = "missed_declined_rate"
    cases = CASES


class TestAgentAnswerRate(MetricContract):
    metric = "agent_answer_rate"
    cases = CASES


class TestAsa(MetricContract):
    metric = "asa"
    cases = CASES


class TestMaxWait(MetricContract):
    metric = "max_wait"
    cases = CASES


class TestServiceLevel(MetricContract):
    metric = "service_level"
    cases = CASES


class TestAbandonmentRate(MetricContract):
    metric = "abandonment_rate"
    cases = CASES


class TestRepeatCallRate(MetricContract):
    metric = "repeat_call_rate"
    cases = CASES


class TestCallbackRequests(MetricContract):
    metric = "callback_requests"
    cases = CASES


class TestCallbackRate(MetricContract):
    metric = "callback_rate"
    cases = CASES


class TestCallbackCompletionRate(MetricContract):
    metric = "callback_completion_rate"
    cases = CASES


class TestCallbackWait(MetricContract):
    metric = "callback_wait"
    cases = CASES
