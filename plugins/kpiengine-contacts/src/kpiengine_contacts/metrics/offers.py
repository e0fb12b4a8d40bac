# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""What became of offers to an agent: missed_declined_rate and agent_answer_rate, which make 100 together."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP, among, every, on_channel
from kpiengine_contacts.metrics.settings import channel

JUDGED = ("answered", "no_answer", "declined")
DIRECTIONS = ("inbound", "callback")


def _offers(params: Params) -> str | None:
    gone = ("caller_gone",) if params.get("count_caller_gone") else ()
    return every(among("direction", DIRECTIONS), on_channel(params), among("outcome", (*JUDGED, *gone)))


def missed_plan(params: Params) -> Plan:
    """Offers that were not answered, of all that could have been."""
    offers = _offers(params)
    missed = every(offers, "outcome != 'answered'")
    return Plan(
        parts={"missed": Part("offered_legs", where=missed), "offers": Part("offered_legs", where=offers)},
        value="100 * missed / offers",
        sample="offers",
    )


def calls_plan(params: Params) -> Plan:
    """Offers that were not answered, as a number."""
    offers = _offers(params)
    missed = Part("offered_legs", where=every(offers, "outcome != 'answered'"))
    return Plan(parts={"missed": missed, "offers": Part("offered_legs", where=offers)}, value="missed", sample="offers")


def answered_plan(params: Params) -> Plan:
    """Offers that were answered, of all that could have been."""
    offers = _offers(params)
    answered = every(offers, "outcome == 'answered'")
    return Plan(
        parts={"answered": Part("offered_legs", where=answered), "offers": Part("offered_legs", where=offers)},
        value="100 * answered / offers",
        sample="offers",
    )


MISSED_DECLINED_RATE = Metric(
    id="missed_declined_rate",
    title={"en": "Missed and declined rate", "zh": "未接拒接率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="availability",
    control=Control.AGENT,
    min_sample=20,
    params={
        "channel": channel("voice"),
        "count_caller_gone": Param(default=False, doc="a caller who hangs up while it rings counts as missed"),
    },
    plan=missed_plan,
    formula="100 * (rung out + declined) / offers",
    docs={
        "en": "Missed and refused offers as a share of offers.",
        "zh": "未接和拒接占派线次数的比例。",
        "edge_cases": "No offers: no value. Callers who hang up while it rings are no offer unless count_caller_gone.",
        "edge_cases_zh": "没有派线时无数值。振铃时客户挂断不计，除非 count_caller_gone。",
    },
    example="40 offers: 34 answered, 3 rung out, 2 refused, 1 caller gone: 12.8 (count_caller_gone: 15.0)",
    source="Zendesk legs: agent missed, agent declined. Amazon Connect: agent non-response.",
)

MISSED_DECLINED_CALLS = Metric(
    id="missed_declined_calls",
    title={"en": "Missed and declined calls", "zh": "未接和拒接电话"},
    unit="count",
    decimals=0,
    range=(0, 1_000_000_000),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="availability",
    control=Control.AGENT,
    min_sample=1,
    params=MISSED_DECLINED_RATE.params,
    plan=calls_plan,
    formula="offers that rang out + offers that were declined",
    docs={
        "en": "Offers that an agent let ring out or refused.",
        "zh": "座席未接听或拒接的派线次数。",
        "edge_cases": "No offers: no value; offers without a miss: 0. One contact may be offered and missed several "
        "times. Callers who hang up while it rings are no miss unless count_caller_gone.",
        "edge_cases_zh": "没有派线时无数值；有派线而无未接为0。同一联系可多次未接。",
    },
    example="40 offers: 34 answered, 3 rung out, 2 refused, 1 caller gone: 5 (count_caller_gone: 6)",
    source="Talkdesk counts a missed contact once, whatever the number of offers; that is another figure.",
)

AGENT_ANSWER_RATE = Metric(
    id="agent_answer_rate",
    title={"en": "Agent answer rate", "zh": "座席应答率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="availability",
    control=Control.AGENT,
    min_sample=20,
    params={"channel": channel("voice")},
    plan=answered_plan,
    formula="100 * answered / offers",
    docs={
        "en": "Answered share of offers.",
        "zh": "派线中被接听的比例。",
        "edge_cases": "No offers: no value. Callers who hang up while it rings are no offer.",
        "edge_cases_zh": "没有派线时无数值。振铃时客户挂断不计。",
    },
    example="34 of 39: 87.2",
    source="Complement of missed_declined_rate; Amazon Connect agent answer rate.",
)
