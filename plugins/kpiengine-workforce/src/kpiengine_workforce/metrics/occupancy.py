# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""What logged-in agents did: occupancy and call_availability."""

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_workforce.metrics.settings import IS_BUSY, LEVELS, LOGGED_IN, PLAN, STATES, time

READY = "state == 'available'"
READY_OR_RINGING = "state in ['available', 'ringing']"
BUSY_OR_RINGING = "state in ['on_contact', 'acw', 'ringing']"


def occupancy_plan(params: Params) -> Plan:
    """Busy over busy and ready; ringing is one, the other or neither."""
    ringing = params["ringing_as"]
    return Plan(
        parts={
            "busy": time(STATES, BUSY_OR_RINGING if ringing == "busy" else IS_BUSY),
            "ready": time(STATES, READY_OR_RINGING if ringing == "ready" else READY),
            "days": Part(STATES, where="first_on_queue"),
        },
        value="100 * busy / (busy + ready)",
        sample="days",
    )


def availability_plan(params: Params) -> Plan:
    """Ready and busy over time logged in or planned at work; or ready alone over these or over ready and busy."""
    parts = {
        "ready": time(STATES, READY_OR_RINGING),
        "busy": time(STATES, IS_BUSY),
        "days": Part(STATES, where="first_logged_in"),
    }
    variant = params["variant"]
    if variant == "idle_net":
        return Plan(parts=parts, value="100 * ready / (ready + busy)", sample="days")
    parts["base"] = time(PLAN, "present") if params["base"] == "scheduled" else time(STATES, LOGGED_IN)
    served = "ready" if variant == "idle" else "(ready + busy)"
    return Plan(parts=parts, value=f"100 * {served} / base", sample="days")


OCCUPANCY = Metric(
    id="occupancy",
    title={"en": "Occupancy", "zh": "占用率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.WITHIN,
    levels=LEVELS,
    human=True,
    group="utilisation",
    control=Control.SYSTEM,
    min_sample=5,
    params={"ringing_as": Param("ready", one_of=("ready", "busy", "none"), doc="what ringing counts as")},
    plan=occupancy_plan,
    formula="100 * busy / (busy + ready)",
    docs={
        "en": "Busy share of the time in which an agent was busy or waiting for work.",
        "zh": "坐席忙碌时间占忙碌与待命时间之和的比例。",
        "edge_cases": "Neither busy nor ready: no value. Concurrency is ignored: one contact or three, the agent is "
        "busy. Internal calls and consults keep an agent busy too. Overlapping states are cut at the later start, a "
        "running state at the as-of, and all states at the bounds of the period. n is the number of agent-days on "
        "queue.",
        "edge_cases_zh": "既无忙碌也无待命时无数值。不考虑并发。重叠状态按后一状态的开始时间切分。样本数为人日。",
    },
    example="5 h on contact, 1 h wrap-up, 1.5 h available: 80.0",
    source="Amazon Connect occupancy; callcentrehelper.com: 80-85 % usual, above 85 % burnout.",
)

CALL_AVAILABILITY = Metric(
    id="call_availability",
    title={"en": "Call availability", "zh": "电话的可用性（可接听率）"},
    unit="%",
    decimals=1,
    range=(0, 10**9),
    better=Better.HIGHER,
    levels=LEVELS,
    human=True,
    group="utilisation",
    control=Control.AGENT,
    min_sample=5,
    params={
        "variant": Param(
            "ready_or_busy",
            one_of=("ready_or_busy", "idle", "idle_net"),
            doc="ready and busy time, ready time alone, or ready time over ready and busy",
        ),
        "base": Param(
            "logged_in", one_of=("logged_in", "scheduled"), doc="over time logged in, or planned at work (not idle_net)"
        ),
    },
    plan=availability_plan,
    formula="100 * (ready + busy) / logged in; ready = available + ringing, busy = on_contact + acw",
    docs={
        "en": "Share of logged-in time in which the agent could take or was serving calls.",
        "zh": "登录时间中可接听或正在服务客户的比例。",
        "edge_cases": "Not logged in: no value. Over planned time it may exceed 100; planned absences are not in the "
        "base, and planned time after the as-of is not counted. The idle forms say something else under the same "
        "name, and there a higher figure is not better. n is the number of agent-days logged in.",
        "edge_cases_zh": "未登录时无数值。以排班为基数时可能超过 100。样本数为人日。",
    },
    example="480 min logged in: 90 available, 270 on contact, 30 wrap-up, 90 other: 81.3 (idle 18.8; idle_net 23.1)",
    source="callcentrehelper.com 207012: 90/480 = 18.75 %, the idle form; erlang.com reply 36202: share of time able "
    "to handle calls. Contested; the default is time available for calls and time needed for solving them.",
)
