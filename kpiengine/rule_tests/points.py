"""One agent to be tried at a boundary, as compact text: `csat 69.9, score 80, hired_on 2026-03-01`.

A figure is its name and value; `of 9` says on how many cases it rests and `_` that it is missing.  Everything else is
as the base says, which is written in the same way.  Where it matters who else is there:

    company 3 of 20    by score the third of twenty in the same team and site
    company 91         one of 91 who are alike
    company good       beside one who is at every target

And where it matters when, in which scenario, or what was before:

    period 2026-10              of another period than the table
    chat.share 60, chat.csat 80 so much of the work is chats, and their figures
    complaints[-6] 1            six periods before, and 0 in those between
    moves_on 2026-09-06, before.team_id north   until the day before in another team
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import Factory, evolve, frozen

from kpiengine.documents.finding import Path
from kpiengine.errors import KpiError
from kpiengine.rule_tests.kinds import MISSING
from kpiengine.rule_tests.messages import plain
from kpiengine.rule_tests.records import Moment, Part, Person, Series
from kpiengine.rules.model.values import Number

SCORE, PRESENCE, COMPANY, GOOD = "score", "presence", "company", "good"
PERIOD, MOVES_ON, BEFORE, SHARE = "period", "moves_on", "before", "share"
TOP, MIDDLE, END = 100, 50, 0  # scores of the company: of those above, of the one who is tried, of those below
_PIECE = re.compile(r"(?P<name>.+?) (?P<value>\S+)(?: of (?P<n>\d+))?")
_THEN = re.compile(r"(?P<name>.+)\[-(?P<back>\d+)\]")

Cell = Number | date | str | bool


@frozen
class Company:
    """Who else is there: `place` of `of` by score; or `of` who are alike; or, without either, one of the base."""

    of: int | None = None
    place: int | None = None

    @property
    def text(self) -> str:
        """As it is written."""
        if self.of is None:
            return f"{COMPANY} {GOOD}"
        return f"{COMPANY} {self.of}" if self.place is None else f"{COMPANY} {self.place} of {self.of}"


@frozen
class Point:
    """What is given of one agent: figures by name, columns of the roster, perhaps the score, percent there, company.

    `metrics` has those of earlier periods as `csat[-2]`, `parts` those of scenarios as `chat.csat`, with `chat.share`.
    `before` is what the roster said until the day before `moves_on`.
    """

    metrics: Mapping[str, Moment] = Factory(dict)
    roster: Mapping[str, Cell] = Factory(dict)
    score: Number | None = None
    presence: Number | None = None
    company: Company | None = None
    period: str | None = None
    parts: Mapping[str, Moment] = Factory(dict)
    moves_on: date | None = None
    before: Mapping[str, Cell] = Factory(dict)

    def over(self, base: "Point") -> "Point":
        """Laid over a base: what it says wins."""
        score = base.score if self.score is None else self.score
        there = base.presence if self.presence is None else self.presence
        beside = self.company or base.company
        return Point(
            {**base.metrics, **self.metrics}, {**base.roster, **self.roster}, score, there, beside,
            self.period or base.period, {**base.parts, **self.parts}, self.moves_on or base.moves_on,
            {**base.before, **self.before},
        )  # fmt: skip

    @property
    def kind(self) -> tuple[str | None, tuple[str, ...], bool]:
        """What all must have in common who are run together: the period, figures of scenarios, earlier periods."""
        parted = sorted({name.rpartition(".")[2] for name in self.parts} - {SHARE})
        return self.period, tuple(parted), any(_THEN.fullmatch(name) for name in self.metrics)

    def person(self, name: str, path: Path) -> Person:
        """The same as an agent of a case."""
        return Person(name, self._series(), self._rows(), score=self.score, presence=self.presence, path=path,
                      parts=self._parts())  # fmt: skip

    def _series(self) -> dict[str, Series]:
        """Figures over periods, the oldest first; 0 in those between."""
        found = {name: {0: moment} for name, moment in self.metrics.items() if not _THEN.fullmatch(name)}
        for name, moment in self.metrics.items():
            then = _THEN.fullmatch(name)
            if then is not None:
                found.setdefault(then["name"], {})[int(then["back"])] = moment
        return {name: tuple(by.get(back, Moment(0)) for back in range(max(by), -1, -1)) for name, by in found.items()}

    def _rows(self) -> list[dict[str, Any]]:
        """The rows of the roster."""
        if self.moves_on is None:
            return [dict(self.roster)]
        until = {"valid_to": self.moves_on - timedelta(days=1)}
        return [{**self.roster, **self.before, **until}, {**self.roster, "valid_from": self.moves_on}]

    def _parts(self) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for name, moment in self.parts.items():
            scenario, _, figure = name.rpartition(".")
            part = found.get(scenario, Part())
            if figure == SHARE:
                found[scenario] = evolve(part, share=moment.value)
            else:
                found[scenario] = evolve(part, metrics={**part.metrics, figure: (moment,)})
        return found

    def group(self, good: "Point") -> tuple["Point", ...]:
        """The agent and after him everybody who is there beside him."""
        company, own = self.company, evolve(self, company=None)
        if company is None:
            return (own,)
        if company.of is None:
            return (own, evolve(good, roster={**good.roster, **self.roster}))
        if company.place is None:
            return (own,) * company.of
        me = own if self.score is not None else evolve(own, score=MIDDLE)
        above, below = evolve(own, score=TOP), evolve(own, score=END)
        return (me, *([above] * (company.place - 1)), *([below] * (company.of - company.place)))

    @property
    def text(self) -> str:
        """As it is written."""
        figures = [f"{name} {_moment(moment)}" for name, moment in self.metrics.items()]
        own = [f"{name} {_cell(value)}" for name, value in self.roster.items()]
        score = [] if self.score is None else [f"{SCORE} {plain(self.score)}"]
        there = [] if self.presence is None else [f"{PRESENCE} {plain(self.presence)}"]
        beside = [] if self.company is None else [self.company.text]
        when = [] if self.period is None else [f"{PERIOD} {self.period}"]
        parts = [f"{name} {_moment(moment)}" for name, moment in self.parts.items()]
        moved = [] if self.moves_on is None else [f"{MOVES_ON} {self.moves_on}"]
        earlier = [f"{BEFORE}.{name} {_cell(value)}" for name, value in self.before.items()]
        return ", ".join((*when, *figures, *parts, *own, *moved, *earlier, *score, *there, *beside))


def then(name: str, back: int) -> str:
    """What a figure is called of the period so many before."""
    return f"{name}[-{back}]"


def with_figure(point: Point, name: str, moment: Moment) -> Point:
    """The point with one more figure."""
    return evolve(point, metrics={**point.metrics, name: moment})


def with_part(point: Point, name: str, moment: Moment) -> Point:
    """The point with one more figure of a scenario, or its share."""
    return evolve(point, parts={**point.parts, name: moment})


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
        elif name == PRESENCE:
            found = evolve(found, presence=_number(value))
        elif name == COMPANY:
            found = evolve(found, company=_company(value, read["n"]))
        elif name == PERIOD:
            found = evolve(found, period=value)
        elif name == MOVES_ON and isinstance(day := _as_cell(value), date):
            found = evolve(found, moves_on=day)
        elif name.partition(".")[0] == BEFORE and name.partition(".")[2] in known:
            found = evolve(found, before={**found.before, name.partition(".")[2]: _as_cell(value)})
        elif name in known:
            found = evolve(found, roster={**found.roster, name: _as_cell(value)})
        else:
            number = None if value == MISSING else _number(value)
            moment = Moment(number, int(read["n"]) if read["n"] else None)
            found = with_part(found, name, moment) if "." in name else with_figure(found, name, moment)
    return found


def _company(value: str, of: str | None) -> Company:
    if value == GOOD:
        return Company()
    return Company(int(value)) if of is None else Company(int(of), int(value))


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
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise KpiError(f'"{text}" is no number of a table of boundaries; make it again with --update')
    return Decimal(text) if "." in text else int(text)
