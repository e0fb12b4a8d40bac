# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""attrition_rate: leavers as a share of the headcount, counted on the roster."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_people_and_cost.metrics.conditions import among

REASONS = ("voluntary", "involuntary", "end_of_contract", "internal_move", "other")
HEADCOUNT = {
    "daily_mean": ("100 * leavers * {days}", "head_days"),
    "ends_mean": ("200 * leavers", "(opening + closing)"),
    "start": ("100 * leavers", "opening"),
}


def plan(params: Params) -> Plan:
    """Roster rows are folded to people, so that the sample is people and not days."""
    who = f"is_missing(leave_reason) or {among('leave_reason', params['reasons'])}"
    parts = {
        "head_days": Part("employment", Agg.SUM, "days"),
        "opening": Part("headcount_opening"),
        "closing": Part("headcount_closing"),
        "leavers": Part("leavers", where=who),
    }
    needed = {"daily_mean": (), "ends_mean": ("opening", "closing"), "start": ("opening",)}[params["headcount"]]
    kept = ("head_days", "leavers", *needed)
    fold = Reduce(
        {
            **{name: (Agg.SUM, f"coalesce({name}, 0)", None) for name in kept},
            "people": (Agg.COUNT, None, "head_days > 0"),
        }
    )
    above, below = HEADCOUNT[params["headcount"]]
    if params["annualise"]:
        # The days of a daily mean and those of the year's share cancel out.
        above = "36500 * leavers" if "{days}" in above else f"365 * {above}"
        below = below if params["headcount"] == "daily_mean" else f"{below} / period_days"
    return Plan(
        parts={name: parts[name] for name in kept},
        by=("agent_id",),
        reduce=(fold,),
        value=f"{above.format(days='period_days')} / {below}",
        sample="people",
    )


ATTRITION_RATE = Metric(
    id="attrition_rate",
    title={"en": "Attrition rate", "zh": "离职率"},
    unit="%",
    decimals=2,
    range=(0, 1_000_000),
    better=Better.LOWER,
    levels=("team", "site", "centre"),
    group="people",
    control=Control.SYSTEM,
    min_sample=20,
    params={
        "annualise": Param(default=False, doc="as if the whole year were like the period: times 365 / its days"),
        "reasons": Param(REASONS[:3], one_of=REASONS, doc="reasons of leaving that count; an unknown one always does"),
        "headcount": Param(
            "daily_mean", one_of=tuple(HEADCOUNT), doc="mean of the days, of both ends, or at the start"
        ),
    },
    plan=plan,
    formula="100 * leavers / (sum of daily headcount / days of the period)",
    docs={
        "en": "Leavers as share of mean headcount.",
        "zh": "离职人数占平均在岗人数的比例。",
        "edge_cases": "Nobody employed: no value; nobody left: 0. Who leaves on a day is still counted on it and no "
        "longer on the next. Only people whom the roster has as agents count. A move to another team is no leaving.",
        "edge_cases_zh": "无在岗人员时无数值，无人离职为 0。离职当日仍计在岗，次日不计。仅计花名册中的座席。"
        "调换团队不算离职。",
        "disagreements": "The divisor is the mean of all days, of both ends (ends_mean) or the headcount on the first "
        "day (start).",
        "decisions": "A leaver whose reason nobody wrote down counts, since a missing word must not improve the rate. "
        "The sample is the people who were employed on any day of the period.",
    },
    example="47 left, mean headcount 340: 13.82",
    source="telecoms-channel.co.za divides by the mean, techtarget by the opening headcount. 30 to 45 % a year is "
    "usual (COPC 2024).",
)
