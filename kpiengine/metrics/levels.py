"""Rolls cells up to agents, teams, sites and the centre, by period: parts are merged first, divided later.

An agent's cells count for a rule set on the days on which it covers the agent; for a team or site on the days on
which the agent belonged to it, whatever rule set held; for the centre always, also for people whom the roster
does not know and for rows credited to nobody; and so do those of a queue.  A site that is made of its queues has the
cells of these, as their table says now.
"""

import polars as pl
from attrs import field, frozen

from kpiengine.metrics.cells import Cells, merged
from kpiengine.metrics.keys import AGENT, ATOM, LEVEL_KEYS, PERIOD, QUEUE, RULESET, SITE, TEAM, numbered
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.model.words import KpiLevel


@frozen
class Levels:
    """Who belongs where: for each level the rows that give cells to its units (keys of the cell and of the unit)."""

    members: dict[KpiLevel, pl.DataFrame] = field(eq=False)
    queues: pl.DataFrame | None = field(default=None, eq=False)  # @queue, @site

    def roll_up(self, cells: Cells, level: KpiLevel) -> pl.DataFrame:
        """One row per unit of the level, period and value of the keys: the merged sums under their names.

        Cells without agents can only be rolled up to the centre, or if they are by queue to queues.  Team 0 and site 0
        (none) and rows without a queue are left out.
        """
        if level is KpiLevel.SITE and self.queues is not None and QUEUE in cells.frame.columns:
            members = self.members[KpiLevel.QUEUE].join(self.queues, how="cross")
            shared = [*(key for key in (ATOM, PERIOD) if key in cells.frame.columns), QUEUE]
            return merged(cells.frame.join(members, on=shared), [SITE, PERIOD, *cells.keys], cells.aggs)
        members = self.members[level]
        shared = [key for key in (AGENT, ATOM, PERIOD) if key in cells.frame.columns and key in members.columns]
        found = cells.frame.join(members, on=shared)
        if level is KpiLevel.QUEUE:
            found = found.filter(pl.col(QUEUE).is_not_null())
        return merged(found, [*LEVEL_KEYS[level], *cells.keys], cells.aggs)

    def of_agents_in_queues(self, cells: Cells) -> pl.DataFrame:
        """One row per agent, period, rule set and queue, for cells by agent and queue."""
        found = cells.frame.filter(pl.col(QUEUE).is_not_null()).join(self.members[KpiLevel.AGENT], on=[AGENT, ATOM])
        return merged(found, [*LEVEL_KEYS[KpiLevel.AGENT], QUEUE], cells.aggs)


def make_levels(plan: EvaluationPlan, queues: pl.DataFrame | None = None) -> Levels:
    """Membership as the plan's stretches and assignments say; `queues` are those that belong to a site."""
    stretches = numbered(plan.stretches)
    units = {
        level: stretches.filter(pl.col(unit) > 0).select(AGENT, ATOM, PERIOD, unit)
        for level, unit in ((KpiLevel.TEAM, TEAM), (KpiLevel.SITE, SITE))
    }
    starts = {day: atom for atom, day in enumerate(plan.cuts)}
    whole = [
        (atom, index)
        for index, period in enumerate(plan.measured)
        for atom in range(starts[period.start_day], starts[period.end_day])
    ]
    centre = pl.DataFrame(whole, schema={ATOM: pl.Int32, PERIOD: pl.Int32}, orient="row")
    agents = numbered(plan.assigned).select(AGENT, ATOM, PERIOD, RULESET)
    if plan.stints is not None:
        agents = pl.concat([agents, numbered(plan.stints.assigned).select(AGENT, ATOM, PERIOD, RULESET)])
    return Levels({KpiLevel.AGENT: agents, **units, KpiLevel.QUEUE: centre, KpiLevel.CENTRE: centre}, queues)
