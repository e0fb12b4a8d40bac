"""The views that this plugin offers; other plugins may count on them too."""

from kpiengine_people_and_cost.views.costs import AGENT_COSTS, ALL_COSTS
from kpiengine_people_and_cost.views.employment import CLOSING, EMPLOYMENT, LEAVERS, OPENING
from kpiengine_people_and_cost.views.published_results import PUBLISHED_RESULTS
from kpiengine_people_and_cost.views.solved_matters import SOLVED_CONTACTS
from kpiengine_people_and_cost.views.training import COURSES_DUE, EXAMS

VIEWS = (
    COURSES_DUE,
    EXAMS,
    EMPLOYMENT,
    OPENING,
    CLOSING,
    LEAVERS,
    ALL_COSTS,
    AGENT_COSTS,
    SOLVED_CONTACTS,
    PUBLISHED_RESULTS,
)

__all__ = ["VIEWS"]
