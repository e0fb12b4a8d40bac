"""Facts -> metric values: views, parts per cell, levels, values; one wide frame per rule set."""

from kpiengine.metrics.needed import needed_columns
from kpiengine.metrics.records import Measures
from kpiengine.metrics.stage import measure

__all__ = ["Measures", "measure", "needed_columns"]
