"""What of a condition can be moved, and where it turns: the thresholds that are written in a rule set's conditions.

A comparison turns where one of its names passes a certain value; that is found by halving, with everything else as it
is for some agent.  So `csat - team(csat) < -5` has a threshold as `csat < 70` has one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

from attrs import frozen

from kpiengine.expressions.columnar import walk
from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.tree import Node, Op, Value
from kpiengine.expressions.types import Kind
from kpiengine.periods import Period, day_of
from kpiengine.plugin.columns import Column
from kpiengine.rule_tests.measure_names import plain_key, shown_key
from kpiengine.rule_tests.points import Cell, Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.values import Number

COMPARISONS = (Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE)
_MOST_CASES, _LONGEST, _FULL_TIME = 100_000, 600, 150  # cases; months employed; hundredths of a contract
_MOST = 10**12
_MOST_TRIES = 200
Row = Mapping[str, Value]


@frozen
class Movable:
    """A column that a test can give: from the least to the most stored value, and which columns follow it."""

    column: str
    low: int
    high: int
    scale: int
    columns: tuple[str, ...]

    def moved(self, row: Row, value: Value) -> dict[str, Value]:
        """The row with another value."""
        return {**row, **dict.fromkeys(self.columns, value)}


@frozen
class Turn:
    """Where a comparison inside a condition turns: the column, the stored threshold, and what else must be given."""

    column: Movable
    at: int
    beside: tuple[tuple[Movable, Value], ...] = ()

    @property
    def values(self) -> tuple[int, ...]:
        """Just below, at, just above."""
        return tuple(v for v in (self.at - 1, self.at, self.at + 1) if self.column.low <= v <= self.column.high)


def movable(  # noqa: PLR0911 -- one line for each kind of column
    column: str, checked: CheckedRuleSet, columns: Mapping[str, Column]
) -> Movable | None:
    """The column as something that can be given; None for results and for what only the calendar knows."""
    kind, _, key = column.partition(":")
    if not plain_key(key):
        return None
    if kind in {"known", "value"} and key in checked.wanted:
        metric = checked.wanted[key].metric
        low, high = (int(Fraction(str(end)) * 10**metric.decimals) for end in metric.range)
        return Movable(
            f"known:{key}", max(low, -_MOST), min(high, _MOST), metric.decimals, (f"known:{key}", f"value:{key}")
        )
    if kind == "n" and key in checked.wanted:
        return Movable(column, 0, _MOST_CASES, 0, (column,))
    if column == "score":
        rules = checked.ruleset.score
        return Movable(column, 0, int(rules.maximum * 10**rules.decimals), rules.decimals, (column,))
    if column in {"tenure_months", "tenure_days"}:
        days = 31 if column == "tenure_days" else 1
        return Movable(column, 0, _LONGEST * days, 0, ("tenure_months", "tenure_days") if days == 1 else (column,))
    if column == "fte":
        return Movable(column, 1, _FULL_TIME, 2, ("fte", "roster:fte"))
    if kind == "roster" and key in columns and columns[key].static_type.kind is Kind.NUMBER:
        one = columns[key]
        return Movable(column, one.low, one.high, one.static_type.scale, (column,))
    return None


def turns(
    condition: Node, rows: Sequence[Row], checked: CheckedRuleSet, columns: Mapping[str, Column]
) -> Iterator[Turn]:
    """Every threshold of a condition that decides it, with what else must hold so that it does.

    `rows` are agents to start from, the best first.
    """
    atoms = [node for node in walk(condition) if node.op in COMPARISONS]
    found: dict[tuple[str, int], Turn] = {}
    steps = {m.column: m for name in names(condition) if (m := movable(name, checked, columns)) is not None}
    candidates = {
        column: list(
            dict.fromkeys(
                v for atom in atoms for row in rows for at in _turning(atom, one, row) for v in _near(at, one)
            )
        )
        for column, one in steps.items()
    }
    for atom in atoms:
        for one in steps.values():
            for row in rows:
                for at in _turning(atom, one, row):
                    if (one.column, at) in found:
                        continue
                    turn = _deciding(condition, Turn(one, at), row, steps, candidates)
                    if turn is not None:
                        found[one.column, at] = turn
    yield from found.values()


def names(node: Node) -> tuple[str, ...]:
    """Every column of a tree, once."""
    return tuple(dict.fromkeys(str(inner.value) for inner in walk(node) if inner.op is Op.NAME))


def holding(
    condition: Node, row: Row, checked: CheckedRuleSet, columns: Mapping[str, Column], *, wanted: bool = True
) -> tuple[tuple[Movable, Value], ...] | None:
    """What must be given so that a condition is true (or false); None where nothing that was tried makes it so.

    Figures stay on plenty of cases.
    """
    found = (movable(name, checked, columns) for name in names(condition) if not name.startswith("n:"))
    steps = {one.column: one for one in found if one is not None}
    atoms = [node for node in walk(condition) if node.op in COMPARISONS]
    options = []
    for one in steps.values():
        near = [v for atom in atoms for at in _turning(atom, one, row) for v in _near(at, one)]
        options.append([None, *((one, value) for value in dict.fromkeys(near))])
    for number, combo in enumerate(product(*options)):
        if number > _MOST_TRIES:
            return None
        given = tuple(pair for pair in combo if pair is not None)
        if evaluate(condition, with_given(row, given)) is wanted:
            return given
    return None


def _turning(atom: Node, one: Movable, row: Row) -> Iterator[int]:
    """Stored thresholds of one comparison in one column."""
    if not set(names(atom)) & set(one.columns):
        return
    literal = next((arg for arg in atom.args if arg.op is Op.LIT and isinstance(arg.value, int)), None)
    plain = next((arg for arg in atom.args if arg.op is Op.NAME), None)
    if literal is not None and plain is not None and literal.scale <= one.scale + 9:
        exact = Fraction(int(literal.value or 0) * 10**one.scale, 10**literal.scale)
        yield int(exact) if exact.denominator == 1 else int(exact // 1)
        return

    def says(value: int) -> Value:
        return evaluate(atom, one.moved(row, value))

    low, high = one.low, one.high
    first = says(low)
    if first is None or says(high) in {first, None}:
        return
    while high - low > 1:
        middle = (low + high) // 2
        if says(middle) == first:
            low = middle
        else:
            high = middle
    yield high


def _near(at: int, one: Movable) -> tuple[int, ...]:
    return tuple(v for v in (at - 1, at, at + 1) if one.low <= v <= one.high)


def _deciding(
    condition: Node,
    turn: Turn,
    row: Row,
    steps: Mapping[str, Movable],
    candidates: Mapping[str, Sequence[int]],
) -> Turn | None:
    """The turn with what else must be given so that the condition itself turns there; None if nothing makes it."""
    others = [(one, candidates[column]) for column, one in steps.items() if column != turn.column.column]
    options = [[None, *((one, value) for value in values)] for one, values in others]
    for number, combo in enumerate(product(*options)):
        if number > _MOST_TRIES:
            return None
        given = tuple(pair for pair in combo if pair is not None)
        around = with_given(row, given)
        if len({evaluate(condition, turn.column.moved(around, value)) for value in turn.values}) > 1:
            return Turn(turn.column, turn.at, given)
    return None


def with_given(row: Row, given: Sequence[tuple[Movable, Value]]) -> Row:
    """The row with these values."""
    for one, value in given:
        row = one.moved(row, value)
    return row


def given_as(one: Movable, value: int, base: Point, period: Period) -> Point:
    """A stored value of a column as something that a test gives."""
    kind, _, key = one.column.partition(":")
    number = _number(value, one.scale)
    if kind == "known":
        before = base.metrics.get(shown_key(key), Moment())
        return Point({shown_key(key): Moment(number, before.n)})
    if kind == "n":
        before = base.metrics.get(shown_key(key), Moment())
        return Point({shown_key(key): Moment(before.value, value)})
    if one.column == "score":
        return Point(score=number)
    if kind in {"tenure_months", "tenure_days"}:
        return Point(roster={"hired_on": hired_on(period, value, months=kind == "tenure_months")})
    name = "fte" if one.column == "fte" else key
    cell: Cell = number
    return Point(roster={name: cell})


def hired_on(period: Period, ago: int, *, months: bool) -> date:
    """The day of hiring of somebody who is employed so long on the first day of the period."""
    start = day_of(period.start_day)
    if not months:
        return day_of(period.start_day - ago)
    index = start.year * 12 + start.month - 1 - ago
    return date(index // 12, index % 12 + 1, min(start.day, 28))


def _number(value: int, scale: int) -> Number:
    if scale == 0:
        return value
    return Decimal(value).scaleb(-scale)
