"""The views that this plugin offers; other plugins may count on them too."""

from kpiengine_workforce.views.adherence_time import ADHERENCE_TIME, CONFORMANCE_TIME, PLANNED_AND_WORKED
from kpiengine_workforce.views.paid_time import PAID_TIME
from kpiengine_workforce.views.planned_time import PLANNED_TIME
from kpiengine_workforce.views.shifts import SHIFTS
from kpiengine_workforce.views.states import AGENT_STATES
from kpiengine_workforce.views.worked_days import WORKED_DAYS

VIEWS = (
    AGENT_STATES,
    WORKED_DAYS,
    PLANNED_TIME,
    PAID_TIME,
    ADHERENCE_TIME,
    CONFORMANCE_TIME,
    PLANNED_AND_WORKED,
    SHIFTS,
)

__all__ = ["VIEWS"]
