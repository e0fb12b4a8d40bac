# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Whether callers get through: connect_rate and blocked_rate."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import QUEUE_UP, every, on_channel
from kpiengine_contacts.metrics.settings import channel

SERVED_WITHOUT_US = "outcome == 'contained'"
BLOCKED = "outcome == 'blocked'"


def connect_plan(params: Params) -> Plan:
    """Calls that got a connection, of all; or entries that an agent answered, of all requests for one."""
    chosen = on_channel(params)
    hung_up = params["short_abandon_s"]
    if params["responder"] == "human":
        kept = f"outcome != 'abandoned' or wait_s >= {hung_up}" if hung_up else None
        return Plan(
            parts={
                "connected": Part("queue_entries", where=every(chosen, "outcome == 'answered'")),
                "total": Part("queue_entries", where=every(chosen, kept)),
            },
            value="100 * connected / total",
            sample="total",
        )
    connected = every(chosen, "outcome == 'handled' or " + SERVED_WITHOUT_US)
    parts = {"connected": Part("attempt_outcomes", where=connected), "came": Part("attempt_outcomes", where=chosen)}
    minus = ""
    if hung_up:
        gone = every(chosen, f"outcome == 'abandoned' and wait_s < {hung_up} and seq == 1")
        parts["gone"] = Part("queue_entries", where=gone)
        minus = " - coalesce(gone, 0)"
    if params["blocked_from"] == "snapshots":
        parts["came"] = Part("attempt_outcomes", where=every(chosen, f"not ({BLOCKED})"))
        parts["busy"] = Part("snapshots", Agg.SUM, "blocked_n")
        minus += " + coalesce(busy, 0)"
    return Plan(parts=parts, value=f"100 * connected / (came{minus})", sample="came")


def blocked_plan(params: Params) -> Plan:
    """Attempts that met a busy tone, by contacts or by counters, never by both."""
    if params["source"] == "snapshots":
        both = "not is_missing(attempts_n) and not is_missing(blocked_n)"
        return Plan(
            parts={
                "blocked": Part("snapshots", Agg.SUM, "blocked_n", both),
                "attempts": Part("snapshots", Agg.SUM, "attempts_n", both),
            },
            value="100 * blocked / attempts",
            sample="attempts",
        )
    chosen = on_channel(params)
    return Plan(
        parts={
            "blocked": Part("attempt_outcomes", where=every(chosen, BLOCKED)),
            "attempts": Part("attempt_outcomes", where=chosen),
        },
        value="100 * blocked / attempts",
        sample="attempts",
    )


CONNECT_RATE = Metric(
    id="connect_rate",
    title={"en": "Call connect rate", "zh": "电话接通率"},
    unit="%",
    decimals=2,
    range=(0, 100),
    better=Better.HIGHER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "responder": Param("any", one_of=("any", "human"), doc="agent, menu or bot; or answered requests for an agent"),
        "short_abandon_s": Param(0, minimum=0, maximum=600, doc="seconds; shorter waits of hang-ups leave the base"),
        "blocked_from": Param(
            "contacts", one_of=("contacts", "snapshots"), doc="where attempts with a busy tone stand"
        ),
        "channel": channel("voice"),
    },
    plan=connect_plan,
    formula="100 * connected / incoming calls, blocked ones included (human: 100 * answered / requests for an agent)",
    docs={
        "en": "Share of incoming calls that got an effective connection.",
        "zh": "获得有效接通的来电比例。",
        "edge_cases": "No calls: no value. Who hung up at once stays in the base, as he did call, unless "
        "short_abandon_s is over 0. A callback that was taken is not connected. responder = human counts each "
        "request of a call for an agent. blocked_from = snapshots takes blocked attempts from counters instead of "
        "contacts, so that none is counted twice. It is not the connect rate of dialling campaigns.",
        "edge_cases_zh": "没有来电时无数值。瞬间挂断仍计入分母，除非 short_abandon_s 大于0。"
        "responder = human 为人工接通率：接通数除以人工请求数。",
    },
    example="1000 calls: 20 blocked, 300 contained by the bot, 640 answered, 40 abandoned: 94.00 "
    "(human: 640 of 680: 94.12)",
)

BLOCKED_RATE = Metric(
    id="blocked_rate",
    title={"en": "Blocked calls", "zh": "被阻止的呼叫百分比"},
    unit="%",
    decimals=2,
    range=(0, 100),
    better=Better.LOWER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=100,
    params={
        "source": Param("contacts", one_of=("contacts", "snapshots"), doc="contacts that were blocked, or counters"),
        "channel": channel("voice"),
    },
    plan=blocked_plan,
    formula="100 * blocked attempts / attempts",
    docs={
        "en": "Share of attempts to call that met a busy tone.",
        "zh": "遇到忙音的呼叫占比。",
        "edge_cases": "No attempts: no value. Contacts with the outcome blocked, or the counters of snapshots, never "
        "both. A source that does not tell blocked calls gives 0 with source = contacts: use counters, or leave the "
        "metric out.",
        "edge_cases_zh": "没有呼叫时无数值。只用联系记录或快照计数之一，绝不两者相加。",
    },
    example="1218 attempts, 18 busy: 1.48",
    source="voxco.com: below 2 %. Rejections because a queue is full count only if the source calls them blocked.",
)
