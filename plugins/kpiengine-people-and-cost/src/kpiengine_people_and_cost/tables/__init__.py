"""The fact tables that this plugin declares."""

from kpiengine_people_and_cost.tables.costs import COSTS
from kpiengine_people_and_cost.tables.published_results import PUBLISHED_RESULTS
from kpiengine_people_and_cost.tables.training import TRAINING

TABLES = (TRAINING, COSTS, PUBLISHED_RESULTS)

__all__ = ["COSTS", "PUBLISHED_RESULTS", "TABLES", "TRAINING"]
