# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""training_completion_rate: who finished the courses that were due, in time."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce

VIEW = "courses_due"


def plan(params: Params) -> Plan:
    """Courses are folded to employees, who are done with all of theirs or not."""
    due, done = Part(VIEW), Part(VIEW, where="in_time" if params["in_time"] else "done")
    if params["unit"] == "assignment":
        return Plan(parts={"done": done, "eligible": due}, value="100 * done / eligible", sample="eligible")
    fold = Reduce({"eligible": (Agg.COUNT, None, "due > 0"), "done": (Agg.COUNT, None, "due > 0 and done == due")})
    return Plan(
        parts={"due": due, "done": done},
        by=("agent_id",),
        reduce=(fold,),
        value="100 * done / eligible",
        sample="eligible",
    )


TRAINING_COMPLETION_RATE = Metric(
    id="training_completion_rate",
    title={"en": "Training completion rate", "zh": "员工培训完成率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=("agent", "team", "site", "centre"),
    group="people",
    control=Control.AGENT,
    min_sample=5,
    params={
        "unit": Param("employee", one_of=("employee", "assignment"), doc="count people, or each course due"),
        "in_time": Param(default=True, doc="only what was completed by its deadline; no = completed at all"),
    },
    plan=plan,
    formula="100 * employees with every due course completed in time / employees with a due course",
    docs={
        "en": "Share of employees who finished their due courses in time.",
        "zh": "按期完成全部应修课程的员工比例。",
        "edge_cases": "Nobody with a due course: no value. The deadline itself is in time. A course counts in the "
        "period of its deadline, once that has passed; one without a deadline never. Exempt people and those whom the "
        "roster has as leads, trainers or automata on that day are out. For one agent use unit = assignment, the share "
        "of the own courses; by employee an agent is 100 or 0.",
        "edge_cases_zh": "没有应修课程的员工时无数值。截止日当天完成算按期。课程计入截止日所在周期，截止日过后才计；"
        "无截止日的不计。免修者以及当日非座席岗位者不计。个人层级请用 unit = assignment。",
        "disagreements": "Completion and completion in time are two figures; in_time chooses.",
        "decisions": "Early finishers wait for the deadline too, so that a running period is not too good.",
    },
    example="80 assigned, 4 exempt, 68 completed, 63 of them in time: 82.9; in_time = false: 89.5",
    source="codingace.net separates completion from completion in time and takes exempt people out.",
)
