"""The settle stage: a durable record of every run, of what was closed and paid, and of what became known later.

opening     the ledger of a project: looked at, or worked on alone
runs        each different result once; `recall` and `settle`
closings    what is closed, by which texts, and where something that comes later falls due
revisions   what later data changes in a closed period
entries     the log that everything stands in, chained by hashes
schema      the tables; docs/explanation/ledger.md says what they promise
"""

from kpiengine.ledger.content import content_hash
from kpiengine.ledger.opening import Ledger, Place, looking, place_in, working
from kpiengine.ledger.record import Engine, RunRecord, Source
from kpiengine.ledger.runs import Past, Sealed, Settlement, as_text, recall, settle

__all__ = [
    "Engine",
    "Ledger",
    "Past",
    "Place",
    "RunRecord",
    "Sealed",
    "Settlement",
    "Source",
    "as_text",
    "content_hash",
    "looking",
    "place_in",
    "recall",
    "settle",
    "working",
]
