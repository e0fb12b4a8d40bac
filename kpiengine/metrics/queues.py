"""Values of queues for agents: the mean of the queues that an agent worked, weighted by his contacts there.

Each queue has one value for the period, from everything that happened in it.  An agent's is
sum(contacts x value) / sum(contacts), one fraction, rounded once, over the queues that have a value; the values are
the rounded ones that a report shows, so anybody can redo it.  A queue without a value leaves both sums.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from attrs import frozen

from kpiengine.expressions import build
from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.types import INT64_MAX, number
from kpiengine.metrics import messages
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.keys import LEVEL_KEYS, PERIOD, QUEUE
from kpiengine.metrics.units import Counted, Unit
from kpiengine.metrics.values import AWAY, EARLY, ERROR, NONE, OK, Figures, value_type
from kpiengine.rules.model.words import KpiLevel

WEIGHTED, CONTACTS = "queue_weighted", "queue_contacts"  # parts of an agent's value
_OWN = "@contacts"
AGENT_KEYS = LEVEL_KEYS[KpiLevel.AGENT]


@frozen
class Reading:
    """The units as rule sets read them: values of queues are those of the agents there, or a queue's own."""

    people: Mapping[KpiLevel, Unit]
    queues: Mapping[KpiLevel, Unit]

    def of(self, level: KpiLevel) -> Mapping[KpiLevel, Unit]:
        """As a rule set for this level reads them."""
        return self.queues if level is KpiLevel.QUEUE else self.people

    @property
    def notes(self) -> list[str]:
        """What measuring has to say."""
        return [note for unit in self.queues.values() for note in unit.notes]


def reading(units: Mapping[KpiLevel, Unit], counted: Counted) -> Reading:
    """Both ways to read the units; agents have values of queues only where their contacts there are counted."""
    people: dict[KpiLevel, Unit] = {level: unit for level, unit in units.items() if level is not KpiLevel.QUEUE}
    if KpiLevel.QUEUE in units and counted.agenda.contacts is not None:
        people[KpiLevel.QUEUE] = of_agents(units[KpiLevel.QUEUE], counted)
    return Reading(people, units)


def of_agents(queues: Unit, counted: Counted) -> Unit:
    """The queues' values as values of the agents who worked there, by rule set and period."""
    source = counted.agenda.contacts
    assert source is not None  # noqa: S101 -- without one no measure of queues is asked for
    own = counted.levels.of_agents_in_queues(counted.cells[source.work])
    own = own.select(*AGENT_KEYS, QUEUE, pl.col(source.column).alias(_OWN)).filter(pl.col(_OWN) > 0)
    rows = own.join(queues.frame, on=[QUEUE, PERIOD], how="left")
    sums = [expr for figures in queues.figures.values() for expr in _sums(figures)]
    frame = rows.group_by(AGENT_KEYS).agg(sums)
    mine = {}
    for name, figures in queues.figures.items():
        mine[name] = _of_agents(figures)
        frame = _valued(frame, mine[name])
    return Unit(frame, mine, queues.notes, AGENT_KEYS)


def _sums(figures: Figures) -> Sequence[pl.Expr]:
    value, n, status = (pl.col(figures.column(what)) for what in ("value", "n", "status"))
    known = value.is_not_null()
    weighted, contacts, sample = (f"{figures.asked.name}.{part}" for part in (WEIGHTED, CONTACTS, "n"))
    return (
        (value.cast(pl.Int128) * pl.col(_OWN)).sum().alias(weighted),
        pl.col(_OWN).filter(known).sum().alias(contacts),
        n.filter(known).sum().alias(sample),
        *((status == word).any().alias(f"{figures.asked.name}?{word}") for word in (AWAY, ERROR, EARLY)),
    )


def _of_agents(figures: Figures) -> Figures:
    name, sample = figures.asked.name, figures.asked.plan.sample
    value = value_type(figures.asked)
    columns = {part: f"{name}.{part}" for part in (WEIGHTED, CONTACTS)} | {sample: f"{name}.n"}
    types = {WEIGHTED: number(value.scale, INT64_MAX), CONTACTS: number(0, INT64_MAX), sample: figures.types[sample]}
    return Figures(figures.asked, columns, types, figures.loaded, figures.early)


def _valued(frame: pl.DataFrame, figures: Figures) -> pl.DataFrame:
    """Value, n and status beside the sums."""
    metric = figures.asked.metric
    weighted, contacts = figures.columns[WEIGHTED], figures.columns[CONTACTS]
    ends = frame.select(low=pl.col(weighted).min(), high=pl.col(weighted).max()).row(0)
    if any(end is not None and abs(end) > INT64_MAX for end in ends):
        raise messages.too_big(metric.id, WEIGHTED)
    frame = frame.with_columns(pl.col(weighted, contacts).cast(pl.Int64))
    types = seen(frame, {weighted: figures.types[WEIGHTED], contacts: figures.types[CONTACTS]})
    mean = build.ratio(
        (build.name(weighted, types[weighted]),), (build.name(contacts, types[contacts]),), metric.decimals
    )
    value, n, status = (figures.column(what) for what in ("value", "n", "status"))
    lacks = (pl.when(pl.col(f"{figures.asked.name}?{word}")).then(pl.lit(word)) for word in (AWAY, ERROR))
    early = pl.col(f"{figures.asked.name}?{EARLY}")
    given = pl.when(early).then(pl.lit(EARLY)).otherwise(pl.lit(OK))
    frame = frame.with_columns(to_expr(mean, pl).alias(value)).with_columns(
        pl.col(value).cast(pl.Int64), pl.col(figures.columns[figures.asked.plan.sample]).cast(pl.Int64).alias(n)
    )
    why = pl.coalesce(*lacks, pl.lit(NONE))
    return frame.with_columns(pl.when(pl.col(value).is_not_null()).then(given).otherwise(why).alias(status))
