"""One sound curve, and several that are not."""

from kpiengine.plugin import Curve, hookimpl

EN = {"en": "A curve"}


@hookimpl
def kpiengine_curves():
    return [
        Curve("ratio", EN, "100 * value / target"),
        Curve("unreadable", EN, "100 * valu / target"),
        Curve("condition", EN, "value > target"),
        Curve("mark", EN, "value", needs=("goal",)),
        Curve("pass", EN, "value"),
        Curve("untitled", {}, "value"),
        Curve("number", EN, 3),
        Curve("Not an id", EN, "value"),
    ]
