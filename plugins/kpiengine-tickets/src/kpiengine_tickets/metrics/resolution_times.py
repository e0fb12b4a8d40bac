# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""How long a matter takes: ticket_avg_completion_time, and total_resolution_time on three clocks."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_tickets.metrics.settings import (
    CHANNEL,
    LONGEST_H,
    MIN_COVERAGE,
    PERSON_UP,
    RESOLUTION,
    clock,
    every,
    in_seconds,
    on_channel,
)

SETTLED = "status in ['solved', 'closed']"
COLUMNS = {"elapsed": "elapsed_s", "business": "business_s", "effort": "effort_s"}


def completion_plan(params: Params) -> Plan:
    """Time from creation to solution over solved tickets; those whose open time is not known are left out."""
    column = COLUMNS[params["clock"]]
    asked = every(SETTLED, on_channel(params))
    return Plan(
        parts={
            "dur_sum": Part("resolved_tickets", Agg.SUM, column, asked),
            "known": Part("resolved_tickets", Agg.COUNT, column, asked),
            "resolved": Part("resolved_tickets", where=asked),
        },
        value="dur_sum / known / 3600",
        sample="known",
        coverage=("known", "resolved"),
    )


def total_plan(params: Params) -> Plan:
    """As completion, or the working time of everybody; with contacts that settled a matter by themselves if asked."""
    effort = params["clock"] == "effort"
    column, view = COLUMNS[params["clock"]], "worked_tickets" if effort else "resolved_tickets"
    asked = every(SETTLED, on_channel(params))
    parts = {
        "ticket_time": Part(view, Agg.SUM, column, asked),
        "tickets_known": Part(view, Agg.COUNT, column, asked),
        "tickets": Part(view, where=asked),
    }
    sums = {"time_sum": "ticket_time", "known": "tickets_known", "solved": "tickets"}
    if params["include_contacts"]:
        asked = on_channel(params)
        parts["contact_time"] = Part("settled_contacts", Agg.SUM, column, asked)
        parts["contacts_known"] = Part("settled_contacts", Agg.COUNT, column, asked)
        parts["contacts"] = Part("settled_contacts", where=asked)
        # One of the two may have no rows where the other has some, so each is 0 by itself.
        others = {"time_sum": "contact_time", "known": "contacts_known", "solved": "contacts"}
        sums = {name: f"coalesce({own}, 0) + coalesce({others[name]}, 0)" for name, own in sums.items()}
    return Plan(
        parts=parts,
        reduce=(Reduce({name: (Agg.SUM, text, None) for name, text in sums.items()}),),
        value="time_sum / known" if effort else "time_sum / known / 3600",
        sample="known",
        coverage=("known", "solved"),
    )


TICKET_AVG_COMPLETION_TIME = Metric(
    id="ticket_avg_completion_time",
    title={"en": "Ticket average completion time", "zh": "工单平均完成时间"},
    unit="h",
    decimals=2,
    range=(0, LONGEST_H),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=10,
    params={"clock": clock(), "resolution": RESOLUTION, "channel": CHANNEL, "min_coverage": MIN_COVERAGE},
    plan=completion_plan,
    formula="sum of (solution - creation) / solved tickets",
    docs={
        "en": "Mean time from creation to completion of a ticket.",
        "zh": "工单从创建到完成的平均时间。",
        "edge_cases": "Nothing solved: no value. Only tickets that are solved or closed now; a reopened one counts "
        "again when it is solved again. On the business clock the source's own figure goes first, else open time by "
        "the calendar of the queue; without a calendar every hour is open.",
        "edge_cases_zh": "没有已解决工单时无数值。只计当前已解决或关闭的工单。业务时钟优先采用来源给出的数值，"
        "否则按队列日历计算；没有日历即全天营业。",
    },
    example="2 h, 5 h and 23 h: 10.00",
    source="Help desks call it full resolution time (latest solution) and first resolution time.",
)

TOTAL_RESOLUTION_TIME = Metric(
    id="total_resolution_time",
    title={"en": "Total resolution time", "zh": "总解决时间"},
    unit="h",
    units=in_seconds("h"),
    decimals=2,
    range=(0, LONGEST_H * 3600),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="resolution",
    control=Control.SHARED,
    min_sample=10,
    params={
        "clock": Param(
            "elapsed",
            one_of=("elapsed", "business", "effort"),
            doc="time that passed, open time, or working time of everybody (in seconds)",
        ),
        "include_contacts": Param(default=False, doc="contacts that solved a matter without a ticket count too"),
        "resolution": RESOLUTION,
        "channel": CHANNEL,
        "min_coverage": MIN_COVERAGE,
    },
    plan=total_plan,
    formula="total time of solved matters / solved matters",
    docs={
        "en": "Mean total time needed to settle a matter: time that passed, or working time that went into it.",
        "zh": "解决一件事项的平均总时间：经过的时间，或投入的工作时间。",
        "edge_cases": "Nothing solved: no value. Elapsed and business are in hours, effort in seconds. Effort is what "
        "is booked on the ticket, else the handling time (talk, hold, wrap-up) of all its contacts; a ticket with "
        "neither, or with a leg whose time is not known, has an unknown effort, which is not 0.",
        "edge_cases_zh": "没有已解决事项时无数值。elapsed 和 business 以小时计，effort 以秒计。effort "
        "优先采用工单登记的工时，否则为其全部联系的处理时长（通话、保持、话后）之和；未知不等于 0。",
    },
    example="4, 10 and 22 h: 12.00 (effort of 600, 900 and 1500 s: 1000.00 s)",
    source="The seed (time of all solved interactions / solved tickets) can be read both ways, hence the clock.",
)
