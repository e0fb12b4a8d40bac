"""Metrics and tables that a project declares itself, in TOML: `metrics/*.toml`.

records    what a file says, as data
kinds      kinds of values that only these files have
sections   the headings and their keys
structure  TOML tables -> records, and every fault of keys and kinds
parts      "count_if(outcome == ...)" -> a part
followed   the view of `kind = "followed_within"`
making     a record and the catalogue -> a metric with its view, or every fault of it
load       all files of a project -> the catalogue with what they declare
reference  the page of the documentation
messages   what is said about faults
"""

from kpiengine.metric_files.load import with_metric_files

__all__ = ["with_metric_files"]
