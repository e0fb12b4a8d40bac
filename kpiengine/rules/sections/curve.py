"""The keys of a KPI that say how a value becomes points; they may stand in the section, or differ in one `by`."""

from typing import Any

from kpiengine.documents.finding import Path
from kpiengine.rules.formulas import MARK, QUANTITY, Formula
from kpiengine.rules.keys import BAD, Bad, Key, Report, Section
from kpiengine.rules.kinds.nested import Rows, Table
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.texts import Choice, Reference
from kpiengine.rules.messages import keys as messages
from kpiengine.rules.model.kpi import Band, PointsAt

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


CURVE: tuple[Key, ...] = (
    Key(
        "target",
        MARK,
        "Earns 100 points. A pair means good from the first to the second. In the metric's own unit (%, s). A formula "
        "stands in single quotes and is rounded to the metric's decimals. Required with a weight, unless the points "
        "come from `bands` or a `formula`.",
        "target = 88",
        instead_of=(
            "bands",
            "formula",
        ),
    ),
    Key(
        "floor",
        MARK,
        "Earns 0 points and so does anything worse; for a metric where lower is better it is the larger number. A "
        "straight line leads to the target.",
        "floor = 70",
        instead_of=(
            "bands",
            "formula",
        ),
    ),
    Key(
        "stretch",
        QUANTITY,
        "Earns 120 points; without it nothing beyond the target counts.",
        "stretch = 95",
        default="none",
    ),
    Key(
        "points_at",
        Table(POINTS_AT),
        "Other points at the three marks; a jump at the floor is allowed and shown as a cliff.",
        "points_at = { target = 80, stretch = 100 }",
        default="{ floor = 0, target = 100, stretch = 120 }",
    ),
    Key(
        "bands",
        _Bands(BANDS),
        "Instead of target and floor: fixed points per band; the first line must cover the lowest value of the metric.",
        "bands = [{ from = 0, points = 0 }, { from = 90, points = 85 }]",
        instead_of=(
            "target",
            "floor",
            "stretch",
            "points_at",
            "curve",
            "formula",
        ),
    ),
    Key(
        "join",
        Choice(("step", "line")),
        "How `bands` are read: as steps, or as marks with straight lines between them.",
        'join = "line"',
        default="step",
    ),
    Key(
        "formula",
        Formula(),
        "Instead: the points as a formula over the KPI's own name, cut to 0..120 (or to the stretch of `points_at`).",
        "formula = '100 - 2 * abs(aht - 300)'",
        instead_of=(
            "target",
            "floor",
            "stretch",
            "points_at",
            "curve",
            "bands",
            "join",
        ),
    ),
    Key(
        "curve",
        Reference("pass, or a plugin's curve"),
        "`pass`: 100 at the target or better, else 0; then there is no `floor`. Or the id of a curve from a plugin.",
        'curve = "pass"',
        default="the straight line",
        instead_of=(
            "bands",
            "formula",
        ),
    ),
)
