"""The views that this plugin offers; other plugins may count on them too."""

from kpiengine_contacts.views.arrivals import ARRIVALS, ENDINGS
from kpiengine_contacts.views.attempts import ARRIVAL_WINDOWS, ATTEMPT_OUTCOMES, ATTEMPTS, SNAPSHOTS
from kpiengine_contacts.views.busy import BUSY_LEGS, BUSY_TIME
from kpiengine_contacts.views.callbacks import CALLBACKS
from kpiengine_contacts.views.first_contacts import FIRST_CONTACTS, FIRST_CONTACTS_FLAGGED
from kpiengine_contacts.views.legs import HANDLED_LEGS, LEGS_OF_CUSTOMERS, OFFERED_LEGS, REPLIES
from kpiengine_contacts.views.pressure import SERVING_TIME, WAITING_TIME
from kpiengine_contacts.views.queue_entries import QUEUE_ENTRIES, QUEUE_ENTRIES_BY_CLOCK, QUEUE_INTERVALS
from kpiengine_contacts.views.repeats import JOURNEYS_FOLLOWED, JOURNEYS_PRECEDED
from kpiengine_contacts.views.responses import RESPONSES, RESPONSES_BY_PEAK

VIEWS = (
    HANDLED_LEGS,
    LEGS_OF_CUSTOMERS,
    REPLIES,
    OFFERED_LEGS,
    BUSY_LEGS,
    BUSY_TIME,
    QUEUE_ENTRIES,
    QUEUE_ENTRIES_BY_CLOCK,
    QUEUE_INTERVALS,
    ARRIVALS,
    ENDINGS,
    ATTEMPTS,
    ATTEMPT_OUTCOMES,
    ARRIVAL_WINDOWS,
    RESPONSES,
    RESPONSES_BY_PEAK,
    WAITING_TIME,
    SERVING_TIME,
    SNAPSHOTS,
    JOURNEYS_PRECEDED,
    JOURNEYS_FOLLOWED,
    FIRST_CONTACTS,
    FIRST_CONTACTS_FLAGGED,
    CALLBACKS,
)

__all__ = ["VIEWS"]
