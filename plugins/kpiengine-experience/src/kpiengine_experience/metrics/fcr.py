# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""fcr: was the matter settled by the first contact?  By no return, by the contact's flag, by a survey, by tickets."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_experience.metrics.answers import CHANNEL, CREDIT, PERSON_UP, SURVEY_BASIS, answers_of, every


def plan(params: Params) -> Plan:
    """The plan of the chosen method."""
    return PLANS[params["method"]](params)


def _asked(params: Params) -> str:
    channel = None if params["channel"] == "any" else f"channel == {params['channel']!r}"
    return every("served", "first", "eligible" if params["scope"] == "net" else None, channel)


def _kept(params: Params) -> str | None:
    return "transfers == 0" if params["transfer_breaks"] else None


def no_repeat_plan(params: Params) -> Plan:
    """Solved = no further attempt in the days after; younger contacts and unknown customers are not judged."""
    judged = every(_asked(params), "judged")
    known = every(judged, "customer_known")
    return Plan(
        parts={
            "solved_first": Part("first_contacts", where=every(known, "not followed", _kept(params))),
            "first_contacts": Part("first_contacts", where=known),
            "seen": Part("first_contacts", where=judged),
        },
        value="100 * solved_first / first_contacts",
        sample="first_contacts",
        coverage=("first_contacts", "seen"),
    )


def flag_plan(params: Params) -> Plan:
    """Solved = the contact says so; an unknown is unsolved or left out."""
    asked = _asked(params)
    if params["unknown_as"] == "exclude":
        asked = every(asked, "resolved in ['yes', 'no']")
    return Plan(
        parts={
            "solved_first": Part("first_contacts_flagged", where=every(asked, "resolved == 'yes'", _kept(params))),
            "first_contacts": Part("first_contacts_flagged", where=asked),
        },
        value="100 * solved_first / first_contacts",
        sample="first_contacts",
    )


def survey_plan(params: Params) -> Plan:
    """Solved = the customer says so in a survey."""
    answers = answers_of("fcr", params)
    return Plan(
        parts={
            "solved_first": Part("survey_answers", where=every(answers, "score == scale_max")),
            "answers": Part("survey_answers", where=answers),
        },
        value="100 * solved_first / answers",
        sample="answers",
    )


def one_touch_plan(params: Params) -> Plan:
    """Solved = a ticket solved with fewer than two replies and never opened again."""
    asked = None if params["channel"] == "any" else f"channel == {params['channel']!r}"
    known = every(asked, "not is_missing(replies)", "not is_missing(reopens)")
    return Plan(
        parts={
            "solved_first": Part("touched_tickets", where=every(known, "replies < 2", "reopens == 0")),
            "tickets": Part("touched_tickets", where=known),
            "seen": Part("touched_tickets", where=asked),
        },
        value="100 * solved_first / tickets",
        sample="tickets",
        coverage=("tickets", "seen"),
    )


PLANS: Mapping[str, Callable[[Params], Plan]] = {
    "no_repeat": no_repeat_plan,
    "flag": flag_plan,
    "survey": survey_plan,
    "one_touch": one_touch_plan,
}

FCR = Metric(
    id="fcr",
    title={"en": "First-contact resolution", "zh": "首次解决率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=30,
    params={
        "method": Param("no_repeat", one_of=("no_repeat", "flag", "survey", "one_touch"), doc="how solved is known"),
        "repeat_days": Param(7, minimum=1, maximum=30, doc="days without a return that make it solved"),
        "lookback_days": Param(7, minimum=1, maximum=30, doc="days before without a contact that make it the first"),
        "match_topic": Param(default=True, doc="only contacts about the same topic; a missing topic matches any"),
        "same_journey_min": Param(15, minimum=0, maximum=1440, doc="minutes; a sooner return is the same contact"),
        "cross_channel": Param(default=True, doc="a return by another channel counts"),
        "include_self_service": Param(default=True, doc="contacts served by menu or bot count"),
        "transfer_breaks": Param(default=False, doc="a contact that was transferred is not solved"),
        "scope": Param("gross", one_of=("gross", "net"), doc="net = only what can be solved at first contact"),
        "unknown_as": Param("unsolved", one_of=("unsolved", "exclude"), doc="method flag: what unknown means"),
        "short_abandon_s": Param(5, minimum=0, maximum=600, doc="seconds; shorter waits of hang-ups never count"),
        "min_coverage": Param(Decimal("0.8"), minimum=0, maximum=1, doc="share of contacts with a known customer"),
        "credit": CREDIT,
        "survey_basis": SURVEY_BASIS,
        "channel": CHANNEL,
    },
    plan=plan,
    formula="100 * solved at the first contact / first contacts",
    docs={
        "en": "Share of matters that were settled by the first contact.",
        "zh": "首次联系即解决问题的比例。",
        "edge_cases": "No first contact: no value. method = no_repeat: contacts younger than repeat_days are not "
        "counted and the value is provisional; contacts without a known customer are not judged, and below "
        "min_coverage there is no value. method = flag: unknown_as decides unknowns. A transfer inside the contact "
        "does not break it unless transfer_breaks. A callback belongs to the contact that asked for it. method = "
        "one_touch: customers' tickets by their first solution, credited to the assignee; solved at first contact with "
        "fewer than two replies by agents and no reopening, and provisional for repeat_days.",
        "edge_cases_zh": "没有首次联系时无数值。no_repeat：未满 repeat_days 的联系不计，数值为暂定；客户未知者不判断。"
        "flag：未知按 unknown_as 处理。通话内转接默认不影响。"
        "one_touch：按首次解决时间统计工单，客服回复少于两次且未重开视为一次解决，计入负责人，repeat_days 天内为暂定。",
    },
    example="Customers on days: U 1, 3, 20; V 2; W 5, 11 (same topics). First contacts U1, U20, V2, W5; solved U20, "
    "V2: 50.0. Method flag, 10 first contacts, 7 yes, 2 no, 1 unknown: 70.0, and 77.8 with unknown_as = exclude.",
    source="The most contested metric: SQM (survey), easemob (windows), MetricNet (gross and net).",
)
