"""The metrics of this plugin."""

from kpiengine_quality.metrics.critical_error_rate import CRITICAL_ERROR_RATE
from kpiengine_quality.metrics.quality_score import QUALITY_SCORE

METRICS = (QUALITY_SCORE, CRITICAL_ERROR_RATE)

__all__ = ["METRICS"]
