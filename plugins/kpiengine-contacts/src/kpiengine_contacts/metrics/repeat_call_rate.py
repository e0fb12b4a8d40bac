# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""repeat_call_rate: contacts that come again about the same matter."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import PERSON_UP, every, on_channel
from kpiengine_contacts.metrics.settings import SHORT_ABANDON, channel, min_coverage


def plan(params: Params) -> Plan:
    """Backward counts the later contact, trigger the earlier one."""
    if params["mode"] == "trigger":
        view, asked = "journeys_followed", every(on_channel(params), "served", "judged")
    else:
        view, asked = "journeys_preceded", every(on_channel(params), "served" if params["handled_only"] else None)
    known = every(asked, "customer_known")
    return Plan(
        parts={
            "repeats": Part(view, where=every(known, "repeat")),
            "contacts": Part(view, where=known),
            "seen": Part(view, where=asked),
        },
        value="100 * repeats / contacts",
        sample="contacts",
        coverage=("contacts", "seen"),
    )


REPEAT_CALL_RATE = Metric(
    id="repeat_call_rate",
    title={"en": "Repeat-call rate", "zh": "重复来电率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.LOWER,
    levels=PERSON_UP,
    group="experience",
    control=Control.SHARED,
    min_sample=30,
    params={
        "mode": Param(
            "backward",
            one_of=("backward", "trigger"),
            doc="count the later contact, or the earlier one",
            at={"agent": "trigger"},
        ),
        "repeat_days": Param(7, minimum=1, maximum=30, doc="days in which a return counts"),
        "match_topic": Param(default=True, doc="only returns about the same topic; a missing topic matches any"),
        "same_journey_min": Param(15, minimum=0, maximum=1440, doc="minutes; a sooner return is the same contact"),
        "cross_channel": Param(default=True, doc="a return by another channel counts"),
        "handled_only": Param(default=False, doc="attempts that were not served are no returns"),
        "short_abandon_s": SHORT_ABANDON,
        "channel": channel(),
        "min_coverage": min_coverage("0.8"),
    },
    plan=plan,
    formula="100 * repeats / contacts with a known customer",
    docs={
        "en": "Share of contacts that come again about the same matter inside the window.",
        "zh": "在窗口期内因同一问题再次联系的比例。",
        "edge_cases": "No contact: no value. Too few known customers: no value. mode = trigger charges the agent who "
        "served the earlier contact and is final only when repeat_days have passed; it is the default for agents. "
        "mode = backward is for queues, sites and the centre and credits nobody. Attempts that were abandoned count "
        "as returns, not as causes; hang-ups within short_abandon_s never count.",
        "edge_cases_zh": "没有联系时无数值。客户标识不足时无数值。"
        "mode = trigger 记在前一次联系的员工名下，须待窗口期结束；"
        "用于个人（个人层级的默认值）。mode = backward 用于队列、站点和中心，不记个人。",
    },
    example="1000 contacts in a week, 150 from customers who had contacted on the subject in the 7 days before: 15.0",
    source="eurogroupconsulting.com (backward), capturi (trigger).",
)
