"""`--boundaries`: what a rule set decides just below, at and just above each of its thresholds, kept as a table.

The table stands beside the tests, as `RULESET.boundaries.toml`.  It is made by `--update` and read by people; from then
on whatever comes out otherwise is a failed test, and so is a threshold that the table does not have.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path as FilePath

from attrs import Factory, evolve, frozen

from kpiengine.diagnostics import Place
from kpiengine.documents.locate import Locator
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import read_text
from kpiengine.errors import KpiError
from kpiengine.periods import Period
from kpiengine.planning.coverage import COLUMN_OF, holds
from kpiengine.rule_tests.bench import Bench
from kpiengine.rule_tests.measure_names import as_key
from kpiengine.rule_tests.movable import Row
from kpiengine.rule_tests.points import Cell, Point, read_point
from kpiengine.rule_tests.records import CaseFile, RuleCase
from kpiengine.rule_tests.running import Outcome, run_case
from kpiengine.rule_tests.thresholds import trials
from kpiengine.rule_tests.thresholds.bases import GOOD, MIXED, Bases, better_bases, first_bases
from kpiengine.rule_tests.thresholds.ground import Trial
from kpiengine.rule_tests.thresholds.watched import WATCH, holding
from kpiengine.rule_tests.version import version_for
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.rows import table_text

FORMAT = 1
SUFFIX = ".boundaries.toml"
NOTHING, OVER, LATER = "-", "over_limit", "later"
_GIVEN = ("threshold", "from", "given")
_COLUMNS = (*_GIVEN, "points", "score", "tier", "pays", "rewards", "alerts", "reasons")


@frozen
class Line:
    """One agent that was tried: where it starts from, what is given beside that, and what came out."""

    threshold: str
    base: str
    given: str
    came: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What tells lines apart."""
        return self.base, self.given

    @property
    def cells(self) -> tuple[str, ...]:
        """As the table has them."""
        return (self.threshold, self.base, self.given or NOTHING, *self.came)


@frozen
class Table:
    """The boundaries of one rule set for one period; `locator` is that of its file, where it has been read."""

    ruleset: str
    period: str
    bases: Bases
    lines: tuple[Line, ...]
    locator: Locator = Factory(lambda: Locator("", ""))


@frozen
class Change:
    """A boundary that comes out otherwise than the table says, or that the table does not have."""

    what: str
    place: Place


@frozen
class BoundaryCheck:
    """What became of one table: how many boundaries there are, and what is otherwise."""

    ruleset: str
    path: str
    count: int
    changes: tuple[Change, ...]
    written: bool = False


# -- making -----------------------------------------------------------------------------------------------------------


@frozen
class Plan:
    """Whom to try of one rule set for one period, before anybody is tried."""

    checked: CheckedRuleSet
    period: str
    bases: Bases
    trials: tuple[Trial, ...]

    @property
    def thresholds(self) -> Mapping[tuple[str, str], str]:
        """Which threshold each agent is about, by what tells lines apart."""
        return {(trial.base, trial.point.text): trial.what for trial in self.trials}


def make_plan(file: CaseFile, bench: Bench) -> Plan:
    """Every threshold of the rule set that a file tests."""
    checked, period = version_for(file, RuleCase("", ()), bench)
    first = first_bases(checked, period, bench.columns)
    rows = _rows(first, file, bench, checked)
    bases = better_bases(first, rows, checked, period, bench.columns)
    if bases != first:
        rows = _rows(bases, file, bench, checked)
    others = _other_people(checked, period, bench)
    return Plan(checked, period.name, bases, trials(checked, bases, rows, period, bench.columns, others))


def _other_people(checked: CheckedRuleSet, period: Period, bench: Bench) -> Mapping[str, Cell]:
    """What the roster says of somebody whom another rule set of the plan is for."""
    head = checked.ruleset.head
    for file in bench.files:
        other = None if file.checked is None else file.checked.ruleset.head
        if other is None or other.id == head.id or other.plan != head.plan or not holds(other, period):
            continue
        said = {name: values[0] for name, values in other.agents.items()}
        if any(name in said and said[name] not in values for name, values in head.agents.items()):
            return {COLUMN_OF.get(name, name): value for name, value in said.items()}
    return {}


def make_table(plan: Plan, file: CaseFile, bench: Bench) -> Table:
    """The boundaries of a rule set as they come out now."""
    tried = [(trial.base, trial.point) for trial in plan.trials]
    cells = _cells(tried, plan.bases, file, bench, plan.checked)
    lines = (
        Line(trial.what, trial.base, trial.point.text, came) for trial, came in zip(plan.trials, cells, strict=True)
    )
    return Table(file.ruleset, plan.period, plan.bases, tuple(lines))


def _cells(
    tried: Sequence[tuple[str, Point]], bases: Bases, file: CaseFile, bench: Bench, checked: CheckedRuleSet
) -> Iterator[tuple[str, ...]]:
    """What comes out for each point from its base, as cells."""
    run = [point.over(bases.of(base)) for base, point in tried if base != WATCH]
    found = outcomes(run, file, bench, checked, bases.good)
    for base, point in tried:
        if base == WATCH:
            held = " ".join(holding(checked, point)) or NOTHING
            yield tuple(held if name == "alerts" else NOTHING for name in _COLUMNS[len(_GIVEN) :])
        else:
            yield came_out(next(found), point)


def _rows(bases: Bases, file: CaseFile, bench: Bench, checked: CheckedRuleSet) -> Mapping[str, Row]:
    """What the stages make of the bases."""
    good, mixed = outcomes([bases.good, bases.mixed], file, bench, checked, bases.good)
    return {GOOD: good.row, MIXED: mixed.row}


def outcomes(
    points: Sequence[Point], file: CaseFile, bench: Bench, checked: CheckedRuleSet, good: Point
) -> Iterator[Outcome]:
    """What comes out for each of these agents, in order; together where they do not bear on each other."""
    ran = (one for some in _apart(points, checked) for one in _together(some, file, bench, checked, good))
    found = dict(ran)
    yield from (found[number] for number in range(len(points)))


def _together(
    some: Sequence[tuple[int, Point]], file: CaseFile, bench: Bench, checked: CheckedRuleSet, good: Point
) -> Iterator[tuple[int, Outcome]]:
    """What comes out for each of those who are run together, by number."""
    people = tuple(
        _alone(each, number, checked).person(f"b{number}" + (f"x{place}" if place else ""), ())
        for number, point in some
        for place, each in enumerate(point.group(good))
    )
    ran = run_case(RuleCase("boundaries", people, some[0][1].period, apart=True), file, bench)
    yield from ((number, ran.outcomes[f"b{number}"]) for number, _ in some)


def _apart(points: Sequence[Point], checked: CheckedRuleSet) -> Iterator[list[tuple[int, Point]]]:
    """Those who can be run together: everybody in a team and site of his own, unless that is not enough."""
    if _shared(checked):
        yield from ([one] for one in enumerate(points))
        return
    kinds: dict[object, list[tuple[int, Point]]] = {}
    for number, point in enumerate(points):
        kinds.setdefault(point.kind, []).append((number, point))
    for alike in kinds.values():
        yield from _of_kind(alike, checked)


def _of_kind(numbered: Sequence[tuple[int, Point]], checked: CheckedRuleSet) -> Iterator[list[tuple[int, Point]]]:
    budget = checked.ruleset.payout.budget is not None
    lonely = [one for one in numbered if budget and one[1].company is not None]
    if len(lonely) < len(numbered):
        yield [one for one in numbered if one not in lonely]
    yield from ([one] for one in lonely)


def _shared(checked: CheckedRuleSet) -> bool:
    """Whether something is looked at that agents of different teams and sites share."""
    rules, head = checked.ruleset, checked.ruleset.head
    named = _named(checked)
    levels: set[str | None] = set() if head.level is KpiLevel.AGENT else {str(head.level)}
    if rules.rank is not None:
        levels.add(rules.rank.among)
    if rules.payout.kind == "pool":
        levels.add(rules.payout.per)
    levels |= {reward.per for reward in rules.rewards.values() if reward.places is not None}
    budget = rules.payout.budget is not None and rules.rank is None  # somebody alone is not ranked, so has no amount
    return (
        budget
        or bool(checked.peers)
        or "agent_id" in named
        or any(level is None or level in {KpiLevel.CENTRE, *named} for level in levels)
    )


def _named(checked: CheckedRuleSet) -> set[str]:
    """Units that the rule set calls by name: they cannot be made up."""
    said = {by.of for kpi in checked.ruleset.kpis.values() for by in kpi.by}
    return {*said, *checked.ruleset.head.agents, *checked.ruleset.head.excluded}


def _alone(point: Point, number: int, checked: CheckedRuleSet) -> Point:
    """The agent in a team and a site of his own, unless it is said which."""
    named = _named(checked)
    own = {f"{unit}_id": f"{unit} {number}" for unit in ("team", "site") if unit not in named}
    before = {name: f"{cell} {number}" if name in own else cell for name, cell in point.before.items()}
    return evolve(point, roster={**own, **point.roster}, before=before)


def came_out(outcome: Outcome, given: Point) -> tuple[str, ...]:
    """Points of what is given (of all KPIs where nothing is), score, tier, what is paid and why, as cells."""
    if not outcome.covered:
        return ("not covered", *([NOTHING] * (len(_COLUMNS) - len(_GIVEN) - 1)))
    figures = outcome.figures
    pays = figures["amount"] if figures["eligibility"] == "eligible" else figures["eligibility"]
    if figures["held_back"] is not None and Decimal(figures["held_back"]):
        pays = f"{pays}, {figures['held_back']} {LATER}"
    pays = f"{pays} {OVER}" if outcome.row.get("over_limit") else pays
    held = [f"{name}?" for name in figures["rewards_held"]]
    names = (*given.metrics, *(name.rpartition(".")[2] for name in given.parts))
    named = {as_key(name.partition("[")[0]).partition("@")[0] for name in names}
    own = {kpi: line["points"] for kpi, line in outcome.kpis.items() if kpi in named or not given.text}
    points = " ".join(value or NOTHING for value in own.values()) if any(own.values()) else None
    cells = (points, figures["score"], figures["tier"], pays)
    lists = ([*figures["rewards"], *held], figures["alerts"], figures["reasons"])
    return (*(cell or NOTHING for cell in cells), *(" ".join(some) or NOTHING for some in lists))


# -- the file ---------------------------------------------------------------------------------------------------------


def table_path(file: CaseFile, path: FilePath) -> FilePath:
    """The table beside a file of tests."""
    return path.with_name(file.ruleset + SUFFIX)


def table_as_text(table: Table) -> str:
    """The file, columns aligned."""
    rows = [_COLUMNS, *(line.cells for line in table.lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    body = "\n".join(" | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)
    return (
        "# What the rule set decides just below, at and just above each of its thresholds.\n"
        "# Made by `kpiengine test --boundaries --update`: read what has changed before you keep it.\n"
        f'format = {FORMAT}\nruleset = "{table.ruleset}"\nperiod = "{table.period}"\n\n'
        f'[base]\n{GOOD} = "{table.bases.good.text}"\n{MIXED} = "{table.bases.mixed.text}"\n\n'
        f"[boundaries]\ntable = '''\n{body}\n'''\n"
    )


def read_table(path: FilePath, bench: Bench) -> Table | None:
    """The table of a file, None where there is no file; raises `KpiError` for one that is not as it was made."""
    if not path.is_file():
        return None
    shown = from_here(path.resolve())
    return read_table_text(path.read_bytes(), shown, bench)


def read_table_text(raw: bytes, shown: str, bench: Bench) -> Table:
    """As `read_table`."""
    text = read_text(raw, shown)
    try:
        document = text.document or {}
        base, rows = document["base"], table_text(document["boundaries"]["table"])
        bases = Bases(*(read_point(base[name], bench.columns) for name in (GOOD, MIXED)))
        lines = tuple(
            Line(row["threshold"], row["from"], "" if row["given"] == NOTHING else row["given"],
                 tuple(row[name] for name in _COLUMNS[len(_GIVEN) :]))
            for row in rows
        )  # fmt: skip
        return Table(document["ruleset"], document["period"], bases, lines, text.locator)
    except (KeyError, TypeError, AttributeError) as error:
        message = f"{shown} is no table of boundaries; make it again with `kpiengine test --boundaries --update`"
        raise KpiError(message) from error


# -- comparing --------------------------------------------------------------------------------------------------------


def again(table: Table, file: CaseFile, bench: Bench) -> tuple[Change, ...]:
    """The boundaries of a table that come out otherwise now."""
    of = evolve(file, period=table.period)
    checked, _ = version_for(of, RuleCase("", ()), bench)
    given = [read_point(line.given, bench.columns) for line in table.lines]
    tried = [(line.base, point) for line, point in zip(table.lines, given, strict=True)]
    changes = []
    for line, now in zip(table.lines, _cells(tried, table.bases, of, bench, checked), strict=True):
        if now != line.came:
            changes.append(Change(_change(line, now), _place(table, line)))
    return tuple(changes)


def differs(table: Table, file: CaseFile, bench: Bench) -> bool:
    """Whether any boundary comes out otherwise now; stops at the first run that shows it."""
    of = evolve(file, period=table.period)
    checked, _ = version_for(of, RuleCase("", ()), bench)
    given = [read_point(line.given, bench.columns) for line in table.lines]
    asked = [(line, point) for line, point in zip(table.lines, given, strict=True) if line.base == WATCH]
    if any(next(_cells([(WATCH, point)], table.bases, of, bench, checked)) != line.came for line, point in asked):
        return True
    run = [(line, point) for line, point in zip(table.lines, given, strict=True) if line.base != WATCH]
    points = [point.over(table.bases.of(line.base)) for line, point in run]
    ran = (one for some in _apart(points, checked) for one in _together(some, of, bench, checked, table.bases.good))
    return any(came_out(outcome, run[number][1]) != run[number][0].came for number, outcome in ran)


def _change(line: Line, now: Sequence[str]) -> str:
    names = _COLUMNS[len(_GIVEN) :]
    told = [f"{name} {new}, was {old}" for name, old, new in zip(names, line.came, now, strict=True) if old != new]
    return f"{line.threshold}: {line.base}{', ' + line.given if line.given else ''}: {'; '.join(told)}"


def _place(table: Table, line: Line) -> Place:
    """The line of the file."""
    wanted = [cell.strip() for cell in line.cells]
    for number, text in enumerate(table.locator.text.split("\n"), 1):
        if [cell.strip() for cell in text.split("|")] == wanted:
            return table.locator.line(number)
    return Place(table.locator.path)


def lacking(table: Table, plan: Plan) -> tuple[Change, ...]:
    """Thresholds that the rule set has now and the table does not."""
    known = {line.key for line in table.lines}
    new = dict.fromkeys(what for key, what in plan.thresholds.items() if key not in known)
    place = table.locator.at("boundaries") if table.locator.text else Place(table.locator.path)
    return tuple(Change(f"{what}: not in the table yet", place) for what in new)


def check_boundaries(file: CaseFile, path: FilePath, bench: Bench, *, update: bool) -> BoundaryCheck:
    """Compares the table beside a file of tests with what comes out now, or writes it."""
    at = table_path(file, path)
    plan = make_plan(file, bench)
    shown = from_here(at.resolve())
    if update:
        text = table_as_text(make_table(plan, file, bench))
        written = not at.is_file() or at.read_bytes().decode("utf-8") != text
        if written:
            at.write_bytes(text.encode("utf-8"))
        return BoundaryCheck(file.ruleset, shown, len(plan.trials), (), written)
    before = read_table(at, bench)
    if before is None:
        change = Change("there is no table of boundaries yet; make it with --update", Place(shown))
        return BoundaryCheck(file.ruleset, shown, len(plan.trials), (change,))
    changes = (*again(before, file, bench), *lacking(before, plan))
    return BoundaryCheck(file.ruleset, shown, len(before.lines), changes)
