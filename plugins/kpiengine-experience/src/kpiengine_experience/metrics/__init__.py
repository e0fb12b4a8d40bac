"""The metrics of this plugin."""

from kpiengine_experience.metrics.csat import CSAT_MEAN, CSAT_PCT
from kpiengine_experience.metrics.fcr import FCR
from kpiengine_experience.metrics.nps import NPS

METRICS = (CSAT_MEAN, CSAT_PCT, NPS, FCR)

__all__ = ["METRICS"]
