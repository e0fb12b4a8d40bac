"""What the metrics on reviews have in common: the view, the levels, and how a review is dated."""

from kpiengine.plugin import Param

VIEW = "quality_reviews"
PERSON_UP = ("agent", "team", "queue", "site", "centre")
QA_BASIS = Param(
    "submitted", one_of=("submitted", "interaction"), doc="date by the review, or by the interaction's end"
)
