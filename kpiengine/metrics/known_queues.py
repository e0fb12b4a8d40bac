"""Queues as subjects: which there are, where they belong, and the rows of rule sets that judge queues.

A queue is known by the table that describes queues.  Where that is not loaded, it is known from the rows that name it,
in any period: one in which nothing happens now is a queue all the same, and its silence may be an outage.
"""

import narwhals as nw
import polars as pl

from kpiengine.facts.records import FactStore
from kpiengine.metrics.engine import collect
from kpiengine.metrics.keys import QUEUE, SITE
from kpiengine.metrics.units import Counted
from kpiengine.planning.coverage import holds
from kpiengine.planning.records import EvaluationPlan
from kpiengine.plugin import Catalogue
from kpiengine.rules.model.words import KpiLevel

CALENDAR = "queue_calendar"  # name of the opening hours that hold for the queue itself
KNOWN = pl.Schema({QUEUE: pl.String, "name": pl.String, SITE: pl.Int32, "site_name": pl.String, CALENDAR: pl.String})
_FROM = {"name": "name", "site_name": "site_id", CALENDAR: "calendar_id"}


def known_queues(plan: EvaluationPlan, facts: FactStore, catalogue: Catalogue) -> pl.DataFrame:
    """One row per queue of the table that describes them, as `KNOWN`; site 0 for none, or for one without people."""
    table = catalogue.describing("queue")
    if table is None or table.id not in facts.tables:
        return pl.DataFrame(schema=KNOWN)
    has = {name: column for name, column in _FROM.items() if column in table.columns}
    rows = facts.tables[table.id].select(
        nw.col(table.key[0]).alias(QUEUE), *(nw.col(column).alias(name) for name, column in has.items())
    )
    found = collect(rows).with_columns(pl.lit(None, pl.String).alias(name) for name in _FROM if name not in has)
    numbers = pl.DataFrame(
        {"site_name": plan.sites, SITE: range(len(plan.sites))}, schema={"site_name": pl.String, SITE: pl.Int32}
    )
    placed = found.join(numbers, on="site_name", how="left").with_columns(pl.col(SITE).fill_null(0))
    return placed.select(*KNOWN).cast(KNOWN).unique(QUEUE, keep="first").sort(QUEUE)


def covered_queues(plan: EvaluationPlan, counted: Counted, known: pl.DataFrame, ruleset: int) -> pl.DataFrame:
    """One row per queue and period in which the rule set holds, with the columns of `EvaluationPlan.covered`.

    Where the rule set names sites, only their queues.  The label stands as name; there are no attributes of the roster.
    """
    head = plan.rulesets[ruleset].ruleset.head
    queues = known if known.height else _named_in_rows(counted)
    for sites, inside in ((head.agents.get("site"), True), (head.excluded.get("site"), False)):
        if sites:
            there = pl.col("site_name").is_in(list(sites)).fill_null(value=False)
            queues = queues.filter(there if inside else ~there)
    periods = [(i, p.start_day, p.end_day) for i, p in enumerate(plan.periods) if holds(head, p)]
    spans = pl.DataFrame(
        periods, schema={"period": pl.Int32, "first_day": pl.Int32, "end_day": pl.Int32}, orient="row"
    ).cast({column: plan.covered.schema[column] for column in ("period", "first_day")})
    days = pl.col("end_day") - pl.col("first_day")
    rows = queues.join(spans, how="cross").select(
        QUEUE,
        CALENDAR,
        "period",
        "first_day",
        last_day=pl.col("end_day") - 1,
        days=days,
        period_days=days,
        agent=pl.lit(0),
        ruleset=pl.lit(ruleset),
        team=pl.lit(0),
        site=pl.col(SITE),
        joined_days=pl.lit(0),
        agent_id=pl.col(QUEUE),
        name="name",
    )
    schema = pl.Schema({column: type_ for column, type_ in plan.covered.schema.items() if column in rows.columns})
    return pl.concat([plan.covered.clear(), rows.cast(schema)], how="diagonal").sort("period", QUEUE)


def _named_in_rows(counted: Counted) -> pl.DataFrame:
    """The queues of everything that was loaded for the measures of queues."""
    asked = [one for one in counted.agenda.measures.values() if one.level is KpiLevel.QUEUE]
    works = dict.fromkeys(part.work for one in asked for part in one.sources.values() if part.work.by_queue)
    found: list[pl.DataFrame] = [pl.DataFrame(schema={QUEUE: pl.String})]
    for work in works:
        built = counted.agenda.passes[work].built
        named = built.counting.select(nw.col(built.view.subjects["queue"]).alias(QUEUE)).unique()
        found.append(collect(named).drop_nulls())
    names = pl.concat(found).unique().sort(QUEUE)
    return names.with_columns(
        pl.lit(0, pl.Int32).alias(SITE), *(pl.lit(None, pl.String).alias(column) for column in _FROM)
    ).select(*KNOWN)


def sites_of(known: pl.DataFrame) -> pl.DataFrame:
    """Which site each queue belongs to, for those that belong to one where people work."""
    return known.filter(pl.col(SITE) > 0).select(QUEUE, SITE)
