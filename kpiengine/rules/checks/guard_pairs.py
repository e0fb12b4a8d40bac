"""Which metrics are at odds: what goes wrong where one is pushed alone, and what must stand beside it.

The pairs of the metric book, chapter 3, row by row; guards that are reports only are left out.  `csat_mean` stands
wherever the book names one of the other two figures of satisfaction: they are one answer, told in three ways.  Where
it asks for solved at first contact by survey, the customers' answers guard too, since that is no metric of its own.
"""

from typing import Literal

from attrs import frozen

SATISFIED = ("csat_pct", "agent_csat", "csat_mean")
IN_A_RANGE = frozenset({"aht", "occupancy", "ai_handoff_rate"})  # these guard as good-inside-a-range, or as a gate


@frozen
class Pair:
    """One row: pushed metrics in one direction, what goes wrong, and the guards of which one must stand.

    `only`: a setting of the pushed metric and its value; without it the row does not hold.
    """

    id: str
    pushed: tuple[str, ...]
    way: Literal["higher", "lower"]
    wrong: str
    guards: tuple[str, ...]
    only: tuple[str, str] | None = None


PAIRS: tuple[Pair, ...] = (
    Pair(
        "G1",
        ("aht", "avg_talk_time", "effective_aht"),
        "lower",
        "people hurry, cut off and pass on",
        ("fcr", "repeat_call_rate", "quality_score", *SATISFIED),
    ),
    Pair("G2", ("avg_wrap_up_time",), "lower", "notes are missing", ("quality_score", "repeat_call_rate")),
    Pair(
        "G3",
        ("calls_answered_per_hour", "contacts_per_agent", "contacts_handled"),
        "higher",
        "easy contacts are picked and hard ones dropped",
        ("aht", "fcr", "transfer_rate", *SATISFIED),
    ),
    Pair(
        "G4",
        ("asa", "avg_response_time", "response_time_voice", "response_time_online"),
        "lower",
        "answers are fast and solve nothing",
        ("fcr", "quality_score", "cost_per_call", "occupancy", *SATISFIED),
    ),
    Pair(
        "G4",
        ("service_level",),
        "higher",
        "answers are fast and solve nothing",
        ("fcr", "quality_score", "cost_per_call", "occupancy", *SATISFIED),
    ),
    Pair(
        "G5",
        ("first_response_time",),
        "lower",
        "first replies are empty",
        ("total_resolution_time", "avg_reply_time", *SATISFIED),
    ),
    Pair(
        "G6",
        ("service_level",),
        "higher",
        "who has waited too long is let go, because late answers no longer help",
        ("abandonment_rate", "wait_p90", "max_wait", "sl_interval_attainment"),
    ),
    Pair(
        "G7",
        ("abandonment_rate",),
        "lower",
        "menus grow long and calls are blocked",
        ("blocked_rate", "callback_completion_rate", "avg_response_time"),
    ),
    Pair(
        "G8",
        ("transfer_rate",),
        "lower",
        "people hold on to what they cannot solve",
        ("fcr", "avg_hold_time", "aht", "quality_score"),
    ),
    Pair("G9", ("avg_hold_time",), "lower", "people guess", ("quality_score", "fcr", "avg_wrap_up_time")),
    Pair(
        "G10",
        ("fcr",),
        "higher",
        "everything is marked as solved",
        ("repeat_call_rate", "reopen_rate", *SATISFIED),
        only=("method", "flag"),
    ),
    Pair(
        "G11",
        SATISFIED,
        "higher",
        "only happy customers are asked, and too much is given away",
        ("survey_response_rate", "aht", "cost_per_call", "quality_score"),
    ),
    Pair("G12", ("quality_score",), "higher", "calls follow a script", ("fcr", *SATISFIED)),
    Pair(
        "G13",
        ("agent_utilisation", "resource_utilisation", "occupancy"),
        "higher",
        "people burn out",
        ("occupancy", "shrinkage_unplanned", "attrition_rate", "service_level", "agent_effort_score"),
    ),
    Pair(
        "G14",
        ("call_availability", "schedule_adherence"),
        "higher",
        "people are logged in and do not work",
        ("missed_declined_rate",),
    ),
    Pair(
        "G15",
        ("missed_declined_rate",),
        "lower",
        "people go off the queue when it is busy",
        ("call_availability", "schedule_adherence"),
    ),
    Pair(
        "G16",
        ("ticket_completion_rate", "timely_resolution_rate", "resolution_24h_rate"),
        "higher",
        "unsolved tickets are closed and old ones left",
        ("reopen_rate", "backlog", "avg_age_of_query", *SATISFIED),
    ),
    Pair("G17", ("total_resolution_time",), "lower", "tickets are closed too early", ("reopen_rate", *SATISFIED)),
    Pair(
        "G18",
        ("cost_per_call", "labour_cost"),
        "lower",
        "staff and quality are cut",
        ("service_level", "fcr", "cost_per_resolution", *SATISFIED),
    ),
    Pair(
        "G19",
        ("ai_resolution_rate", "ai_share"),
        "higher",
        "the way to a person is hidden",
        ("ai_csat", "ai_handoff_rate", "repeat_call_rate"),
    ),
    Pair(
        "G20",
        ("ai_assist_aht_reduction", "ai_assist_usage"),
        "higher",
        "machine text is pasted unread",
        ("quality_score", "critical_error_rate", *SATISFIED),
    ),
    Pair(
        "G21",
        ("training_completion_rate",),
        "higher",
        "courses are clicked through",
        ("exam_pass_rate", "quality_score"),
    ),
    Pair(
        "G22",
        ("shrinkage_planned",),
        "lower",
        "nobody is trained or coached",
        ("training_completion_rate", "quality_score", "attrition_rate"),
    ),
    Pair("G23", ("load_balance",), "higher", "skills are ignored", ("fcr", "transfer_rate")),
    Pair("G24", ("complaint_rate",), "lower", "complaints are not written down", ("survey_response_rate", *SATISFIED)),
)
