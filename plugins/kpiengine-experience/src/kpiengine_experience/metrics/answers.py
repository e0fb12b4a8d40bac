"""Which survey answers a metric counts, and the parameters that all of them have."""

from collections.abc import Mapping

from kpiengine.plugin import Param, Params
from kpiengine_experience.metrics.credit import CREDIT as SHARED_CREDIT

PERSON_UP = ("agent", "team", "queue", "site", "centre")
CHANNELS = ("any", "voice", "chat", "message", "email", "social", "sms", "video", "web_form", "task")

CHANNEL = Param("any", one_of=CHANNELS, doc="medium of the rated contact; any = all")
CREDIT = Param("last", one_of=("last", "first", "owner"), doc="agent of the contact who gets the answer")
SURVEY_BASIS = Param("answered", one_of=("answered", "contact_ended"), doc="date by the answer, or by the contact")
# Every metric on answers of customers has these.
ANSWERED: Mapping[str, Param] = {"credit": SHARED_CREDIT, "survey_basis": SURVEY_BASIS, "channel": CHANNEL}


def every(*conditions: str | None) -> str:
    """All of the given conditions."""
    return " and ".join(f"({c})" for c in conditions if c)


def answers_of(kind: str, params: Params) -> str:
    """Answers by customers to one family of questions."""
    question = f"question == {params['question']!r}" if "question" in params else None
    channel = None if params["channel"] == "any" else f"channel == {params['channel']!r}"
    return every(f"kind == {kind!r}", "respondent == 'customer'", question, channel)
