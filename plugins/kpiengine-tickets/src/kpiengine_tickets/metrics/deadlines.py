# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Were deadlines kept?  ticket_completion_rate looks at what was due, timely_resolution_rate at what was resolved."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_tickets.metrics.settings import CHANNEL, LIMIT, PERSON_UP, RESOLUTION, every, on_channel


def due_plan(params: Params) -> Plan:
    """Tickets whose deadline is over; those still open have missed it."""
    asked = on_channel(params)
    return Plan(
        parts={
            "on_time": Part("due_tickets", where=every(asked, "solved_at <= deadline")),
            "due": Part("due_tickets", where=asked),
        },
        value="100 * on_time / due",
        sample="due",
    )


def resolved_plan(params: Params) -> Plan:
    """Resolved tickets that had a deadline; the others cannot have been late and are shown beside it."""
    limit = f"coalesce(due_at, created_at + hours({params['limit_h']}))" if params["limit_h"] else "due_at"
    asked = on_channel(params)
    return Plan(
        parts={
            "on_time": Part("resolved_tickets", where=every(asked, f"solved_at <= {limit}")),
            "resolved": Part("resolved_tickets", where=every(asked, f"not is_missing({limit})")),
            "without_deadline": Part("resolved_tickets", where=every(asked, f"is_missing({limit})")),
        },
        value="100 * on_time / resolved",
        sample="resolved",
    )


TICKET_COMPLETION_RATE = Metric(
    id="ticket_completion_rate",
    title={"en": "Ticket completion rate in time", "zh": "工单完成率（规定时间内）"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=10,
    params={
        "basis": Param("due", one_of=("due", "created"), doc="tickets due in the period, or created in it"),
        "limit_h": LIMIT,
        "reopen": Param("latest", one_of=("latest", "first"), doc="which solution counts if it was opened again"),
        "channel": CHANNEL,
    },
    plan=due_plan,
    formula="100 * solved by the deadline / due",
    docs={
        "en": "Share of due tickets finished by their deadline.",
        "zh": "到期工单中按时完成的比例。",
        "edge_cases": "Nothing due: no value. An open ticket past its deadline is a failure, so nothing is hidden by "
        "not closing it; solved exactly at the deadline is in time. A ticket without a deadline is not judged unless "
        "limit_h gives it one; one whose deadline lies after as-of is not due yet, solved or not. Merged, deleted and "
        "spam tickets do not count. A reopened ticket has no solution until it is solved again (reopen = first counts "
        "its first one; a source without first_resolved_at has only the latest).",
        "edge_cases_zh": "没有到期工单时无数值。过期未结即为未按时；恰在截止时刻解决算按时。没有期限的工单不计，除非用 "
        "limit_h 规定；期限在统计时点之后的尚未到期。合并、删除、垃圾工单不计。重开的工单在再次解决前视为未解决。",
    },
    example="50 due: 41 in time, 6 late, 3 open past their deadline: 82.0",
    source="Due, created and closed cohorts each have a bias of their own; the due cohort cannot be hidden from.",
)

TIMELY_RESOLUTION_RATE = Metric(
    id="timely_resolution_rate",
    title={"en": "Timely resolution rate", "zh": "工单及时解决率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=10,
    params={"limit_h": LIMIT, "resolution": RESOLUTION, "channel": CHANNEL},
    plan=resolved_plan,
    formula="100 * resolved in time / resolved",
    docs={
        "en": "Share of resolved tickets that were resolved in time.",
        "zh": "已解决工单中及时解决的比例。",
        "edge_cases": "Nothing resolved: no value. Open late tickets are not seen at all, so pair it with backlog. "
        "Tickets without a deadline are not judged unless limit_h gives them one; the part without_deadline counts "
        "them. Merged, deleted and spam tickets do not count.",
        "edge_cases_zh": "没有已解决工单时无数值。看不到过期未结的工单，应与未结工单量一同查看。没有期限的工单不计，"
        "除非用 limit_h 规定。合并、删除、垃圾工单不计。",
    },
    example="47 resolved: 41 in time: 87.2",
    source="The closed cohort; ticket_completion_rate is the due cohort.",
)
