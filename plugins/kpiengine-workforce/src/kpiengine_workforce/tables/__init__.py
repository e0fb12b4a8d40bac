"""The fact tables that this plugin declares."""

from kpiengine_workforce.tables.agent_states import AGENT_STATES
from kpiengine_workforce.tables.schedule import SCHEDULE

TABLES = (AGENT_STATES, SCHEDULE)

__all__ = ["AGENT_STATES", "SCHEDULE", "TABLES"]
