"""Training twice: assignments by the day on which they are due, and attempts at exams by the day of the exam."""

from typing import Any

import narwhals as nw

from kpiengine.plugin import OUT, Column, ColumnType, Context, Event, Facts, Params, View, first_reason
from kpiengine_people_and_cost.tables import TRAINING
from kpiengine_people_and_cost.views.other_work import with_other_work

KEY = TRAINING.key
YES_NO = Column(ColumnType.FLAG, null=True)
INSTANT = Column(ColumnType.INSTANT, null=True)


def courses_due(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per assignment and attempt; the first attempt stands for the assignment and knows all of it.

    Dated by the deadline; counts once the deadline has passed, so that early finishers do not count alone.
    """
    del params
    rows = with_other_work(facts["training"], facts, KEY, "due_on")
    rows = rows.with_columns(
        first=nw.col("attempt_no").min().over("assignment_id"),
        done_on=nw.col("completed_on").min().over("assignment_id"),
        excused=nw.when(nw.col("exempt")).then(nw.lit(1)).otherwise(nw.lit(0)).max().over("assignment_id"),
    )
    return rows.with_columns(
        ts_due=context.day_start(nw.col("due_on")),
        done=~nw.col("done_on").is_null(),
        in_time=(nw.col("done_on") <= nw.col("due_on")).fill_null(value=False),
        out=first_reason(
            (nw.col("attempt_no") != nw.col("first"), "another attempt at the same course"),
            (nw.col("excused") == 1, "exempt"),
            (nw.col("due_on").is_null(), "no deadline"),
            (nw.col("other_work"), "not an agent on that day"),
            (context.day_start(nw.col("due_on") + 1) > context.as_of, "not due yet"),
        ),
    )


def exams(facts: Facts, params: Params, context: Context) -> nw.LazyFrame[Any]:
    """One row per attempt, dated by the day of the exam, numbered for each agent and course over all assignments."""
    del params
    rows = with_other_work(facts["training"], facts, KEY, "exam_on")
    sat = ~nw.col("exam_on").is_null() & ~nw.col("passed").is_null()
    rows = rows.with_columns(sat=nw.when(sat).then(nw.lit(1)).otherwise(nw.lit(0)))
    attempt = nw.col("sat").cum_sum().over("sat", "agent_id", "course_id", order_by=("exam_on", *reversed(KEY)))
    return rows.with_columns(
        ts_exam=context.day_start(nw.col("exam_on")),
        attempt=attempt,
        out=first_reason(
            (nw.col("exam_on").is_null(), "no exam yet"),
            (nw.col("passed").is_null(), "result not known yet"),
            (nw.col("other_work"), "not an agent on that day"),
        ),
    )


_TAKEN = {name: TRAINING.columns[name] for name in ("assignment_id", "attempt_no", "agent_id", "course_id")}

COURSES_DUE = View(
    id="courses_due",
    facts=("training", "agents"),
    build=courses_due,
    time=Event("ts_due"),
    subjects={"agent": "agent_id"},
    columns={**_TAKEN, "ts_due": INSTANT, "done": YES_NO, "in_time": YES_NO, "out": OUT},
    dimensions=("course_id",),
    needs=("training.due_on", "training.completed_on"),
)

EXAMS = View(
    id="exams",
    facts=("training", "agents"),
    build=exams,
    time=Event("ts_exam"),
    subjects={"agent": "agent_id"},
    columns={
        **_TAKEN,
        "ts_exam": INSTANT,
        "passed": YES_NO,
        "attempt": Column(ColumnType.INTEGER, null=True, minimum=0, maximum=1_000_000),
        "out": OUT,
    },
    dimensions=("course_id",),
    needs=("training.exam_on", "training.passed"),
)
