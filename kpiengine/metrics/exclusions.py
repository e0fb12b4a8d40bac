"""Takes out of a view's rows what lies in an excluded span, with the reason; nothing is dropped.

A row is judged by the time at which it counts: an event by its anchor, a stock by its beginning; a stretch of time is
cut, and the pieces inside are out; a stretch of days is out if the span holds all of it.  A view's own reason goes
first, so what an exclusion is said to take out is what it really changes.  The roster is never cut: somebody who must
not count is still employed.

Whom a span covers: an agent by the row's agent, a queue by its queue.  A team is its agents on the days on which they
belong to it; a site is its agents likewise, and for rows that name no agent its queues.
"""

from collections.abc import Iterable, Iterator, Mapping

import narwhals as nw
import polars as pl
from attrs import frozen

from kpiengine.facts.records import FactStore
from kpiengine.metrics import messages
from kpiengine.metrics.engine import Frame, collect
from kpiengine.periods import day_starts
from kpiengine.planning.exclusions import Exclusion
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Context, Days, Event, Metric, Span, Stock, View
from kpiengine.plugin.excluded import Clause, cut, reason_at, reason_within, said_first
from kpiengine.plugin.roster import AGENTS

UNITS = {"team": "team_id", "site": "site_id"}


@frozen
class Excluded:
    """The exclusions of a plan with their clauses; `strange` are those that name somebody whom nobody knows.

    `others` are not agents on some days: leads, trainees, automata.  They are out of metrics that ask for agents alone.
    """

    clauses: Mapping[Exclusion, tuple[Clause, ...]]
    strange: tuple[Exclusion, ...] = ()
    others: tuple[Clause, ...] = ()

    def of(self, metric: Metric | None, view: View, start: int, end: int) -> tuple[Exclusion, ...]:
        """Those that may change what the metric counts on the view between two instants; None: any metric."""
        if view.facts[0] == AGENTS.id:
            return ()
        own = [one for one in self.clauses if (one.is_for(metric) if metric is not None else not one.metrics)]
        if isinstance(view.time, Stock):  # a matter may be older than any period
            return tuple(own)
        return tuple(one for one in own if one.start < end and one.end > start)

    def of_centre(self, metric: Metric) -> tuple[tuple[int, int], ...]:
        """The spans that are excluded from the metric for everybody: they are no time in which things could happen."""
        return tuple((one.start, one.end) for one in self.clauses if one.scope == "centre" and one.is_for(metric))

    def listed(self, exclusions: Iterable[Exclusion]) -> tuple[Clause, ...]:
        """The clauses of these, in order."""
        return tuple(clause for one in exclusions for clause in self.clauses[one])


def resolve(plan: EvaluationPlan, facts: FactStore) -> Excluded:
    """The clauses of a plan's exclusions: units by the roster, queues of sites by the table of queues."""
    queues = _queues_of_sites(plan, facts)
    clauses = {one: tuple(_clauses(one, plan, queues)) for one in plan.exclusions}
    people = set(plan.roster.frame["agent_id"])
    strange = [
        one for one, found in clauses.items() if not found or (one.scope == "agent" and one.scope_id not in people)
    ]
    return Excluded(clauses, tuple(strange), tuple(_others(plan)))


def _clauses(one: Exclusion, plan: EvaluationPlan, queues: Mapping[str, tuple[str, ...]]) -> Iterator[Clause]:
    match one.scope, one.scope_id:
        case "agent", str() as agent:
            yield Clause(one.start, one.end, one.said, agents=(agent,))
        case "queue", str() as queue:
            yield Clause(one.start, one.end, one.said, queues=(queue,))
        case "team" | "site", str() as unit:
            yield from _of_people(one, plan)
            if one.scope == "site" and unit in queues:
                yield Clause(one.start, one.end, one.said, agents=(), queues=queues[unit])
        case _:
            yield Clause(one.start, one.end, one.said)


def _of_people(one: Exclusion, plan: EvaluationPlan) -> Iterator[Clause]:
    """One clause for each stretch in which the same people belong to the unit."""
    rows = plan.roster.frame.filter(pl.col(UNITS[one.scope]) == one.scope_id)
    for start, stop, agents in _together(rows, plan):
        if max(start, one.start) < min(stop, one.end):
            yield Clause(max(start, one.start), min(stop, one.end), one.said, agents=agents)


def _others(plan: EvaluationPlan) -> Iterator[Clause]:
    """Who is something else than an agent, and when."""
    rows = plan.roster.frame.filter((pl.col("kind") != "human") | (pl.col("role") != "agent"))
    for start, stop, agents in _together(rows, plan):
        yield Clause(start, stop, messages.NO_AGENT, agents=agents)


def _together(rows: pl.DataFrame, plan: EvaluationPlan) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Rows of the roster by the time for which they hold, as instants: start, end, agents."""
    days = (
        rows.group_by("valid_from", "valid_to").agg(pl.col("agent_id").unique().sort()).sort("valid_from", "valid_to")
    )
    for first, last, agents in days.iter_rows():
        start, stop = day_starts((first, last + 1), plan.zone)
        yield start, stop, tuple(agents)


def _queues_of_sites(plan: EvaluationPlan, facts: FactStore) -> dict[str, tuple[str, ...]]:
    if "queues" not in facts.tables or not any(one.scope == "site" for one in plan.exclusions):
        return {}
    found = collect(facts.tables["queues"].select("queue_id", "site_id")).drop_nulls().unique().sort("queue_id")
    return {site[0]: tuple(rows["queue_id"]) for site, rows in found.group_by("site_id")}


def take_out(rows: Frame, view: View, context: Context, table: Frame) -> Frame:
    """The view's rows with `out` for what the context's exclusions cover; `table` is the view's first table."""
    clauses, columns = context.excluded, rows.collect_schema().names()
    reason: nw.Expr | None
    match view.time:
        case Span(start, end):
            return cut(rows, clauses, start, end, view.subjects, table)
        case Days(first, last):
            begins, ends = context.day_start(nw.col(first)), context.day_start(nw.col(last) + 1)
            reason = reason_within(clauses, begins, ends, view.subjects)
        case Event(at) | Stock(since=at):
            reason = reason_at(clauses, nw.col(at), view.subjects)
    return rows if reason is None else rows.with_columns(out=said_first(columns, reason))
