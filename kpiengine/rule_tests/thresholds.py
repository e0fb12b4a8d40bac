"""Every threshold of a rule set, with an agent just below, at and just above it.

Two agents to start from: `good` is at every target and passes every gate, so that what a gate, a tier or an alert takes
or gives can be seen; `mixed` lies at different heights between floors and targets, so that whatever moves targets,
points or weights can be seen.

Thresholds: marks and bands of KPIs, also of each line of a `by` and under each relaxation; numbers in conditions; edges
of tiers; the least sample, the least weight, the cap; lines of the ramp.  And each figure missing once.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from attrs import evolve, frozen

from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.tree import Node
from kpiengine.periods import Period
from kpiengine.plugin.columns import Column
from kpiengine.rule_tests.coverage import judged_conditions
from kpiengine.rule_tests.movable import (
    Movable,
    Row,
    Turn,
    given_as,
    hired_on,
    holding,
    movable,
    names,
    turns,
    with_given,
)
from kpiengine.rule_tests.points import Cell, Point
from kpiengine.rule_tests.records import Moment
from kpiengine.rule_tests.stand_ins import Nature, nature_of
from kpiengine.rule_tests.world import as_key, base_of, plain_key, shown_key
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.choosing import REST, cases
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.by import Dimension, Line
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.names import PRESENCE

GOOD, MIXED = "good", "mixed"
BASE_PAY = 10_000
_LONG_AGO = 240  # months
_FULL = 100


@frozen
class Trial:
    """One agent to try: which threshold, from which base, and what is given beside that."""

    what: str
    base: str
    point: Point


@frozen
class Bases:
    """The agents to start from."""

    good: Point
    mixed: Point

    def of(self, name: str) -> Point:
        """By name."""
        return self.good if name == GOOD else self.mixed


# -- where to start ---------------------------------------------------------------------------------------------------


def first_bases(checked: CheckedRuleSet, period: Period, columns: Mapping[str, Column]) -> Bases:
    """Somebody at every target, and somebody between; gates are not looked at yet."""
    roster = _roster(checked, period, columns)
    good, mixed = dict[str, Moment](), dict[str, Moment]()
    lines = _lines_of_base(checked)
    for index, (name, wanted) in enumerate(_figures(checked).items()):
        kpi = checked.ruleset.kpis.get(name.partition("@")[0])
        own = None if kpi is None else _with_lines(kpi, lines)
        best, middling = _heights(own, wanted, index, len(_figures(checked)))
        good[shown_key(name)], mixed[shown_key(name)] = Moment(best), Moment(middling)
    return Bases(Point(good, roster), Point(mixed, roster))


def _figures(checked: CheckedRuleSet) -> dict[str, Wanted]:
    """What is given: each KPI and metric once, and values of teams that conditions ask for."""
    asked = {column.partition(":")[2] for tree in checked.conditions.values() for column in names(tree)}
    found: dict[str, Wanted] = {}
    for key, wanted in checked.wanted.items():
        base = base_of(key)
        if key == PRESENCE or (key != base and key not in asked) or not plain_key(key):
            continue
        if key == base or (key in asked and base in checked.wanted):
            found[key] = wanted
        elif base not in checked.wanted:
            found.setdefault(key, wanted)
    return found


def _roster(checked: CheckedRuleSet, period: Period, columns: Mapping[str, Column]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    rules = checked.ruleset
    base = rules.payout.of
    if rules.payout.kind == "percent" and base in columns:
        found[str(base)] = BASE_PAY
    if any(c.startswith("tenure") for tree in checked.conditions.values() for c in names(tree)) or _by_tenure(checked):
        found["hired_on"] = hired_on(period, _LONG_AGO, months=True)
    for of, line in _lines_of_base(checked).items():
        if of in {"site", "team"} and line.at != REST:
            found[f"{of}_id"] = str(line.at)
    return found


def _by_tenure(checked: CheckedRuleSet) -> bool:
    rules = checked.ruleset
    return rules.ramp is not None or any(by.of == "tenure_months" for kpi in rules.kpis.values() for by in kpi.by)


def _lines_of_base(checked: CheckedRuleSet) -> dict[Dimension, Line]:
    """The line of each `by` that the bases are in: of the longest employed, of the first team or site."""
    found: dict[Dimension, Line] = {}
    for kpi in checked.ruleset.kpis.values():
        for by in kpi.by:
            rest = next((line for line in by.lines if line.at == REST), None)
            found.setdefault(by.of, by.lines[-1] if not isinstance(by.lines[0].at, str) else rest or by.lines[0])
    return found


def _with_lines(kpi: Kpi, lines: Mapping[Dimension, Line]) -> Kpi:
    """The KPI as it is for these lines."""
    for by in kpi.by:
        if by.of in lines:
            line = next((one for one in by.lines if one.at == lines[by.of].at), None)
            kpi = evolve(kpi, **(line.values if line is not None else {}))  # type: ignore[arg-type]  # keys of a KPI
    return evolve(kpi, by=())


def _heights(kpi: Kpi | None, wanted: Wanted, index: int, of: int) -> tuple[Number, Number]:
    """The value at the target, and one between floor and target, at a height of its own."""
    low, high = (Fraction(str(end)) for end in wanted.metric.range)
    share = Fraction(1, 4) + Fraction(index + 1, 2 * (of + 1))
    if kpi is not None and kpi.bands:
        edges = [Fraction(band.edge) for band in kpi.bands]
        best = max(kpi.bands, key=lambda band: band.points)
        start, goal = min(max(edges[0], low), high), Fraction(best.edge)
        goal = goal if best.included else goal + Fraction(1, 10**wanted.metric.decimals)
    elif kpi is not None and kpi.target is not None and not isinstance(kpi.target, str):
        goal = Fraction(kpi.target[0] if isinstance(kpi.target, tuple) else kpi.target)
        floor = kpi.floor
        start = (
            goal
            if floor is None or isinstance(floor, str)
            else Fraction(floor[0] if isinstance(floor, tuple) else floor)
        )
    else:
        end = min(high, low + 100)
        start = goal = (low + end) / 2
    return _number(goal, wanted, low, high), _number(start + (goal - start) * share, wanted, low, high)


def _number(value: Fraction, wanted: Wanted, low: Fraction, high: Fraction) -> Number:
    decimals = 0 if nature_of(wanted.metric, wanted.params) is Nature.COUNT else wanted.metric.decimals
    inside = min(max(value, low), high)
    rounded = round(inside * 10**decimals)
    return rounded if decimals == 0 else Decimal(rounded).scaleb(-decimals)


def _is_good(key: str, checked: CheckedRuleSet) -> bool:
    """Whether a condition may as well hold for the bases: of rewards and of praise."""
    alert = checked.ruleset.alerts.get(key.split(".")[1]) if key.startswith("alert.") else None
    return key.startswith("reward.") or (alert is not None and alert.kind == "praise")


def better_bases(
    bases: Bases, rows: Mapping[str, Row], checked: CheckedRuleSet, period: Period, columns: Mapping[str, Column]
) -> Bases:
    """The bases with gates passed, no alert, and no relaxation or reweight in force, as far as that can be given.

    `rows` are what the stages made of the bases.
    """
    found = bases
    for name in (GOOD, MIXED):
        base, row = found.of(name), dict(rows[name])
        for key, condition in judged_conditions(checked).items():
            wanted = key.startswith("gate.")
            if _is_good(key, checked) or any(name not in row for name in names(condition)):
                continue
            for one, value in holding(condition, row, checked, columns, wanted=wanted) or ():
                row = one.moved(row, value)
                base = given_as(one, int(value or 0), base, period).over(base)
        found = evolve(found, **{name: base})
    return found


# -- what to try ------------------------------------------------------------------------------------------------------


def trials(
    checked: CheckedRuleSet, bases: Bases, rows: Mapping[str, Row], period: Period, columns: Mapping[str, Column]
) -> tuple[Trial, ...]:
    """Every agent to try, each once, in the order of the rule file."""
    maker = _Trials(checked, bases, rows, period, columns)
    found: dict[tuple[str, str], Trial] = {}
    for trial in maker.all():
        point = _possible(trial.point, checked)
        found.setdefault((trial.base, point.text), evolve(trial, point=point))
    return tuple(found.values())


class _Trials:
    def __init__(
        self,
        checked: CheckedRuleSet,
        bases: Bases,
        rows: Mapping[str, Row],
        period: Period,
        columns: Mapping[str, Column],
    ) -> None:
        self.checked, self.rules, self.bases = checked, checked.ruleset, bases
        self.rows, self.period, self.columns = rows, period, columns
        known = judged_conditions(checked).items()
        self.conditions = {k: tree for k, tree in known if all(name in rows[GOOD] for name in names(tree))}

    def all(self) -> Iterator[Trial]:
        yield Trial("every target", GOOD, Point())
        yield Trial("between", MIXED, Point())
        yield from self.ramp()
        for kpi in self.rules.kpis.values():
            yield from self.kpi(kpi)
        yield from self.stretched()
        for one in ranked(self.rules.reweights):
            yield from self.condition(f"reweight.{one.id}.when", MIXED)
        for key in self.conditions:
            if key.split(".")[0] not in {"kpi", "reweight"}:
                yield from self.condition(key, GOOD)
        yield from self.tiers()
        yield from self.rates()
        yield from self.missing()
        yield from self.samples()

    # -- KPIs ------------------------------------------------------------------------------------------------------

    def kpi(self, kpi: Kpi) -> Iterator[Trial]:
        """Its marks in each case of its `by`, and under each relaxation."""
        for case in cases(kpi):
            if any(of in {"scenario", "date"} for of, _ in case.lines):
                continue
            for where in self.inside(case.lines):
                words = "".join(f" {of} {line.at}" for of, line in case.lines)
                yield from self.marks(f"{kpi.id}{words}", case.kpi, GOOD, where)
                if case.lines:
                    yield Trial(f"{kpi.id}{words}", MIXED, where)
        for relax in ranked(kpi.relax):
            key = f"kpi.{kpi.id}.relax.{relax.id}.when"
            yield from self.condition(key, MIXED)
            given = holding(self.checked.conditions[key], self.rows[GOOD], self.checked, self.columns)
            if given is not None:
                own = _with_lines(kpi, _lines_of_base(self.checked))
                said = {k: v for k in ("target", "floor", "stretch") if (v := getattr(relax, k)) is not None}
                yield from self.marks(f"{kpi.id} relax {relax.id}", evolve(own, **said), GOOD, self.given(given, GOOD))

    def inside(self, lines: Sequence[tuple[Dimension, Line]]) -> Iterator[Point]:
        """Somebody on the first day in a line, and on the last day before it."""
        found = [Point()]
        for of, line in lines:
            made = []
            for point in found:
                if of == "tenure_months":
                    at = int(str(line.at))
                    made += [Point(roster={"hired_on": hired_on(self.period, ago, months=True)}).over(point)
                             for ago in (at - 1, at) if ago >= 0]  # fmt: skip
                elif of in {"site", "team"}:
                    name = "elsewhere" if line.at == REST else str(line.at)
                    made.append(Point(roster={f"{of}_id": name}).over(point))
            found = made or found
        yield from found

    def marks(self, what: str, kpi: Kpi, base: str, where: Point) -> Iterator[Trial]:
        """Just below, at and above each mark and band."""
        for word, mark in _marks(kpi):
            for value in self.around(kpi.id, mark):
                moved = self.bases.of(base).metrics.get(kpi.id, Moment())
                yield Trial(f"{what} {word} {mark}", base, Point({kpi.id: Moment(value, moved.n)}).over(where))
        for low, high in _lines(kpi):
            for value in self.first_moves(kpi.id, low, high):
                yield Trial(f"{what} from {low[0]} on", base, Point({kpi.id: Moment(value)}).over(where))

    def first_moves(self, key: str, low: tuple[Number, Number], high: tuple[Number, Number]) -> Iterator[Number]:
        """On a line that is long for its points: the values around which the rounded points leave those of its end.

        They show where the line ends to the smallest step, which the values beside the end do not.
        """
        wanted = self.checked.wanted[key]
        span = tuple(Fraction(str(end)) for end in wanted.metric.range)
        step = Fraction(1, 10**wanted.metric.decimals)
        run, rise = abs(Fraction(high[0]) - Fraction(low[0])), abs(Fraction(high[1]) - Fraction(low[1]))
        if not run or not rise:
            return
        length = Fraction(1, 2 * 10**self.rules.score.decimals) * run / rise
        steps = -(-length // step)
        if steps <= 1:
            return  # the values beside the end show it
        for end, way in ((low, 1), (high, -1)):
            for many in (steps - 1, steps, steps + 1):
                value = Fraction(end[0]) + way * many * step
                if span[0] <= value <= span[1]:
                    yield _number(value, wanted, span[0], span[1])

    def around(self, key: str, mark: Number) -> Iterator[Number]:
        """The three values that a metric can have nearest to a number."""
        wanted = self.checked.wanted[key]
        low, high = (Fraction(str(end)) for end in wanted.metric.range)
        step = Fraction(1, 1 if nature_of(wanted.metric, wanted.params) is Nature.COUNT else 10**wanted.metric.decimals)
        at = (Fraction(mark) // step) * step
        for value in (at - step, at, at + step):
            if low <= value <= high:
                yield _number(value, wanted, low, high)

    def stretched(self) -> Iterator[Trial]:
        """Everybody at his stretch: where the score is cut."""
        found = {kpi.id: Moment(kpi.stretch) for kpi in self.rules.weighted if isinstance(kpi.stretch, int | Decimal)}
        if found:
            yield Trial("every stretch", GOOD, Point(found))

    def ramp(self) -> Iterator[Trial]:
        ramp = self.rules.ramp
        if ramp is None:
            return
        for line in ramp.lines:
            at = int(str(line.at))
            for ago in (at - 1, at):
                if ago >= 0:
                    hired = hired_on(self.period, ago, months=ramp.column == "tenure_months")
                    yield Trial(f"ramp from {line.at}", MIXED, Point(roster={"hired_on": hired}))

    # -- conditions ------------------------------------------------------------------------------------------------

    def condition(self, key: str, base: str) -> Iterator[Trial]:
        """Just below, at and above each threshold that decides a condition."""
        tree = self.conditions.get(key)
        if tree is None:
            return
        parts = key.split(".")
        what = " ".join(parts[:-1] if parts[-1] in {"when", "require"} else parts)
        order = [base, MIXED if base == GOOD else GOOD]
        for start in order:
            done = False
            for turn in turns(tree, [self.rows[start]], self.checked, self.columns):
                done = True
                beside = self.given(turn.beside, start)
                for value in turn.values:
                    point = given_as(turn.column, value, beside.over(self.bases.of(start)), self.period)
                    yield Trial(what, start, self.made_of_cases(tree, turn, value, start, point).over(beside))
            if done:
                return

    def made_of_cases(self, tree: Node, turn: Turn, cases_: int, start: str, point: Point) -> Point:
        """A share on so many cases: the nearest that they can make and with which the condition comes out the same."""
        kind, _, key = turn.column.column.partition(":")
        if kind != "n":
            return point
        wanted, row = self.checked.wanted[key], with_given(self.rows[start], turn.beside)
        own = movable(f"known:{key}", self.checked, self.columns)
        value = point.metrics[shown_key(key)].value
        if own is None or value is None or cases_ == 0:
            return point
        meant = evaluate(tree, turn.column.moved(row, cases_))
        for near in (value, 0, _FULL, *(value + step for step in (-5, 5, -10, 10))):
            made = countable(near, cases_, wanted)
            stored = int(Fraction(made or 0) * 10**own.scale)
            if evaluate(tree, own.moved(turn.column.moved(row, cases_), stored)) == meant:
                return Point({shown_key(key): Moment(made, cases_)})
        return Point({shown_key(key): Moment(countable(value, cases_, wanted), cases_)})

    def given(self, pairs: Sequence[tuple[Movable, object]], base: str) -> Point:
        """Values of columns as what is given beside a base."""
        found = Point()
        for one, value in pairs:
            found = given_as(one, int(str(value)), found.over(self.bases.of(base)), self.period).over(found)
        return found

    # -- tiers, money, evidence --------------------------------------------------------------------------------------

    def tiers(self) -> Iterator[Trial]:
        """Just below, at and above the edge of each tier, and where its amount meets the cap."""
        if not self.rules.weighted or self.rules.rank is not None:
            return  # tiers by rank have no edge in the score
        step = Decimal(1).scaleb(-self.rules.score.decimals)
        for tier in self.rules.tiers:
            for score in (tier.start - step, tier.start + 0 * step, tier.start + step):
                yield Trial(f"tier {tier.id}", GOOD, Point(score=score))
            if (
                tier.percent
                and tier.multiply
                and self.rules.payout.cap is not None
                and self.rules.payout.of is not None
            ):
                column = self.columns[self.rules.payout.of]
                exact = Fraction(self.rules.payout.cap) * _FULL / Fraction(tier.percent) / Fraction(tier.multiply)
                at = int(exact * 10**column.decimals)
                for stored in (at - 1, at, at + 1):
                    pay = Decimal(stored).scaleb(-column.decimals) if column.decimals else stored
                    point = Point(roster={self.rules.payout.of: pay}, score=tier.start + 0 * step)
                    yield Trial(f"cap, tier {tier.id}", GOOD, point)

    def rates(self) -> Iterator[Trial]:
        """The last unit of each rate, and the first of the next."""
        units = self.rules.payout.units
        for rate in self.rules.payout.rates if units is not None else ():
            for value in self.around(str(units), rate.over):
                yield Trial(f"rate over {rate.over}", GOOD, Point({str(units): Moment(value)}))

    def missing(self) -> Iterator[Trial]:
        """Each figure missing, and of KPIs whose weight goes to others each two."""
        for key in _figures(self.checked):
            yield Trial(f"{shown_key(key)} missing", GOOD, Point({shown_key(key): Moment()}))
        spread = [kpi.id for kpi in self.rules.weighted if kpi.if_missing == "redistribute"]
        for count in range(2, min(len(spread), 4) + 1):
            for some in combinations(spread, count):
                yield Trial(f"{' and '.join(some)} missing", GOOD, Point(dict.fromkeys(some, Moment())))
        if self.rules.payout.kind == "percent" and self.rules.payout.of is not None:
            yield Trial(f"{self.rules.payout.of} of 0", GOOD, Point(roster={self.rules.payout.of: 0}))

    def samples(self) -> Iterator[Trial]:
        """Just below and at the least sample of each KPI and figure; of the team's, where that may stand in."""
        for key, wanted in self.checked.wanted.items():
            if not plain_key(key) or wanted.min_sample <= 1 or nature_of(wanted.metric, wanted.params) is Nature.COUNT:
                continue
            name = shown_key(key)
            base = key.partition("@")[0]
            before = self.bases.good.metrics.get(name) or self.bases.good.metrics.get(base) or Moment()
            for n in (wanted.min_sample - 1, wanted.min_sample):
                moment = Moment(countable(before.value, n, wanted), n)
                beside = self.lacking(base) if key != base else {}
                yield Trial(f"{name} min_sample {wanted.min_sample}", GOOD, Point({**beside, name: moment}))
            yield from self.known_at(key, wanted)

    def known_at(self, key: str, wanted: Wanted) -> Iterator[Trial]:
        """The least sample where it decides a condition: with a value that fails a gate, or raises an alert."""
        own = movable(f"known:{key}", self.checked, self.columns)
        for path, tree in self.conditions.items():
            if own is None or f"known:{key}" not in names(tree):
                continue
            start = MIXED if path.startswith(("kpi.", "reweight.")) else GOOD
            told = self.telling(tree, own, wanted, start, verdict=not path.startswith("gate."))
            if told is None:
                continue
            value, beside = told
            for n in (wanted.min_sample - 1, wanted.min_sample):
                point = Point({shown_key(key): Moment(countable(value, n, wanted), n)}).over(beside)
                yield Trial(f"{shown_key(key)} min_sample {wanted.min_sample}", start, point)

    def telling(
        self, tree: Node, own: Movable, wanted: Wanted, start: str, *, verdict: bool
    ) -> tuple[Number, Point] | None:
        """A value on the least sample with which a condition has this verdict, and what else must be given."""
        row = self.rows[start]
        for turn in turns(tree, [row], self.checked, self.columns):
            around = with_given(row, turn.beside)
            values = [_shown(value, own) for value in turn.values] if turn.column == own else []
            for value in (*values, _shown(own.low, own), _shown(own.high, own)):
                made = countable(value, wanted.min_sample, wanted)
                if made is not None and evaluate(tree, own.moved(around, _at(made, own))) is verdict:
                    return made, self.given(turn.beside, start)
        return None

    def lacking(self, base: str) -> dict[str, Moment]:
        """What an agent has of a KPI when his team's value takes its place."""
        kpi = self.rules.kpis.get(base)
        if kpi is None or kpi.level is not KpiLevel.AGENT or "team" not in kpi.policies:
            return {}
        wanted = self.checked.wanted[base]
        if kpi.if_missing == "team" or wanted.min_sample <= 1:
            return {base: Moment()}
        few = wanted.min_sample - 1
        before = self.bases.good.metrics.get(base, Moment())
        return {base: Moment(countable(before.value, few, wanted), few)}


def _marks(kpi: Kpi) -> Iterator[tuple[str, Number]]:
    """Every number of a KPI that values are held against."""
    for word in ("floor", "target", "stretch"):
        mark = getattr(kpi, word)
        for one in mark if isinstance(mark, tuple) else (mark,):
            if isinstance(one, int | Decimal):
                yield word, one
    for band in kpi.bands:
        yield "from" if band.included else "over", band.edge


def _lines(kpi: Kpi) -> Iterator[tuple[tuple[Number, Number], tuple[Number, Number]]]:
    """Both ends of each straight line of numbers, each with its points."""
    at = kpi.points_at
    if kpi.bands and kpi.join == "line":
        yield from pairwise([(band.edge, band.points) for band in kpi.bands])
        return
    floor, target = kpi.floor, kpi.target
    if kpi.bands or kpi.curve is not None or kpi.formula is not None:
        return
    if isinstance(floor, tuple) and isinstance(target, tuple):
        yield (floor[0], at.floor), (target[0], at.target)
        yield (target[1], at.target), (floor[1], at.floor)
    elif isinstance(floor, int | Decimal) and isinstance(target, int | Decimal):
        rising = floor < target
        ends = ((floor, at.floor), (target, at.target))
        yield ends if rising else (ends[1], ends[0])
        if isinstance(kpi.stretch, int | Decimal):
            beyond = ((target, at.target), (kpi.stretch, at.stretch))
            yield beyond if rising else (beyond[1], beyond[0])


def _possible(point: Point, checked: CheckedRuleSet) -> Point:
    """The point with shares that their cases can make."""
    made = {}
    for name, moment in point.metrics.items():
        wanted = checked.wanted.get(as_key(name))
        value = moment.value if wanted is None or moment.n is None else countable(moment.value, moment.n, wanted)
        made[name] = evolve(moment, value=value)
    return evolve(point, metrics=made)


def _shown(value: int, one: Movable) -> Number:
    return Decimal(value).scaleb(-one.scale) if one.scale else value


def _at(value: Number, one: Movable) -> int:
    return int(Fraction(value) * 10**one.scale)


def countable(value: Number | None, n: int, wanted: Wanted) -> Number | None:
    """The nearest value that so many cases can make."""
    if value is None or n == 0 or nature_of(wanted.metric, wanted.params) is not Nature.SHARE:
        return value
    hits = min(max(round(Fraction(value) * n / _FULL), 0), n)
    decimals = wanted.metric.decimals
    stored = (2 * _FULL * hits * 10**decimals + n) // (2 * n)
    return Decimal(stored).scaleb(-decimals) if decimals else stored
