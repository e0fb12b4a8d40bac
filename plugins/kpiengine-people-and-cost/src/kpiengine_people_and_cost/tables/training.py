"""training: assigned courses, and the attempts at their exams."""

from kpiengine.plugin import Column, ColumnType, FactTable, RowCheck
from kpiengine_people_and_cost.tables.columns import STATUS, UPDATED_AT, VERSION, day

TRAINING = FactTable(
    id="training",
    title={"en": "Training", "zh": "培训记录"},
    doc="One row per assigned course and attempt at its exam; a course without an exam has one row, attempt 0.",
    key=("assignment_id", "attempt_no"),
    version="version",
    deleted=("deleted",),
    columns={
        "assignment_id": Column(ColumnType.TEXT, doc="id of the assignment"),
        "attempt_no": Column(ColumnType.INTEGER, default=0, minimum=0, maximum=1000, doc="attempt; 0 = no exam yet"),
        "version": VERSION,
        "updated_at": UPDATED_AT,
        "agent_id": Column(ColumnType.TEXT, doc="learner"),
        "course_id": Column(ColumnType.TEXT, doc="course"),
        "assigned_on": day("day on which it was assigned"),
        "due_on": day("deadline, still in time; missing = none"),
        "completed_on": day("day of completion"),
        "exempt": Column(ColumnType.FLAG, default=False, doc="legitimately excluded"),
        "exam_on": day("day of this attempt at the exam"),
        "passed": Column(ColumnType.FLAG, null=True, doc="result of this attempt; missing = not known yet"),
        "exam_score": Column(
            ColumnType.NUMBER, decimals=2, null=True, minimum=0, maximum=10_000_000, doc="points of this attempt"
        ),
        "status": STATUS,
    },
    checks=(
        RowCheck("due_on >= assigned_on", "the course is due before it was assigned"),
        RowCheck("completed_on >= assigned_on", "the course is completed before it was assigned"),
        RowCheck("exam_on >= assigned_on", "the exam is before the course was assigned"),
    ),
)
