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


class TestAvgResponseTime(MetricContract):
    metric = "avg_response_time"
    cases = CASES


class TestResponseTimeVoice(MetricContract):
    metric = "response_time_voice"
    cases = CASES


class TestResponseTimeOnline(MetricContract):
    metric = "response_time_online"
    cases = CASES


class TestAvgReplyTime(MetricContract):
    metric = "avg_reply_time"
    cases = CASES


class TestPeakResponseTime(MetricContract):
    metric = "peak_response_time"
    cases = CASES


class TestOffpeakResponseTime(MetricContract):
    metric = "offpeak_response_time"
    cases = CASES


class TestPeakResponseRatio(MetricContract):
    metric = "peak_response_ratio"
    cases = CASES


class TestAvgQueueWait(MetricContract):
    metric = "avg_queue_wait"
    cases = CASES


class TestWaitP90(MetricContract):
    metric = "wait_p90"
    cases = CASES


class TestSlIntervalAttainment(MetricContract):
    metric = "sl_interval_attainment"
    cases = CASES


class TestAvgAbandonTime(MetricContract):
    metric = "avg_abandon_time"
    cases = CASES


class TestConnectRate(MetricContract):
    metric = "connect_rate"
    cases = CASES


class TestBlockedRate(MetricContract):
    metric = "blocked_rate"
    cases = CASES


class TestActiveWaitingRatio(MetricContract):
    metric = "active_waiting_ratio"
    cases = CASES


class TestCallArrivalRate(MetricContract):
    metric = "call_arrival_rate"
    cases = CASES


class TestPeakHourTraffic(MetricContract):
    metric = "peak_hour_traffic"
    cases = CASES


class TestPeakShare(MetricContract):
    metric = "peak_share"
    cases = CASES


class TestMissedDeclinedCalls(MetricContract):
    metric = "missed_declined_calls"
    cases = CASES


class TestCallTypesMix(MetricContract):
    metric = "call_types_mix"
    cases = CASES
