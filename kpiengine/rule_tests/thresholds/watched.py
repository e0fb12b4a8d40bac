"""Numbers in the conditions of alerts that `watch` judges: those of queues, and those of every few minutes.

No run judges these, so nobody is put through the stages: each condition is asked for itself, of the figures given.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import evolve

from kpiengine.alerts.compile import judged
from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.tree import Node, Value
from kpiengine.plugin.columns import Column
from kpiengine.rule_tests.measure_names import shown_key
from kpiengine.rule_tests.movable import names, turns, with_given
from kpiengine.rule_tests.points import Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.thresholds.ground import Trial
from kpiengine.rule_tests.thresholds.marks import shown_value
from kpiengine.rules.checked import CheckedRuleSet

WATCH = "watch"
PLENTY = 1_000
_KINDS = ("known", "value", "n")


def trials(checked: CheckedRuleSet, columns: Mapping[str, Column]) -> Iterator[Trial]:
    """Just below, at and above each threshold of each of these conditions; and each figure missing."""
    whole = _with_watched(checked)
    for key, tree in _conditions(whole):
        measures = _measures(tree)
        row = _row(whole, {name: Moment(shown_value(whole.wanted[name].metric, 0)) for name in measures})
        what = " ".join(part for part in key.split(".") if part != "when")
        for turn in turns(tree, [row], whole, columns):
            for value in turn.values:
                moved = turn.column.moved(with_given(row, turn.beside), value)
                yield Trial(what, WATCH, Point({shown_key(name): _moment(whole, name, moved) for name in measures}))
        for name in measures:
            yield Trial(what, WATCH, Point({shown_key(name): Moment()}))


def holding(checked: CheckedRuleSet, point: Point) -> tuple[str, ...]:
    """Which of these conditions hold: `service_level_now:critical`; with a ? which cannot be known."""
    whole = _with_watched(checked)
    keys = {shown_key(key): key for key in whole.wanted}
    row = _row(whole, {keys[name]: moment for name, moment in point.metrics.items() if name in keys})
    found = []
    for key, tree in _conditions(whole):
        if not {f"{kind}:{name}" for name in _measures(tree) for kind in _KINDS} & row.keys():
            continue
        verdict = evaluate(tree, dict.fromkeys(names(tree)) | row)
        said = ":".join(part for part in key.split(".")[1:] if part != "when")
        if verdict is not False:
            found.append(said if verdict else f"{said}?")
    return tuple(found)


def _with_watched(checked: CheckedRuleSet) -> CheckedRuleSet:
    return evolve(checked, wanted={**checked.wanted, **checked.watched.wanted})


def _conditions(checked: CheckedRuleSet) -> Iterator[tuple[str, Node]]:
    """Those of which all that is named can be given."""
    others = checked.ruleset.alerts.keys() - {alert.id for alert in judged(checked)}
    for key, tree in checked.conditions.items():
        section, _, rest = key.partition(".")
        named = _measures(tree)
        can = all(column.partition(":")[0] in _KINDS for column in names(tree)) and named <= checked.wanted.keys()
        if section == "alert" and rest.partition(".")[0] in others and can:
            yield key, tree


def _measures(tree: Node) -> frozenset[str]:
    return frozenset(column.partition(":")[2] for column in names(tree))


def _row(checked: CheckedRuleSet, given: Mapping[str, Moment]) -> dict[str, Value]:
    """Stored values by column."""
    row: dict[str, Value] = {}
    for name, moment in given.items():
        scale = checked.wanted[name].metric.decimals
        stored = None if moment.value is None else int(Fraction(moment.value) * 10**scale)
        many = 0 if moment.value is None else PLENTY if moment.n is None else moment.n
        row |= {f"known:{name}": stored, f"value:{name}": stored, f"n:{name}": many}
    return row


def _moment(checked: CheckedRuleSet, name: str, row: Mapping[str, Value]) -> Moment:
    stored, many = row[f"known:{name}"], row[f"n:{name}"]
    value = None if stored is None else shown_value(checked.wanted[name].metric, int(stored))
    return Moment(value, None if many == PLENTY else int(many or 0))
