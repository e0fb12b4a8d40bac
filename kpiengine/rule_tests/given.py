"""What a case gives of figures, as rows that stand-in metrics count.

A row for each value, on the first day of the agent's that the rule set covers; figures of units on the last.  Earlier
periods of a series lie in earlier periods.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, field, frozen

from kpiengine.documents.finding import Path
from kpiengine.expressions.scalar import evaluate
from kpiengine.periods import Period, previous_period, start_of_day
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.bench import Faults
from kpiengine.rule_tests.measure_names import UNITS, as_key, base_of, shown_key
from kpiengine.rule_tests.people import Days
from kpiengine.rule_tests.records import Moment, Part, Person, RuleCase, Series
from kpiengine.rule_tests.stand_ins import WORK, GivenRow, Nature, StandIn, given_row, key_of, nobodys_row, stand_in
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.names import PRESENCE
from kpiengine.testing.trial import spans_around

NOON_MS = 12 * 3_600_000
WORK_OF_A_PERCENT = 1_000_000


def stand_ins_of(case: RuleCase, checked: CheckedRuleSet, faults: Faults) -> dict[str, StandIn]:
    """The measures that are given, by the key of the rule set: all of them where there are no rows of facts.

    Raises `Refused` for figures that the rule set does not know.
    """
    parted = parted_figures(case)
    given = {name for person in case.people for name in person.metrics} | parted
    own = {as_key(name): name for name in given}
    scenarios = checked.ruleset.scenarios
    apart = case.apart and checked.ruleset.head.level is KpiLevel.AGENT
    found = {}
    for key, wanted in checked.wanted.items():
        if key == PRESENCE:
            if not case.facts or any(person.presence is not None for person in case.people):
                found[key] = stand_in(key, wanted)
            continue
        name = key if key in own else base_of(key)
        if name in own or not case.facts:
            by = None if scenarios is None or name not in parted else scenarios.by
            found[key] = stand_in(name, wanted, apart=apart, by=by)
    measures = checked.wanted.keys() - {PRESENCE}
    known = {shown_key(key) for key in measures if "@" in key} | {base_of(key) for key in measures}
    for person in case.people:
        strange = [name for name in person.parts if name not in checked.ruleset.weights or scenarios is None]
        words = sorted(checked.ruleset.weights) if scenarios is not None else []
        faults.add(*(messages.unknown_name("scenario", s, words, _part_path(person, s, faults)) for s in strange))
        for name in (*person.metrics, *(one for part in person.parts.values() for one in part.metrics)):
            if as_key(name) not in checked.wanted and name not in known:
                path = metric_path(person, name, faults)
                faults.add(messages.unknown_name("figure", name, sorted(known), path))
    faults.stop()
    return found


def parted_figures(case: RuleCase) -> frozenset[str]:
    """The figures that are given by scenario."""
    return frozenset(name for one in case.people for part in one.parts.values() for name in part.metrics)


def metric_path(person: Person, name: str, faults: Faults) -> Path:
    """Where a value is written: with the agent, in the case, or for all cases; perhaps in a scenario."""
    for path in (person.path, person.path[:2], ("given",)):
        for inner in ((), *(("scenario", scenario) for scenario in person.parts)):
            if (*path, *inner, "metrics", name) in faults.locator.spots:
                return (*path, *inner, "metrics", name)
    return person.path


def _part_path(person: Person, scenario: str, faults: Faults) -> Path:
    for path in (person.path, person.path[:2], ("given",)):
        if (*path, "scenario", scenario) in faults.locator.spots:
            return (*path, "scenario", scenario)
    return person.path


@frozen
class Figures:
    """The figures of one case: stand-ins by the name that values are given by, whose days, and when."""

    checked: CheckedRuleSet
    by_name: Mapping[str, StandIn]
    least: Mapping[str, int]
    units: Mapping[str, tuple[str | None] | None]
    days: Mapping[str, Days]
    period: Period
    parted: frozenset[str]
    faults: Faults = field(eq=False)

    def rows(self, case: RuleCase, ids: Mapping[str, str]) -> Iterator[GivenRow]:
        """Every row; what cannot be is noted."""
        yield from (nobodys_row(name, self.period.start) for name in self.by_name)
        told: dict[tuple[str, str], Series] = {}
        for person in case.people:
            agent = ids[person.id]
            who = self.days.get(agent)
            if who is None:
                continue
            yield from self._presence(person, agent, who)
            yield from self._uncounted(person, agent, who)
            yield from self._work(person, agent, who)
            for figure, scenario, given in self._of_scenarios(person):
                yield from self._series(person, figure, agent, who.first, given, scenario)
            for name, series in person.metrics.items():
                if name in self.parted:
                    continue
                unit = self.units[as_key(name)]
                if unit is None:
                    yield from self._series(person, name, agent, who.first, series)
                    continue
                where = (name, str(who.units[unit[0]]) if unit[0] else "")
                if where not in told:
                    told[where] = series
                    yield from self._series(person, name, agent, who.last, series)
                elif told[where] != series:
                    path = metric_path(person, name, self.faults)
                    self.faults.add(messages.two_of_team(name, where[1] or "centre", path))

    def _shares(self, person: Person) -> Mapping[str, Number]:
        """The share of each scenario in the work; what is not said is none, and where nothing is said all are alike."""
        scenarios = self.checked.ruleset.weights if self.checked.ruleset.scenarios is not None else {}
        said = {name: part.share for name, part in person.parts.items() if part.share is not None}
        return {name: said.get(name, 0) for name in scenarios} if said else dict.fromkeys(scenarios, 1)

    def _work(self, person: Person, agent: str, who: Days) -> Iterator[GivenRow]:
        """How much of the work lies in each scenario."""
        for name, share in self._shares(person).items():
            total = int(Fraction(share) * WORK_OF_A_PERCENT)
            if total:
                yield GivenRow(WORK, agent, self._first_day(who) + NOON_MS, total, 1, scenario=name)

    def _of_scenarios(self, person: Person) -> Iterator[tuple[str, str, Series]]:
        """Figures that are given by scenario; what is given of no scenario counts in each that has none of its own."""
        for name in self.parted:
            for scenario, share in self._shares(person).items():
                own = person.parts.get(scenario, Part()).metrics.get(name, person.metrics.get(name))
                if own is not None and share:
                    yield name, scenario, own

    def _series(  # noqa: PLR0913, PLR0917 -- of whom, of what, when, and where
        self, person: Person, name: str, agent: str, day: int, series: Series, scenario: str | None = None
    ) -> Iterator[GivenRow]:
        """The values of one figure, the evaluated period's first."""
        path, at, spans = metric_path(person, name, self.faults), self.period, spans_around([self.period])
        for step, moment in enumerate(reversed(series)):
            at = at if step == 0 else previous_period(at)
            noon = start_of_day(min(max(day, at.start_day), at.end_day - 1), spans) + NOON_MS
            row = given_row(self.by_name[as_key(name)], moment, agent, noon, self.least[as_key(name)], path)
            if isinstance(row, GivenRow):
                yield evolve(row, scenario=scenario)
            elif row is not None:
                self.faults.add(row)

    def _first_day(self, who: Days) -> int:
        return start_of_day(max(who.first, self.period.start_day), spans_around([self.period]))

    def _uncounted(self, person: Person, agent: str, who: Days) -> Iterator[GivenRow]:
        """Counts that are not given: without a row they would be 0."""
        given = {as_key(name) for name in person.metrics}
        for key, one in self.by_name.items():
            if one.nature is Nature.COUNT and key not in given and key != PRESENCE:
                yield GivenRow(key, agent, self._first_day(who), gone=1)

    def _presence(self, person: Person, agent: str, who: Days) -> Iterator[GivenRow]:
        """The hours or days that make the given percent of full time."""
        one = self.by_name.get(PRESENCE)
        if one is None:
            return
        tree, period = self.checked.conditions["payout.prorate.full"], self.period
        row = {"first_day": period.start_day, "last_day": period.end_day - 1, "unit:site": who.units["site_id"]}
        full = Fraction(int(evaluate(tree, row) or 0), 10**tree.scale)
        percent = Fraction(100 if person.presence is None else person.presence)
        decimals = one.wanted.metric.decimals
        value = Decimal(round(full * percent / 100 * 10**decimals)).scaleb(-decimals)
        made = given_row(one, Moment(value), agent, self._first_day(who) + NOON_MS, 1, person.path)
        if isinstance(made, GivenRow):
            yield made


def figures_of(  # noqa: PLR0913, PLR0917 -- what is given, of whom, when
    checked: CheckedRuleSet,
    stand_ins: Mapping[str, StandIn],
    days: Mapping[str, Days],
    period: Period,
    parted: frozenset[str],
    faults: Faults,
) -> Figures:
    """How the values of a case become rows."""
    named: dict[str, list[StandIn]] = {}
    for one in stand_ins.values():
        named.setdefault(key_of(one), []).append(one)
    return Figures(
        checked,
        {name: some[-1] for name, some in named.items()},
        {name: max(one.wanted.min_sample for one in some) for name, some in named.items()},
        {name: _unit(some) for name, some in named.items()},
        days,
        period,
        parted,
        faults,
    )


def _unit(measures: Sequence[StandIn]) -> tuple[str | None] | None:
    """By which column of the roster a figure that only units have is told apart; None for agents' own figures."""
    levels = {one.wanted.level for one in measures}
    if levels <= UNITS.keys():
        return (UNITS[min(levels, key=list(UNITS).index)],)
    return None
