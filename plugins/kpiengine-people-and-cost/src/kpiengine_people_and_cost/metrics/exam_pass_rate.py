# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""exam_pass_rate: who passed the exams that were sat."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce

VIEW = "exams"
PASSED = {"best": "passed > 0", "first": "passed > 0", "last": "last_passed == last"}


def plan(params: Params) -> Plan:
    """Attempts are folded to one result for each employee and course."""
    counted = "attempt == 1" if params["attempt"] == "first" else None
    passed = "passed and attempt == 1" if params["attempt"] == "first" else "passed"
    fold = Reduce(
        {"sat": (Agg.COUNT, None, "attempts > 0"), "passed_all": (Agg.COUNT, None, PASSED[params["attempt"]])}
    )
    return Plan(
        parts={
            "attempts": Part(VIEW, where=counted),
            "passed": Part(VIEW, where=passed),
            "last": Part(VIEW, Agg.MAX, "attempt"),
            "last_passed": Part(VIEW, Agg.MAX, "attempt", "passed"),
        },
        by=("agent_id", "course_id"),
        reduce=(fold,),
        value="100 * passed_all / sat",
        sample="sat",
    )


EXAM_PASS_RATE = Metric(
    id="exam_pass_rate",
    title={"en": "Exam pass rate", "zh": "考核通过率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=("agent", "team", "site", "centre"),
    group="people",
    control=Control.AGENT,
    min_sample=5,
    params={"attempt": Param("best", one_of=("best", "first", "last"), doc="which attempt decides")},
    plan=plan,
    formula="100 * passed / sat, one result for each employee and course",
    docs={
        "en": "Share of examined employees who passed.",
        "zh": "参加考核的员工中通过的比例。",
        "edge_cases": "No exam: no value. Each attempt counts in the period of its day; several of one employee and "
        "course in a period are one result. An attempt without a result is not counted yet. attempt = first: resits "
        "never count, also where the first attempt was in another period.",
        "edge_cases_zh": "没有考核时无数值。每次考核计入考核日所在周期，同一周期内同一员工同一课程算一个结果。"
        "尚无成绩的不计。attempt = first 时补考一律不计。",
        "decisions": "Attempts are counted over all assignments of a course, so a course assigned twice has no second "
        "first attempt.",
    },
    example="30 sat, 24 passed at once, 4 at the resit: 93.3; attempt = first: 80.0",
    source="Knowledge and service skill after training.",
)
