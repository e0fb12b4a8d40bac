"""[kpi.NAME]: a metric with a target, a curve and a weight."""

from typing import Any

from kpiengine.documents.finding import Path
from kpiengine.rules import messages
from kpiengine.rules.keys import BAD, Bad, Key, Report, Section
from kpiengine.rules.kinds import (
    WHOLE,
    Choice,
    Id,
    Mark,
    Number,
    Policy,
    Reference,
    Rows,
    Settings,
    Slice,
    Table,
    Titles,
)
from kpiengine.rules.model import Band, Kpi, KpiLevel, PointsAt

_POINTS = Number("number", 0, 1000)

POINTS_AT = Section(
    "points_at",
    "Other points at the three marks.",
    (
        Key("floor", _POINTS, "Points at the floor and for anything worse.", "floor = 0", default="0"),
        Key("target", _POINTS, "Points at the target.", "target = 80", default="100"),
        Key("stretch", _POINTS, "Points at the stretch and for anything better.", "stretch = 100", default="120"),
    ),
    lambda _, values: PointsAt(**values),
    PointsAt,
)


def _band(_: str, values: dict[str, Any]) -> Any:  # noqa: ANN401 -- a Band, or BAD where the edge or points are missing
    over = values.pop("over", None)
    edge = values.pop("start", over)
    if edge is None or "points" not in values:
        return BAD
    return Band(edge, over is None, values["points"])


BANDS = Section(
    "bands",
    "Fixed points per band; a line runs to where the next one starts.",
    (
        Key("from", Number(), "The band starts here, **included**.", "from = 90", field="start"),
        Key("over", Number(), "The band starts here, **not included**.", "over = 90"),
        Key("points", _POINTS, "What the band earns.", "points = 85", required=True),
    ),
    _band,
    Band,
)


class _Bands(Rows):
    """Rows of bands, each with exactly one edge."""

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- a tuple of bands
        """The bands; a line with both edges or none is reported."""
        rows = super().read(value, path, report)
        if isinstance(value, list):
            for index, row in enumerate(value):
                edges = [word for word in ("from", "over") if isinstance(row, dict) and word in row]
                if isinstance(row, dict) and len(edges) != 1:
                    report.add(messages.exactly_one((*path, index), ("from", "over"), edges))
                    rows = BAD
        return rows if isinstance(rows, Bad) else tuple(rows)


def _make(name: str, values: dict[str, Any]) -> Kpi:
    return Kpi(**{"id": name, "metric": name, "title": {"": name}, **values})


SECTION = Section(
    "kpi",
    "A metric inside the rule set. Its name is what conditions and messages call it.",
    (
        Key(
            "metric",
            Reference(),
            "What is measured; `kpiengine metrics` lists them.",
            'metric = "csat_pct"',
            default="the KPI's name",
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Satisfaction" }',
            default="the name",
        ),
        Key(
            "params",
            Settings(),
            "The metric's own settings; unknown names and values are errors.",
            "params = { repeat_days = 14 }",
            default="the metric's",
        ),
        Key(
            "slice",
            Slice(),
            "Only these rows count: dimension = value, or a list of values; all dimensions must hold. Every metric has "
            "dimensions of its own, and whatever is dated by an instant has `hour` (0 to 23) and `weekday` of local "
            "time.",
            'slice = { channel = "voice" }',
            default="all",
        ),
        Key(
            "level",
            Choice(
                tuple(KpiLevel),
                {"person": "agent", "center": "centre", "group": "team"},
                make=KpiLevel,
            ),
            "Whose value it is: an agent takes the value of the team or site of that day, or of the whole centre; of "
            "queues the mean of those that he worked, weighted by his contacts there.",
            'level = "team"',
            default="agent",
        ),
        Key(
            "target",
            Mark(),
            "Earns 100 points. A pair means good from the first to the second. In the metric's own unit (%, s). "
            "Required with a weight, unless there are `bands`.",
            "target = 88",
        ),
        Key(
            "floor",
            Mark(),
            "Earns 0 points and so does anything worse; for a metric where lower is better it is the larger number. A "
            "straight line leads to the target.",
            "floor = 70",
        ),
        Key(
            "stretch",
            Number(),
            "Earns 120 points; without it nothing beyond the target counts.",
            "stretch = 95",
            default="none",
        ),
        Key(
            "points_at",
            Table(POINTS_AT),
            "Other points at the three marks.",
            "points_at = { target = 80, stretch = 100 }",
            default="{ floor = 0, target = 100, stretch = 120 }",
        ),
        Key(
            "bands",
            _Bands(BANDS),
            "Instead of target and floor: fixed points per band; the first line must cover the lowest value of "
            "the metric.",
            "bands = [{ from = 0, points = 0 }, { from = 90, points = 85 }]",
        ),
        Key(
            "curve",
            Choice(("pass",)),
            "`pass`: 100 at the target or better, else 0; then there is no `floor`.",
            'curve = "pass"',
            default="the straight line",
        ),
        Key(
            "better",
            Choice(("higher", "lower", "within")),
            "Which way is good; only to override the metric's.",
            'better = "lower"',
            default="the metric's",
        ),
        Key(
            "weight",
            Number("number", 0, 100),
            "The share of the score; all weights make 100. A KPI without one is watched only.",
            "weight = 40",
            default="watched only",
        ),
        Key(
            "min_sample",
            WHOLE,
            "With fewer cases than this the value counts as unknown; `if_few` decides. Conditions use it too.",
            "min_sample = 10",
            default="the metric's",
        ),
        Key(
            "if_missing",
            Policy(),
            "What an unknown value does: `redistribute` gives its weight to the others, `team` takes the team's value, "
            "`hold` makes the score unknown, a number gives these points.",
            'if_missing = "team"',
            default="hold",
        ),
        Key(
            "if_few",
            Policy(),
            "The same for some data, but fewer cases than `min_sample`.",
            'if_few = "redistribute"',
            default="as `if_missing`",
        ),
        Key("group", Id(), "The dimension that it rolls up to.", 'group = "experience"', default="the metric's"),
    ),
    _make,
    Kpi,
    named=True,
)
