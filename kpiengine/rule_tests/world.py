"""One case -> what the stages need: roster, period, rule sets with given values, tables of facts.

What a case does not say is plain: the agent is one whom the rule set is for, in team T1, long employed, full time.  A
figure that is not given is missing, unless the case has rows of facts: then it is measured.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

import polars as pl
from attrs import evolve, field, frozen

from kpiengine.diagnostics import Refused
from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.locate import Locator
from kpiengine.errors import KpiError
from kpiengine.expressions.scalar import evaluate
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import roster_of_rows, with_roster
from kpiengine.periods import Period, day_of, next_period, parse_period, period_at, previous_period, start_of_day
from kpiengine.planning.coverage import COLUMN_OF, covers, holds
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import EvaluationPlan, Roster
from kpiengine.planning.units import CENTRE
from kpiengine.plugin import Catalogue, FactTable
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import Project
from kpiengine.rule_tests import messages
from kpiengine.rule_tests.kinds import MISSING
from kpiengine.rule_tests.records import CaseFile, Moment, Person, RuleCase
from kpiengine.rule_tests.stand_ins import (
    TABLE,
    TABLE_RECORD,
    GivenRow,
    Nature,
    StandIn,
    given_frame,
    given_row,
    key_of,
    nobodys_row,
    stand_in,
)
from kpiengine.rules.check import FileCheck
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.names import PRESENCE
from kpiengine.sources.engines import lift
from kpiengine.testing.rows import Reader, instant
from kpiengine.testing.trial import LATER_DAYS, spans_around

ENGINE = "polars"  # a handful of rows
NOON_MS = 12 * 3_600_000
DAY_MS = 24 * 3_600_000
ONLY = "A1"  # the agent of a case with one
USUAL: Mapping[str, Any] = {"team_id": "T1", "site_id": "S1", "hired_on": date(2000, 1, 1), "fte": 1}
_WINDOW = re.compile(r"\w+\(([^,()]+).*\).*")  # previous(csat), history(csat, 3)@team
_UNITS: Mapping[KpiLevel, str | None] = {KpiLevel.TEAM: "team_id", KpiLevel.SITE: "site_id", KpiLevel.CENTRE: None}


@frozen
class Bench:
    """What the tests of a project share: its file, its metrics, and its rule files."""

    project: Project
    catalogue: Catalogue
    files: tuple[FileCheck, ...]

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns of the roster."""
        roster = self.project.roster
        return {**AGENTS.columns, **(roster.extra if roster else {})}


@frozen
class World:
    """A case made ready: `subjects` says who is scored for each of its people: his id, or that of his unit.

    The plan is None where the rule set is for none of them.
    """

    checked: CheckedRuleSet
    period: Period
    subjects: Mapping[str, str]
    catalogue: Catalogue
    facts: FactStore = field(eq=False)
    plan: EvaluationPlan | None = field(default=None, eq=False)


def make_world(case: RuleCase, file: CaseFile, bench: Bench) -> World:
    """Everything that the case gives, in the form of the stages; raises `Refused` for what cannot be."""
    return _Maker(case, file, bench).world()


def version_for(file: CaseFile, case: RuleCase, bench: Bench) -> tuple[CheckedRuleSet, Period]:
    """The rule set that a case tests and the period; raises `Refused`."""
    return _Maker(case, file, bench).version()


class _Maker:
    """Makes one case ready; every fault of it is noted before it is refused."""

    def __init__(self, case: RuleCase, file: CaseFile, bench: Bench) -> None:
        self.case, self.file, self.bench = case, file, bench
        self.findings: list[Finding] = []

    def world(self) -> World:
        checked, period = self.version()
        ids = {one.id: one.id or _only_id(checked) for one in self.case.people}
        roster = self._roster(checked, ids)
        mine = roster.frame.filter(covers(checked.ruleset.head))
        mine = mine.filter(pl.col("valid_from") < period.end_day, pl.col("valid_to") >= period.start_day)
        stand_ins = self._stand_ins(checked)
        rows = list(self._rows(checked, stand_ins, ids, mine, period))
        facts = self._facts(period, roster)
        self._stop()
        subjects = _subjects(checked, ids, mine)
        known = evolve(
            self.bench.catalogue,
            metrics={
                **self.bench.catalogue.metrics,
                **{s.wanted.metric.id: s.wanted.metric for s in stand_ins.values()},
            },
            views={**self.bench.catalogue.views, **{s.view.id: s.view for s in stand_ins.values()}},
            tables={**self.bench.catalogue.tables, TABLE: TABLE_RECORD},
        )
        store = evolve(facts, tables={**facts.tables, TABLE: lift(ENGINE, given_frame(rows).lazy())})
        tested = evolve(checked, wanted={**checked.wanted, **{key: one.wanted for key, one in stand_ins.items()}})
        if mine.is_empty():
            return World(tested, period, subjects, known, store)
        plan = make_plan(
            self._beside(tested, period),
            known,
            [period],
            roster,
            self._as_of(period),
            calendars=self.bench.project.calendars,
        )
        return World(tested, period, subjects, known, with_roster(store, roster, plan.tables, ENGINE), plan)

    # -- which rule set, when ------------------------------------------------------------------------------------

    def version(self) -> tuple[CheckedRuleSet, Period]:
        """The version of the rule set that holds for the period."""
        named = [f for f in self.bench.files if f.id == self.file.ruleset]
        if not named:
            ids = sorted({f.id for f in self.bench.files if f.id})
            self._refuse(messages.unknown_ruleset(self.file.ruleset, ids))
        broken = [d for f in named if f.checked is None for d in f.diagnostics]
        if broken:
            raise Refused(broken)
        versions = sorted((f.checked for f in named if f.checked is not None), key=lambda c: c.ruleset.head.start)
        period = self._period(versions[0])
        found = next((checked for checked in versions if holds(checked.ruleset.head, period)), None)
        if found is None:
            spans = [messages.span(c.ruleset.head.start, c.ruleset.head.to) for c in versions]
            self._refuse(messages.no_version(self.file.ruleset, period.name, spans, self._period_path()))
        return found, period

    def _period(self, first: CheckedRuleSet) -> Period:
        """As the case says, else the file, else the first for which the rule set holds."""
        head, project = first.ruleset.head, self.bench.project
        text = self.case.period or self.file.period
        try:
            if text is not None:
                found = parse_period(text, project.zone, project.periods)
                if found.calendar != head.period.value:
                    problem = f"{text} is a {found.calendar}, and the rule set is for each {head.period.value}"
                    self._refuse(messages.bad_period(problem, self._period_path()))
                return found
            calendar = project.periods.get(head.period.value, head.period.value)
            found = period_at(calendar, head.start, project.zone)
            return found if day_of(found.start_day) >= head.start else next_period(found)
        except Refused:
            raise
        except KpiError as error:
            self._refuse(messages.bad_period(error.message, self._period_path()))

    def _period_path(self) -> Path:
        return (*self.case.path, "period") if self.case.period is not None else ("period",)

    def _beside(self, tested: CheckedRuleSet, period: Period) -> Sequence[CheckedRuleSet]:
        """With the other rule sets of its plan, where somebody's roster changes: they may cover some of the days."""
        if all(len(person.roster) == 1 for person in self.case.people):
            return [tested]
        head = tested.ruleset.head
        others = (f.checked for f in self.bench.files if f.checked is not None and f.id != head.id)
        return [tested, *(o for o in others if o.ruleset.head.plan == head.plan and holds(o.ruleset.head, period))]

    # -- who -----------------------------------------------------------------------------------------------------

    def _roster(self, checked: CheckedRuleSet, ids: Mapping[str, str]) -> Roster:
        columns = self.bench.columns
        table = FactTable(AGENTS.id, AGENTS.title, columns, key=AGENTS.key)
        reader = Reader(Catalogue(tables={AGENTS.id: table}), date(2000, 1, 1), spans_around([self.version()[1]]))
        usual = {name: value for name, value in self._usual(checked).items() if name in columns}
        rows: list[Mapping[str, Any]] = []
        for person in self.case.people:
            own = [{**usual, **_cells(row), "agent_id": ids[person.id]} for row in person.roster]
            if self._known_columns(person, columns) and self._readable(reader, own, (*person.path, "roster")):
                rows += own
        self._stop()
        frame: pl.DataFrame = reader.store({AGENTS.id: rows}).tables[AGENTS.id].collect().to_native()
        return roster_of_rows(frame, columns)

    def _usual(self, checked: CheckedRuleSet) -> dict[str, Any]:
        """Somebody for whom the rule set is."""
        sites = tuple(self.bench.project.sites)
        found = {**USUAL, "valid_from": date(1970, 1, 1)} | ({"site_id": sites[0]} if sites else {})
        named = checked.ruleset.head.agents.items()
        return found | {COLUMN_OF.get(name, name): values[0] for name, values in named if name != "agent_id"}

    def _known_columns(self, person: Person, columns: Mapping[str, Column]) -> bool:
        strange = [
            (row, name) for row in range(len(person.roster)) for name in person.roster[row] if name not in columns
        ]
        for _, name in strange:
            self.findings.append(messages.unknown_column(name, list(columns), (*self._roster_path(person), name)))
        return not strange

    def _roster_path(self, person: Person) -> Path:
        for path in ((*person.path, "roster"), (*person.path[:2], "roster"), ("given", "roster")):
            if path in self.file.locator.spots:
                return path
        return person.path

    def _readable(self, reader: Reader, rows: Sequence[Mapping[str, Any]], path: Path) -> bool:
        try:
            reader.store({AGENTS.id: rows})
        except (KpiError, ValueError) as error:
            self.findings.append(messages.bad_value(str(error), path))
            return False
        return True

    # -- values --------------------------------------------------------------------------------------------------

    def _stand_ins(self, checked: CheckedRuleSet) -> dict[str, StandIn]:
        """The measures that are given, by the key of the rule set: all of them where there are no rows of facts."""
        given = {name for person in self.case.people for name in person.metrics}
        own = {as_key(name): name for name in given}
        apart = self.case.apart and checked.ruleset.head.level is KpiLevel.AGENT
        found = {}
        for key, wanted in checked.wanted.items():
            if key == PRESENCE:
                if not self.case.facts or any(person.presence is not None for person in self.case.people):
                    found[key] = stand_in(key, wanted)
                continue
            name = key if key in own else base_of(key)
            if name in own or not self.case.facts:
                found[key] = stand_in(name, wanted, apart=apart)
        measures = checked.wanted.keys() - {PRESENCE}
        known = {shown_key(key) for key in measures if "@" in key} | {base_of(key) for key in measures}
        for person in self.case.people:
            for name in person.metrics:
                if as_key(name) not in checked.wanted and name not in known:
                    path = self._metric_path(person, name)
                    self.findings.append(messages.unknown_name("figure", name, sorted(known), path))
        self.findings = list(dict.fromkeys(self.findings))
        self._stop()
        return found

    def _rows(  # noqa: C901 -- one row for each figure of each agent in each period
        self,
        checked: CheckedRuleSet,
        stand_ins: Mapping[str, StandIn],
        ids: Mapping[str, str],
        mine: pl.DataFrame,
        period: Period,
    ) -> Iterator[GivenRow]:
        """A row for each value, on the first day of the agent's that the rule set covers (of a unit's: the last)."""
        by_name = {key_of(one): one for one in stand_ins.values()}
        least = {name: max(w.wanted.min_sample for w in stand_ins.values() if key_of(w) == name)
                 for name, one in by_name.items()}  # fmt: skip
        units = {name: _unit([w for w in stand_ins.values() if key_of(w) == name]) for name, one in by_name.items()}
        days = {row["agent_id"]: row for row in _days(mine).iter_rows(named=True)}
        spans = spans_around([period])
        yield from (nobodys_row(name, period.start) for name in by_name)
        told: dict[tuple[str, str], Any] = {}
        for person in self.case.people:
            agent = ids[person.id]
            who = days.get(agent)
            if who is None:
                continue
            if PRESENCE in by_name:
                noon = start_of_day(max(who["first"], period.start_day), spans) + NOON_MS
                yield from self._presence(by_name[PRESENCE], checked, person, (agent, noon), (period, who["site_id"]))
            yield from _uncounted(person, by_name, agent, start_of_day(max(who["first"], period.start_day), spans))
            for name, series in person.metrics.items():
                one = by_name[as_key(name)]
                path = self._metric_path(person, name)
                unit = units[as_key(name)]
                if unit is not None:
                    where = (name, str(who.get(unit[0])) if unit[0] else "")
                    if where in told:
                        if told[where] != series:
                            self.findings.append(messages.two_of_team(name, where[1] or "centre", path))
                        continue
                    told[where] = series
                at = period
                for step, moment in enumerate(reversed(series)):
                    at = at if step == 0 else previous_period(at)
                    day = who["last"] if unit is not None else who["first"]
                    day = min(max(day, at.start_day), at.end_day - 1)
                    noon = start_of_day(day, spans) + NOON_MS
                    row = given_row(one, moment, agent, noon, least[as_key(name)], path)
                    if isinstance(row, GivenRow):
                        yield row
                    elif row is not None:
                        self.findings.append(row)

    def _presence(
        self,
        one: StandIn,
        checked: CheckedRuleSet,
        person: Person,
        at: tuple[str, int],
        where: tuple[Period, str | None],
    ) -> Iterator[GivenRow]:
        """The hours or days that make the given percent of full time."""
        tree, (period, site) = checked.conditions["payout.prorate.full"], where
        row = {"first_day": period.start_day, "last_day": period.end_day - 1, "unit:site": site}
        full = Fraction(int(evaluate(tree, row) or 0), 10**tree.scale)
        percent = Fraction(100 if person.presence is None else person.presence)
        decimals = one.wanted.metric.decimals
        value = Decimal(round(full * percent / 100 * 10**decimals)).scaleb(-decimals)
        made = given_row(one, Moment(value), *at, 1, person.path)
        if isinstance(made, GivenRow):
            yield made

    def _metric_path(self, person: Person, name: str) -> Path:
        """Where the value is written: with the agent, in the case, or for all cases."""
        for path in (person.path, person.path[:2], ("given",)):
            if (*path, "metrics", name) in self.file.locator.spots:
                return (*path, "metrics", name)
        return person.path

    # -- facts ---------------------------------------------------------------------------------------------------

    def _facts(self, period: Period, roster: Roster) -> FactStore:
        if not self.case.facts:
            return FactStore({}, frozenset(), (), (), pl.DataFrame())
        reader = Reader(self.bench.catalogue, day_of(period.start_day), spans_around([period]), ENGINE)
        try:
            store = reader.store(self.case.facts)
        except (KpiError, ValueError) as error:
            self._refuse(messages.bad_value(str(error), (*self.case.path, "facts")))
        named = {f"{AGENTS.id}.{name}" for name in roster.columns}
        return evolve(store, mapped=store.mapped | named)

    def _as_of(self, period: Period) -> int:
        if self.case.as_of is None:
            return period.end + LATER_DAYS * DAY_MS
        try:
            return instant(datetime.fromisoformat(self.case.as_of), spans_around([period]))
        except (KpiError, ValueError) as error:
            self._refuse(messages.bad_value(str(error), (*self.case.path, "as_of")))

    # -- faults --------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        if self.findings:
            raise refused(self.findings, self.file.locator)

    def _refuse(self, finding: Finding) -> NoReturn:
        raise refused([*self.findings, finding], self.file.locator)


def refused(findings: Sequence[Finding], locator: Locator) -> Refused:
    """The faults with their places."""
    return Refused(locator.diagnose(finding) for finding in findings)


def as_key(name: str) -> str:
    """A figure as conditions name it -> the key of its measure: `team(csat)` is csat@team."""
    level, bracket, rest = name.partition("(")
    return f"{rest.removesuffix(')').strip()}@{level.strip()}" if bracket and level.strip() in _UNITS else name


def plain_key(key: str) -> bool:
    """Whether a measure is of the period itself and of no scenario: it can be given by its own name."""
    return "(" not in key and "#" not in key and key != PRESENCE


def base_of(key: str) -> str:
    """The figure that a measure is made of: `csat` of csat@team, history(csat, 3) and csat#chat."""
    inner = _WINDOW.fullmatch(key)
    return (inner[1] if inner else key).partition("@")[0].partition("#")[0].strip()


def shown_key(key: str) -> str:
    """The other way round."""
    name, at, level = key.partition("@")
    return f"{level}({name})" if at else name


def _uncounted(person: Person, by_name: Mapping[str, StandIn], agent: str, at: int) -> Iterator[GivenRow]:
    """Counts that are not given: without a row they would be 0."""
    given = {as_key(name) for name in person.metrics}
    for key, one in by_name.items():
        if one.nature is Nature.COUNT and key not in given and key != PRESENCE:
            yield GivenRow(key, agent, at, gone=1)


def _only_id(checked: CheckedRuleSet) -> str:
    return checked.ruleset.head.agents.get("agent_id", (ONLY,))[0]


def _subjects(checked: CheckedRuleSet, ids: Mapping[str, str], mine: pl.DataFrame) -> dict[str, str]:
    """Who is scored: the agent, or his unit where the rule set is for units."""
    level = checked.ruleset.head.level
    if level is KpiLevel.CENTRE:
        return dict.fromkeys(ids, CENTRE)
    column = _UNITS.get(level)
    if column is None:
        return dict(ids)
    units = {row["agent_id"]: row[column] for row in _days(mine).iter_rows(named=True)}
    return {name: str(units.get(id_)) for name, id_ in ids.items()}


def _unit(measures: Sequence[StandIn]) -> tuple[str | None] | None:
    """By which column of the roster a figure that only units have is told apart; None for agents' own figures."""
    levels = {one.wanted.level for one in measures}
    if levels <= _UNITS.keys():
        return (_UNITS[min(levels, key=list(_UNITS).index)],)
    return None


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row of the roster; "_" is missing, as it is everywhere."""
    return {name: None if value == MISSING else value for name, value in row.items()}


def _days(mine: pl.DataFrame) -> pl.DataFrame:
    """agent_id, first and last day on which the rule set covers him, and the units of the last."""
    return mine.sort("agent_id", "valid_from").group_by("agent_id", maintain_order=True).agg(
        first=pl.col("valid_from").first(), last=pl.col("valid_to").last(),
        team_id=pl.col("team_id").last(), site_id=pl.col("site_id").last(),
    )  # fmt: skip
