"""Every step of a recorded row once more, by the scalar interpreter; each stored number must come out again."""

from collections.abc import Mapping

from attrs import frozen

from kpiengine.explaining.recorded import Recorded
from kpiengine.expressions import scalar
from kpiengine.expressions.tree import Value


@frozen
class Difference:
    """A step whose stored value is not what its tree gives."""

    step: str
    stored: Value
    redone: Value


class NotReproducedError(Exception):
    """A stored number is not what its own formula gives: a defect of the engine or a changed record."""

    def __init__(self, found: Recorded, differences: tuple[Difference, ...]) -> None:
        self.differences = differences
        first = differences[0]
        super().__init__(
            f"{found.agent} {found.run.period}, rule set {found.sheet.document['ruleset']}: {len(differences)} of "
            f"{len(found.sheet.steps)} recorded numbers do not come out again; the first is {first.step}: "
            f"recorded {first.stored}, computed {first.redone}"
        )


def redo(found: Recorded) -> Mapping[str, Value]:
    """The values of all steps, computed from what was measured; raises `NotReproducedError`."""
    values = {name: value for name, value in found.row.items() if name not in found.sheet.steps}
    for name, tree in found.sheet.steps.items():
        values[name] = scalar.evaluate(tree, values)
    wrong = tuple(
        Difference(name, found.row[name], values[name])
        for name in found.sheet.steps
        if (type(found.row[name]), found.row[name]) != (type(values[name]), values[name])
    )
    if wrong:
        raise NotReproducedError(found, wrong)
    return values
