"""The settle stage: a durable, numbered record of every run, and what earlier runs recorded."""

from kpiengine.ledger.content import content_hash
from kpiengine.ledger.record import Engine, RunRecord, Source
from kpiengine.ledger.runs import Past, Settlement, as_text, recall, settle

__all__ = ["Engine", "Past", "RunRecord", "Settlement", "Source", "as_text", "content_hash", "recall", "settle"]
