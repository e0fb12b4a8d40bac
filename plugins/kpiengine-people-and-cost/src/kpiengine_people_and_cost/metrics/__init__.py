"""The metrics of this plugin."""

from kpiengine_people_and_cost.metrics.attrition_rate import ATTRITION_RATE
from kpiengine_people_and_cost.metrics.cost_per_call import COST_PER_CALL
from kpiengine_people_and_cost.metrics.cost_per_resolution import COST_PER_RESOLUTION
from kpiengine_people_and_cost.metrics.exam_pass_rate import EXAM_PASS_RATE
from kpiengine_people_and_cost.metrics.labour_cost import LABOUR_COST
from kpiengine_people_and_cost.metrics.result_correction_rate import RESULT_CORRECTION_RATE
from kpiengine_people_and_cost.metrics.training_completion_rate import TRAINING_COMPLETION_RATE

METRICS = (
    TRAINING_COMPLETION_RATE,
    EXAM_PASS_RATE,
    ATTRITION_RATE,
    LABOUR_COST,
    COST_PER_CALL,
    COST_PER_RESOLUTION,
    RESULT_CORRECTION_RATE,
)

__all__ = ["METRICS"]
