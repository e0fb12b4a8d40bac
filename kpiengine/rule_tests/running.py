"""One case through the stages that a run takes, and what came out for each of its agents.

    plan and measure as in a run, on the rows of the case; then `decided`: score, decide, alert

Nothing is read from or written to disk, and no ledger is asked.
"""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from attrs import Factory, evolve, field, frozen

from kpiengine.alerts.compile import judged as judged_at_the_end
from kpiengine.decisions.table import decision_table
from kpiengine.metrics import measure
from kpiengine.numbers import format_scaled
from kpiengine.outputs.results import Judged
from kpiengine.rule_tests.bench import Bench
from kpiengine.rule_tests.earlier import judged_in_order
from kpiengine.rule_tests.records import CaseFile, RuleCase
from kpiengine.rule_tests.world import World, make_world
from kpiengine.rules.model.alert import SEVERITIES
from kpiengine.rules.model.values import Number
from kpiengine.scores.lines import kpi_lines
from kpiengine.scores.scorecards import Scorecards
from kpiengine.scores.text import format_scaled_column


@frozen
class Outcome:
    """What came out for one agent, as outputs show it: numbers as decimal text, None where missing.

    `figures` has the columns of the decisions, with lists for reasons, rewards and alerts; `kpis` the scorecard lines
    by KPI; `groups` the points of the dimensions, `scenarios` the scores in each; `row` everything that the stages
    made, as stored.
    """

    covered: bool
    figures: Mapping[str, Any] = Factory(dict)
    kpis: Mapping[str, Mapping[str, str | None]] = Factory(dict)
    groups: Mapping[str, str | None] = Factory(dict)
    scenarios: Mapping[str, str | None] = Factory(dict)
    row: Mapping[str, Any] = field(default=Factory(dict), repr=False)


UNCOVERED = Outcome(covered=False)


@frozen
class Ran:
    """A case that was run: outcomes by the names of its people; `judged` is None where nobody is covered.

    `states` are those of alerts by person, where a test asks for them.
    """

    world: World
    outcomes: Mapping[str, Outcome]
    judged: Judged | None = field(default=None, eq=False)
    states: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default=Factory(dict), eq=False)


CaseRunner = Callable[[RuleCase], Ran]


def run_case(case: RuleCase, file: CaseFile, bench: Bench) -> Ran:
    """Runs one case; raises `Refused` for what it gives and cannot be, `KpiError` where a stage refuses."""
    world = make_world(case, file, bench)
    if world.plan is None:
        return Ran(world, dict.fromkeys(world.subjects, UNCOVERED))
    measures = measure(world.plan, world.facts, world.catalogue)
    scores = {world.subjects[person.id]: person.score for person in case.people if person.score is not None}

    def regard(cards: Scorecards) -> Scorecards:
        return _with_scores(cards, scores)

    judged = judged_in_order(case, world.subjects, world.plan, measures, bench.project.language, regard)
    outcomes = _outcomes(judged)
    return Ran(world, {name: outcomes.get(id_, UNCOVERED) for name, id_ in world.subjects.items()}, judged)


def _with_scores(cards: Scorecards, scores: Mapping[str, Number]) -> Scorecards:
    """The scorecards with given scores in the place of their own: as if everything had been measured."""
    type_ = cards.types.get("score")
    if not scores or type_ is None:
        return cards
    stored = {agent: int(score * 10**type_.scale) for agent, score in scores.items()}
    given = pl.col("agent_id").replace_strict(list(stored), list(stored.values()), default=None, return_dtype=pl.Int64)
    known = given.is_not_null()
    # With scenarios each has its own: measured#chat.
    measured = {
        name: pl.when(known)
        .then(pl.max_horizontal(pl.col(name), pl.lit(100 * 10**type_.scale, pl.Int64)))
        .otherwise(name)
        for name, type_ in cards.types.items()
        if name.partition("#")[0] == "measured"
    }
    held = {name: pl.col(name) & ~known for name in cards.types if name.partition("#")[0] == "held"}
    frame = cards.frame.with_columns(score=pl.coalesce(given, pl.col("score")), **measured, **held)
    return evolve(cards, frame=frame)


def _alerts(judged: Judged, row: Mapping[str, Any]) -> list[str]:
    """The alerts that hold for an agent or his unit, with the severity where there are several: `csat_low:critical`."""
    found = [alert for alert in judged_at_the_end(judged.checked) if row[f"alert:{alert.id}"]]
    return [
        f"{alert.id}:{SEVERITIES[row[f'severity:{alert.id}'] - 1]}" if isinstance(alert.when, Mapping) else alert.id
        for alert in found
    ]


def _scores(judged: Judged, prefix: str) -> pl.DataFrame:
    """Scores of parts of the scorecard, by their names."""
    return judged.scorecards.frame.select(
        format_scaled_column(pl.col(column), type_.scale).alias(column.removeprefix(prefix))
        for column, type_ in judged.scorecards.types.items()
        if column.startswith(prefix)
    )


def _held_back(judged: Judged, row: Mapping[str, Any]) -> str | None:
    """What of the amount is paid later."""
    value, type_ = row.get("held_back"), judged.decisions.types.get("held_back")
    return None if value is None or type_ is None else format_scaled(value, type_.scale)


def _outcomes(judged: Judged) -> dict[str, Outcome]:
    """What came out, by agent."""
    final = judged.alerts.frame
    lists = {"reasons": "reasons", "rewards": "rewards", "rewards_held": "rewards_held"}
    decisions = decision_table(judged.decisions).with_columns(
        **{name: judged.decisions.frame[column] for name, column in lists.items()}
    )
    lines: dict[str, dict[str, dict[str, str | None]]] = {}
    for line in kpi_lines(judged.scorecards).iter_rows(named=True):  # of the whole period, before those of scenarios
        lines.setdefault(line["agent_id"], {}).setdefault(line["kpi"], line)
    groups, scenarios = (_scores(judged, prefix) for prefix in ("group:", "score#"))
    each = zip(decisions.iter_rows(named=True), final.iter_rows(named=True), strict=True)
    made = {}
    for index, (figures, row) in enumerate(each):
        agent = figures["agent_id"]
        own, parts = (some.row(index, named=True) if some.width else {} for some in (groups, scenarios))
        made[agent] = Outcome(
            covered=True,
            figures={**figures, "alerts": _alerts(judged, row), "held_back": _held_back(judged, row)},
            kpis=lines.get(agent, {}),
            groups=own,
            scenarios=parts,
            row=row,
        )
    return made
