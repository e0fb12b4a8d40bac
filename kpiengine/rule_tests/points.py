"""One agent to be tried at a boundary, as compact text: `csat 69.9, score 80, hired_on 2026-03-01`.

A figure is its name and value; `of 9` says on how many cases it rests and `_` that it is missing.  Everything else is
as the base says, which is written in the same way.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from attrs import Factory, evolve, frozen

from kpiengine.documents.finding import Path
from kpiengine.errors import KpiError
from kpiengine.rule_tests.kinds import MISSING
from kpiengine.rule_tests.messages import plain
from kpiengine.rule_tests.records import Moment, Person
from kpiengine.rules.model.values import Number

SCORE = "score"
_PIECE = re.compile(r"(?P<name>[\w()]+) (?P<value>\S+)(?: of (?P<n>\d+))?")

Cell = Number | date | str | bool


@frozen
class Point:
    """What is given of one agent: figures by name, columns of the roster, and perhaps the score."""

    metrics: Mapping[str, Moment] = Factory(dict)
    roster: Mapping[str, Cell] = Factory(dict)
    score: Number | None = None

    def over(self, base: "Point") -> "Point":
        """Laid over a base: what it says wins."""
        score = base.score if self.score is None else self.score
        return Point({**base.metrics, **self.metrics}, {**base.roster, **self.roster}, score)

    def person(self, name: str, path: Path) -> Person:
        """The same as an agent of a case."""
        return Person(name, {key: (moment,) for key, moment in self.metrics.items()}, [dict(self.roster)],
                      score=self.score, path=path)  # fmt: skip

    @property
    def text(self) -> str:
        """As it is written."""
        figures = [f"{name} {_moment(moment)}" for name, moment in self.metrics.items()]
        own = [f"{name} {_cell(value)}" for name, value in self.roster.items()]
        score = [] if self.score is None else [f"{SCORE} {plain(self.score)}"]
        return ", ".join((*figures, *own, *score))


def with_figure(point: Point, name: str, moment: Moment) -> Point:
    """The point with one more figure."""
    return evolve(point, metrics={**point.metrics, name: moment})


def read_point(text: str, columns: Iterable[str]) -> Point:
    """The point that a text says; `columns` are those of the roster.  Raises `KpiError` for anything else."""
    known = set(columns)
    found = Point()
    for piece in text.split(", ") if text else ():
        read = _PIECE.fullmatch(piece.strip())
        if read is None:
            raise KpiError(f'"{piece}" is no figure of a table of boundaries; make it again with --update')
        name, value = read["name"], read["value"]
        if name == SCORE:
            found = evolve(found, score=_number(value))
        elif name in known:
            found = evolve(found, roster={**found.roster, name: _as_cell(value)})
        else:
            number = None if value == MISSING else _number(value)
            found = with_figure(found, name, Moment(number, int(read["n"]) if read["n"] else None))
    return found


def _moment(moment: Moment) -> str:
    value = MISSING if moment.value is None else plain(moment.value)
    return value if moment.n is None else f"{value} of {moment.n}"


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, int | Decimal) else str(value)


def _as_cell(text: str) -> Cell:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if text in {"true", "false"}:
        return text == "true"
    return _number(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def _number(text: str) -> Number:
    return Decimal(text) if "." in text else int(text)
