"""[points.NAME]: additions to the score and deductions from it, by the number of cases."""

from typing import Any

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import Key, Report, Section
from kpiengine.rules.kinds.lengths import Duration
from kpiengine.rules.kinds.nested import Rows
from kpiengine.rules.kinds.numbers import Flag, Number
from kpiengine.rules.kinds.texts import Reference, Text, Titles
from kpiengine.rules.messages import values as messages
from kpiengine.rules.model.score import Points
from kpiengine.rules.paying import PointStep

STEP = Section(
    "step",
    "From which case on, and what each of them costs or earns.",
    (
        Key(
            "from",
            Number("whole number", 1, 10_000, whole=True),
            "The step starts at this case, **included**; the next step takes over at its own.",
            "from = 2",
            field="start",
            required=True,
        ),
        Key("each", Number("number", -1000, 1000), "Points for each case of this step, charged once.", "each = -5"),
        Key("warn", Flag(), "A notice and no points.", "warn = true"),
    ),
    lambda _, values: PointStep(**{"start": 1, **values}),
    PointStep,
    either=("each", "warn"),
)


class _Steps(Rows):
    """Steps that rise."""

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a tuple of steps, or BAD
        """The steps in order."""
        found = super().read(value, path, report)
        if isinstance(found, tuple):
            for index in range(1, len(found)):
                if found[index].start <= found[index - 1].start:
                    report.add(messages.lines_fall((*path, index, "from"), found[index - 1].start, found[index].start))
        return found


def _make(name: str, values: dict[str, Any]) -> Points:
    return Points(**{"id": name, "count": "", "title": {"": name}, **values})


SECTION = Section(
    "points",
    "What adds to the score or takes from it, by a count. A deduction begins with a warning, is forgotten after "
    "`within`, and has a `minimum`.",
    (
        Key(
            "count",
            Reference(),
            "The count metric whose cases add to the score or take from it.",
            'count = "complaints_upheld"',
            required=True,
        ),
        Key(
            "steps",
            _Steps(STEP),
            "What the 1st, 2nd, … case does. Cases that came earlier within `within` are counted first.",
            "steps = [{ from = 1, warn = true }, { from = 2, each = -5 }]",
            required=True,
        ),
        Key(
            "within",
            Duration(),
            "Which earlier cases make this one the 2nd, 3rd, …; then they are forgotten.",
            'within = "6 months"',
            default="the period",
        ),
        Key("minimum", Number("number", -1000, 0), "The most that one period can take.", "minimum = -15"),
        Key("maximum", Number("number", 0, 1000), "The most that one period can give.", "maximum = 5"),
        Key(
            "approve",
            Reference("receiver"),
            "Each charge waits for this person's yes; until then nothing is decided.",
            'approve = "hr"',
            default="none",
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Upheld complaints" }',
            default="the name",
        ),
        Key("because", Text(), "The reason.", 'because = "works agreement of 2026"', default="none"),
    ),
    _make,
    Points,
    named=True,
)
