"""Contacts and survey answers of other plugins, where it must be known whether people or AI served.

`contacts.handled_by` is human where a project does not say it; that is no finding about AI, so these views are
unavailable then.
"""

from typing import Any

import narwhals as nw
from attrs import evolve
from kpiengine_contacts.views.arrivals import ARRIVALS
from kpiengine_experience.views.survey_answers import SURVEY_ANSWERS

from kpiengine.plugin import Context, Facts, Params


def ai_answers(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """The rows of survey_answers; counts if AI alone served the contact."""
    rows = SURVEY_ANSWERS.build(facts, params, context)
    by_ai = (nw.col("handled_by") == "ai").fill_null(value=False)
    return rows.with_columns(out=nw.coalesce(nw.col("out"), nw.when(~by_ai).then(nw.lit("not served by AI alone"))))


SERVED_CONTACTS = evolve(ARRIVALS, id="served_contacts", needs=(*ARRIVALS.needs, "contacts.handled_by"))
AI_ANSWERS = evolve(
    SURVEY_ANSWERS, id="ai_answers", build=ai_answers, needs=(*SURVEY_ANSWERS.needs, "surveys.handled_by")
)
