"""The views that this plugin offers; other plugins may count on them too."""

from kpiengine_tickets.views.created import CREATED_TICKETS, FIRST_SOLVED_TICKETS
from kpiengine_tickets.views.deadlines import DUE_TICKETS
from kpiengine_tickets.views.efforts import SETTLED_CONTACTS, WORKED_TICKETS
from kpiengine_tickets.views.matters import COMPLAINT_TICKETS, SOLVED_TICKETS, TOUCHED_TICKETS
from kpiengine_tickets.views.open_tickets import OPEN_TICKETS
from kpiengine_tickets.views.replies import CONTACT_REPLIES, TICKET_REPLIES
from kpiengine_tickets.views.resolved import RESOLVED_TICKETS

VIEWS = (
    DUE_TICKETS,
    RESOLVED_TICKETS,
    WORKED_TICKETS,
    SETTLED_CONTACTS,
    CREATED_TICKETS,
    FIRST_SOLVED_TICKETS,
    *OPEN_TICKETS,
    TICKET_REPLIES,
    CONTACT_REPLIES,
    TOUCHED_TICKETS,
    SOLVED_TICKETS,
    COMPLAINT_TICKETS,
)

__all__ = ["VIEWS"]
