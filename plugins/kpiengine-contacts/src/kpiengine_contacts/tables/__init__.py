"""The fact tables that this plugin declares."""

from kpiengine_contacts.tables.agent_legs import AGENT_LEGS
from kpiengine_contacts.tables.callbacks import CALLBACKS
from kpiengine_contacts.tables.contacts import CONTACTS
from kpiengine_contacts.tables.queue_entries import QUEUE_ENTRIES
from kpiengine_contacts.tables.queues import QUEUES
from kpiengine_contacts.tables.snapshots import SNAPSHOTS

TABLES = (CONTACTS, QUEUES, QUEUE_ENTRIES, AGENT_LEGS, CALLBACKS, SNAPSHOTS)

__all__ = ["AGENT_LEGS", "CALLBACKS", "CONTACTS", "QUEUES", "QUEUE_ENTRIES", "SNAPSHOTS", "TABLES"]
