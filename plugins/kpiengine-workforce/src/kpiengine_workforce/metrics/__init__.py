"""The metrics of this plugin."""

from kpiengine_workforce.metrics.adherence import SCHEDULE_ADHERENCE, SCHEDULE_CONFORMANCE
from kpiengine_workforce.metrics.calls_answered_per_hour import CALLS_ANSWERED_PER_HOUR
from kpiengine_workforce.metrics.contacts_per_agent import CONTACTS_PER_AGENT
from kpiengine_workforce.metrics.hours import METRICS as HOURS
from kpiengine_workforce.metrics.late_start_rate import LATE_START_RATE
from kpiengine_workforce.metrics.load_balance import LOAD_BALANCE
from kpiengine_workforce.metrics.occupancy import CALL_AVAILABILITY, OCCUPANCY
from kpiengine_workforce.metrics.shrinkage import SHRINKAGE_PLANNED, SHRINKAGE_TOTAL, SHRINKAGE_UNPLANNED
from kpiengine_workforce.metrics.utilisation import AGENT_UTILISATION, RESOURCE_UTILISATION

METRICS = (
    CONTACTS_PER_AGENT,
    CALLS_ANSWERED_PER_HOUR,
    AGENT_UTILISATION,
    RESOURCE_UTILISATION,
    OCCUPANCY,
    CALL_AVAILABILITY,
    SCHEDULE_ADHERENCE,
    SCHEDULE_CONFORMANCE,
    LATE_START_RATE,
    SHRINKAGE_TOTAL,
    SHRINKAGE_PLANNED,
    SHRINKAGE_UNPLANNED,
    LOAD_BALANCE,
    *HOURS,
)

__all__ = ["METRICS"]
