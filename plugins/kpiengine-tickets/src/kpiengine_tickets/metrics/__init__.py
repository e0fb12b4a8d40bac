"""The metrics of this plugin."""

from kpiengine_tickets.metrics.deadlines import TICKET_COMPLETION_RATE, TIMELY_RESOLUTION_RATE
from kpiengine_tickets.metrics.open_work import AVG_AGE_OF_QUERY, BACKLOG
from kpiengine_tickets.metrics.reopen_rate import REOPEN_RATE
from kpiengine_tickets.metrics.resolution_24h_rate import RESOLUTION_24H_RATE
from kpiengine_tickets.metrics.resolution_times import TICKET_AVG_COMPLETION_TIME, TOTAL_RESOLUTION_TIME
from kpiengine_tickets.metrics.responses import FIRST_RESPONSE_TIME, MESSAGE_RESPONSE_TIME

METRICS = (
    TICKET_COMPLETION_RATE,
    TIMELY_RESOLUTION_RATE,
    TICKET_AVG_COMPLETION_TIME,
    TOTAL_RESOLUTION_TIME,
    RESOLUTION_24H_RATE,
    AVG_AGE_OF_QUERY,
    BACKLOG,
    REOPEN_RATE,
    MESSAGE_RESPONSE_TIME,
    FIRST_RESPONSE_TIME,
)

__all__ = ["METRICS"]
