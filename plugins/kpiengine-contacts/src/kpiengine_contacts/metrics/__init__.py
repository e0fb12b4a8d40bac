"""The metrics of this plugin."""

from kpiengine_contacts.metrics.abandonment_rate import ABANDONMENT_RATE
from kpiengine_contacts.metrics.callbacks import (
    CALLBACK_COMPLETION_RATE,
    CALLBACK_RATE,
    CALLBACK_REQUESTS,
    CALLBACK_WAIT,
)
from kpiengine_contacts.metrics.contacts_handled import CONTACTS_HANDLED
from kpiengine_contacts.metrics.effective_aht import EFFECTIVE_AHT
from kpiengine_contacts.metrics.handling_times import AHT, AVG_HOLD_TIME, AVG_TALK_TIME, AVG_WRAP_UP_TIME
from kpiengine_contacts.metrics.offers import AGENT_ANSWER_RATE, MISSED_DECLINED_RATE
from kpiengine_contacts.metrics.repeat_call_rate import REPEAT_CALL_RATE
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
    REPEAT_CALL_RATE,
    CALLBACK_REQUESTS,
    CALLBACK_RATE,
    CALLBACK_COMPLETION_RATE,
    CALLBACK_WAIT,
)

__all__ = ["METRICS"]
