# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""load_balance: how evenly work lies on the agents of a group."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_workforce.metrics.settings import IS_BUSY, ON_QUEUE, STATES, among, channels, directions, every, time

# Loads are rounded as the metric of that name shows them, so that a list of agents gives the figure again.
LOADS = {
    "occupancy": "round(100 * busy / serving, 1)",
    "contacts_per_hour": "round(coalesce(handled, 0) * 3600000 / serving, 2)",
    "handle_s": "round(coalesce(handle_ms, 0) / 1000, 0)",
}
# Steps of Newton's method for a square root, to nine decimals for up to a million agents.
STEPS = 22
ENOUGH = "(1 if k >= 2 else 0)"
VALUES = {
    "jain": f"100 * x_sum * x_sum / (k * x2_sum) / {ENOUGH}",
    "cv": f"root / {ENOUGH}",
    "max_over_mean": f"100 * x_max * k / x_sum / {ENOUGH}",
}


def plan(params: Params) -> Plan:
    """One load per agent, then the measure over the loads."""
    parts = {"busy": time(STATES, IS_BUSY), "serving": time(STATES, ON_QUEUE)}
    if params["load"] == "contacts_per_hour":
        asked = every(among("direction", params["directions"]), among("channel", params["channels"]))
        parts["handled"] = Part("handled_legs", where=asked)
    if params["load"] == "handle_s":
        parts["handle_ms"] = time("busy_time", None)
    works = "serving > 0 and serving >= 3600000 * min_hours"
    over_agents = Reduce(
        {
            "k": (Agg.COUNT, "x", works),
            "x_sum": (Agg.SUM, "x", works),
            "x2_sum": (Agg.SUM, "x * x", works),
            "x_max": (Agg.MAX, "x", works),
        },
        let={"x": LOADS[params["load"]]},
    )
    method = params["method"]
    steps = (over_agents, _root()) if method == "cv" else (over_agents,)
    return Plan(parts=parts, by=("agent_id",), reduce=steps, value=VALUES[method], sample="k")


def _root() -> Reduce:
    """100 times the standard deviation over the mean: the square root of 10,000 (k * x2_sum - x_sum^2) / x_sum^2."""
    lets = {
        "square": "10000 * (k * x2_sum - x_sum * x_sum) / (x_sum * x_sum)",
        "r0": "round((square + 1) / 2, 9)",
        **{f"r{i}": f"round((r{i - 1} + square / r{i - 1}) / 2, 9)" for i in range(1, STEPS + 1)},
    }
    return Reduce({"k": (Agg.MAX, "k", None), "root": (Agg.MAX, f"r{STEPS}", None)}, let=lets)


LOAD_BALANCE = Metric(
    id="load_balance",
    title={"en": "Load balance", "zh": "负载均衡度"},
    unit="%",
    decimals=2,
    range=(0, 10**9),
    better=Better.HIGHER,
    levels=("team", "site", "centre"),
    group="utilisation",
    control=Control.SYSTEM,
    min_sample=2,
    params={
        "load": Param(
            "occupancy",
            one_of=tuple(LOADS),
            doc="load of an agent: busy share of time on queue, contacts per hour on queue, or seconds of handling",
        ),
        "method": Param(
            "jain", one_of=tuple(VALUES), doc="Jain's index, coefficient of variation, or largest load over the mean"
        ),
        "min_hours": Param(2, minimum=0, maximum=200, doc="hours on queue that an agent needs to be counted"),
        "directions": directions(),
        "channels": channels(),
    },
    plan=plan,
    formula="100 * x_sum^2 / (k * x2_sum) over k agents with load x (cv: 100 * sqrt(x2_sum / k - mean^2) / mean)",
    docs={
        "en": "Evenness of the load over the agents of a group; 100 is even.",
        "zh": "组内坐席负载的均衡程度；100 表示完全均衡。",
        "edge_cases": "Fewer than two agents, or no load at all: no value. Agents below min_hours on queue are out. "
        "The load of an agent is that of the whole period, rounded as it is shown: occupancy to one decimal (ringing "
        "is ready), contacts per hour to two, handling to whole seconds. Merges over agents and not over time: a "
        "month is measured from the month's loads. With method = cv 0 is even, with max_over_mean 100 is, and lower "
        "is better: turn the direction in the rule set. n is the number of agents.",
        "edge_cases_zh": "坐席不足两名或全部无负载时无数值。在线时间不足 min_hours 的坐席不计。"
        "按整个周期的负载计算，不能由各天平均。样本数为坐席数。",
    },
    example="Occupancies 80, 80, 60 and 100: 96.97 (cv 17.68)",
    source="No contact-centre formula found; Jain's index and the coefficient of variation are the usual measures of "
    "fairness, J = 1 / (1 + cv^2).",
)
