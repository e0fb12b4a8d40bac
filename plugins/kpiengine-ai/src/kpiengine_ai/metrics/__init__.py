"""The metrics of this plugin."""

from kpiengine_ai.metrics.ai_csat import AI_CSAT
from kpiengine_ai.metrics.ai_share import AI_SHARE
from kpiengine_ai.metrics.assistance import AI_ASSIST_AHT_REDUCTION, AI_ASSIST_USAGE
from kpiengine_ai.metrics.session_rates import AI_CONTAINMENT_RATE, AI_HANDOFF_RATE, AI_RESOLUTION_RATE

METRICS = (
    AI_RESOLUTION_RATE,
    AI_CONTAINMENT_RATE,
    AI_HANDOFF_RATE,
    AI_CSAT,
    AI_SHARE,
    AI_ASSIST_USAGE,
    AI_ASSIST_AHT_REDUCTION,
)

__all__ = ["METRICS"]
