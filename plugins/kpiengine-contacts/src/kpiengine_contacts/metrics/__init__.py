"""The metrics of this plugin."""

from kpiengine_contacts.metrics.abandonment_rate import ABANDONMENT_RATE
from kpiengine_contacts.metrics.active_waiting_ratio import ACTIVE_WAITING_RATIO
from kpiengine_contacts.metrics.arrival_load import CALL_ARRIVAL_RATE, PEAK_HOUR_TRAFFIC, PEAK_SHARE
from kpiengine_contacts.metrics.avg_reply_time import AVG_REPLY_TIME
from kpiengine_contacts.metrics.call_types_mix import CALL_TYPES_MIX
from kpiengine_contacts.metrics.callbacks import (
    CALLBACK_COMPLETION_RATE,
    CALLBACK_RATE,
    CALLBACK_REQUESTS,
    CALLBACK_WAIT,
)
from kpiengine_contacts.metrics.connection import BLOCKED_RATE, CONNECT_RATE
from kpiengine_contacts.metrics.contacts_handled import CONTACTS_HANDLED
from kpiengine_contacts.metrics.effective_aht import EFFECTIVE_AHT
from kpiengine_contacts.metrics.handling_times import AHT, AVG_HOLD_TIME, AVG_TALK_TIME, AVG_WRAP_UP_TIME
from kpiengine_contacts.metrics.interval_attainment import SL_INTERVAL_ATTAINMENT
from kpiengine_contacts.metrics.offers import AGENT_ANSWER_RATE, MISSED_DECLINED_CALLS, MISSED_DECLINED_RATE
from kpiengine_contacts.metrics.queue_waits import AVG_ABANDON_TIME, AVG_QUEUE_WAIT, WAIT_P90
from kpiengine_contacts.metrics.repeat_call_rate import REPEAT_CALL_RATE
from kpiengine_contacts.metrics.response_times import (
    AVG_RESPONSE_TIME,
    OFFPEAK_RESPONSE_TIME,
    PEAK_RESPONSE_RATIO,
    PEAK_RESPONSE_TIME,
    RESPONSE_TIME_ONLINE,
    RESPONSE_TIME_VOICE,
)
from kpiengine_contacts.metrics.service_level import SERVICE_LEVEL
from kpiengine_contacts.metrics.transfer_rate import TRANSFER_RATE
from kpiengine_contacts.metrics.waiting_times import ASA, MAX_WAIT

METRICS = (
    CONTACTS_HANDLED,
    AHT,
    AVG_TALK_TIME,
    AVG_HOLD_TIME,
    AVG_WRAP_UP_TIME,
    EFFECTIVE_AHT,
    TRANSFER_RATE,
    MISSED_DECLINED_RATE,
    AGENT_ANSWER_RATE,
    ASA,
    MAX_WAIT,
    SERVICE_LEVEL,
    ABANDONMENT_RATE,
    AVG_ABANDON_TIME,
    AVG_QUEUE_WAIT,
    WAIT_P90,
    SL_INTERVAL_ATTAINMENT,
    CONNECT_RATE,
    BLOCKED_RATE,
    ACTIVE_WAITING_RATIO,
    CALL_ARRIVAL_RATE,
    PEAK_HOUR_TRAFFIC,
    PEAK_SHARE,
    AVG_RESPONSE_TIME,
    RESPONSE_TIME_VOICE,
    RESPONSE_TIME_ONLINE,
    PEAK_RESPONSE_TIME,
    OFFPEAK_RESPONSE_TIME,
    PEAK_RESPONSE_RATIO,
    AVG_REPLY_TIME,
    CALL_TYPES_MIX,
    MISSED_DECLINED_CALLS,
    REPEAT_CALL_RATE,
    CALLBACK_REQUESTS,
    CALLBACK_RATE,
    CALLBACK_COMPLETION_RATE,
    CALLBACK_WAIT,
)

__all__ = ["METRICS"]
