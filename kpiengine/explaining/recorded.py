"""The recorded trace of one agent: which run it is from, its row, and how each number in it is computed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import tomli
from attrs import define, evolve, field, frozen

from kpiengine.errors import KpiError
from kpiengine.explaining.stated import Stated, also_due, stated
from kpiengine.expressions.document import from_document, read_type
from kpiengine.expressions.tree import Node, Value
from kpiengine.expressions.types import Type
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.archive import trace_files
from kpiengine.ledger.opening import RESULTS
from kpiengine.ledger.runs import record_of, recorded_runs
from kpiengine.project import Project
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.stints import split, stints_in
from kpiengine.rules.structure import read_structure


@frozen
class Run:
    """The record that a trace belongs to."""

    plan: str
    period: str
    number: int
    content: str
    folder: Path
    record: Mapping[str, Any] = field(eq=False, repr=False)


@define
class Sheet:
    """One rule set in one run: the rules as they were, and each step as a tree by its column, with its stage."""

    path: Path

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """As it was written; read when somebody is found in it."""
        found: Mapping[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return found

    @cached_property
    def rules(self) -> RuleSet:
        """The rule set, whole, with the currency that it pays in."""
        text = tomli.loads(self.document["rules"], parse_float=Decimal)
        ruleset = read_structure(text)[0]
        if teams := stints_in(self.types):
            ruleset = split(ruleset, teams)
        return evolve(ruleset, head=evolve(ruleset.head, currency=self.document["currency"]))

    @cached_property
    def steps(self) -> Mapping[str, Node]:
        """Every step in the order of its computation."""
        return {name: from_document(tree) for _, name, tree in self.document["steps"]}

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """Kind and decimals of every column."""
        return {name: read_type(text) for name, text in self.document["types"].items()}

    @property
    def measures(self) -> Mapping[str, Mapping[str, Any]]:
        """What each measure is."""
        found: Mapping[str, Mapping[str, Any]] = self.document["measures"]
        return found


@frozen
class Recorded:
    """One agent under one rule set in one run; `row` holds stored values by column, `name` what people call the agent.

    `name` is missing where the published files are not there any more.
    """

    run: Run
    sheet: Sheet = field(eq=False, repr=False)
    agent: str
    row: Mapping[str, Value] = field(eq=False, repr=False)
    name: str | None = None
    stated: tuple[Stated, ...] = ()
    also: tuple[Stated, ...] = ()  # of other periods, due with this one


def recorded(
    project: Project, agent: str, period: str | None, plan: str | None = None, number: int | None = None
) -> tuple[Recorded, ...]:
    """What was recorded for an agent: every plan and rule set of the period, else of the last recorded one.

    Raises `KpiError` that says what there is instead.
    """
    runs = [run for run in _runs(project, number) if plan is None or run.plan == plan]
    if not runs:
        raise KpiError(_nothing(plan, number))
    if period is not None:
        known = sorted({run.period for run in runs})
        runs = [run for run in runs if run.period == period]
        if not runs:
            raise KpiError(f"nothing is recorded for {period}; there is {_some(known)}")
    found = [each for run in runs for each in _of(project, run, agent)]
    if not found:
        raise KpiError(_unknown(runs, agent))
    last = max(each.run.period for each in found)
    return tuple(_with_stated(project, each) for each in found if period is not None or each.run.period == last)


def _with_stated(project: Project, found: Recorded) -> Recorded:
    """With what the ledger has of it as due."""
    with looking(place_in(project.folder, project.ledger.url, project.ledger.exports)) as ledger:
        lines = stated(ledger, found.run.plan, found.run.period, found.sheet.document["ruleset"], found.agent)
        also = also_due(ledger, found.run.plan, found.run.period, found.agent)
    return evolve(found, stated=lines, also=also)


def everyone(project: Project) -> Iterator[Recorded]:
    """Everybody in the newest run of every plan and period."""
    for run in _runs(project, None):
        for sheet, frame in _sheets(run):
            for row in frame.collect().iter_rows(named=True):
                yield Recorded(run, sheet, str(row["agent_id"]), row)


def _runs(project: Project, number: int | None) -> Iterator[Run]:
    """The newest run of every plan and period, or those with a number, in the order of plans and periods."""
    place = place_in(project.folder, project.ledger.url, project.ledger.exports)
    if not place.exists:
        return
    with looking(place) as ledger:
        every = [run for run in recorded_runs(ledger) if number in {None, run.number}]
        last = {(run.plan, run.period): run for run in every}
        for _, run in sorted(last.items()):
            folder = place.folder / RESULTS / run.archive
            yield Run(run.plan, run.period, run.number, run.content, folder, record_of(ledger, run))


def _of(project: Project, run: Run, agent: str) -> Iterator[Recorded]:
    name = _name(project, run, agent)
    for sheet, frame in _sheets(run):
        rows = frame.filter(pl.col("agent_id") == agent).collect().to_dicts()
        if rows:
            yield Recorded(run, sheet, agent, rows[0], name)


def _sheets(run: Run) -> Iterator[tuple[Sheet, pl.LazyFrame]]:
    """Each rule set of a run, with the rows of everybody."""
    if not run.folder.is_dir():
        raise KpiError(
            f"run {run.number} of {run.plan} {run.period} has no trace in {run.folder}; "
            "restore the folder .kpiengine from a backup"
        )
    for path in trace_files(run.folder):
        yield Sheet(path.with_suffix(".json")), pl.scan_parquet(path)


def _name(project: Project, run: Run, agent: str) -> str | None:
    """From the published scorecards: names are kept nowhere else, so that they can be erased."""
    path = project.folder / project.outputs / run.plan / run.period / "scorecards.parquet"
    if not path.is_file():
        return None
    found = pl.scan_parquet(path).filter(pl.col("agent_id") == agent).select("name").collect()["name"].drop_nulls()
    return str(found[0]) if len(found) else None


def agents_of(runs: Sequence[Run]) -> list[str]:
    """Everybody in these runs."""
    paths = [path for run in runs for path in trace_files(run.folder)]
    if not paths:
        return []
    found = pl.concat([pl.scan_parquet(path).select("agent_id") for path in paths]).unique().collect()["agent_id"]
    return sorted(found.to_list())


def _unknown(runs: Sequence[Run], agent: str) -> str:
    import difflib  # noqa: PLC0415 -- only for a name that is not there

    known = agents_of(runs)
    close = difflib.get_close_matches(agent, known, n=1)
    remedy = f'did you mean "{close[0]}"?' if close else f"there is {_some(known)}"
    return f'nobody called "{agent}" is in {_some(sorted({run.period for run in runs}))}; {remedy}'


def _nothing(plan: str | None, number: int | None) -> str:
    if plan is not None or number is not None:
        what = " ".join([*([f"of plan {plan}"] if plan else []), *([f"with number {number}"] if number else [])])
        return f"there is no run {what}; `kpiengine runs` lists what there is"
    return "nothing is recorded yet; run `kpiengine evaluate` first"


_MOST = 5


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[-_MOST:])
    return shown if len(names) <= _MOST else f"… {shown} ({len(names)} in all)"
