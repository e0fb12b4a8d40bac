"""The metrics of this plugin."""

from kpiengine_experience.metrics.agent_csat import AGENT_CSAT
from kpiengine_experience.metrics.agent_effort_score import AGENT_EFFORT_SCORE
from kpiengine_experience.metrics.ces import CES, CES_EASY_PCT
from kpiengine_experience.metrics.complaint_rate import COMPLAINT_RATE
from kpiengine_experience.metrics.csat import CSAT_MEAN, CSAT_PCT
from kpiengine_experience.metrics.fcr import FCR
from kpiengine_experience.metrics.nps import NPS
from kpiengine_experience.metrics.survey_response_rate import SURVEY_RESPONSE_RATE

METRICS = (
    CSAT_MEAN,
    CSAT_PCT,
    AGENT_CSAT,
    SURVEY_RESPONSE_RATE,
    NPS,
    CES,
    CES_EASY_PCT,
    FCR,
    COMPLAINT_RATE,
    AGENT_EFFORT_SCORE,
)

__all__ = ["METRICS"]
