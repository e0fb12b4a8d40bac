"""The views that this plugin offers; other plugins may count on them too."""

from kpiengine_experience.views.complaints import BLAMED_CONTACTS, COMPLAINTS_DECIDED, CONTACTS_BY_ARRIVAL
from kpiengine_experience.views.survey_answers import SURVEY_ANSWERS
from kpiengine_experience.views.survey_invitations import SURVEY_INVITATIONS
from kpiengine_experience.views.survey_shares import SURVEY_SHARES

VIEWS = (SURVEY_ANSWERS, SURVEY_SHARES, SURVEY_INVITATIONS, CONTACTS_BY_ARRIVAL, BLAMED_CONTACTS, COMPLAINTS_DECIDED)

__all__ = ["VIEWS"]
