"""The views that this plugin offers; other plugins may count on them too."""

from kpiengine_ai.views.legs_before import LEGS_BEFORE_ROLLOUT
from kpiengine_ai.views.served import AI_ANSWERS, SERVED_CONTACTS
from kpiengine_ai.views.sessions import SESSIONS, SESSIONS_FOLLOWED

VIEWS = (SESSIONS, SESSIONS_FOLLOWED, SERVED_CONTACTS, AI_ANSWERS, LEGS_BEFORE_ROLLOUT)

__all__ = ["VIEWS"]
