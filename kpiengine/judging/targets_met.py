"""How many would have met each target, had the rules held before: whether a target can be reached at all.

Nothing is recorded or written.  A rule set that begins later is judged as if it had begun with the first of the
periods, so that targets can be looked at before anybody is paid by them.
"""

from collections.abc import Sequence

import polars as pl
from attrs import evolve

from kpiengine.judging.inputs import Inputs
from kpiengine.judging.judge import judge
from kpiengine.outputs.progress import Progress
from kpiengine.periods import Period, day_of
from kpiengine.plugin import Better
from kpiengine.rules.checked import CheckedRuleSet

_EXACT = pl.Decimal(38, 9)  # the most decimals that a value or a target can have
_OWN = "own"
_SCHEMA = {
    **dict.fromkeys(("kpi", "scenario", "period", "target"), pl.String),
    **dict.fromkeys(("met", "known"), pl.Int64),
}


def targets_met(checked: CheckedRuleSet, periods: Sequence[Period], inputs: Inputs, progress: Progress) -> pl.DataFrame:
    """kpi, scenario, period, target, met, known: one row per KPI (and scenario) with a target, and period.

    `known` are the scorecards with a value of their own and a target in force, `met` those of them that reach it;
    `target` is missing where it is not the same for all.  A value that the team's or stated points stood in for is
    not known.
    """
    head = checked.ruleset.head
    first = min(day_of(period.start_day) for period in periods)
    since = evolve(checked, ruleset=evolve(checked.ruleset, head=evolve(head, start=min(head.start, first), to=None)))
    judged = judge([since], periods, inputs, progress, shadow=True)
    if judged is None or not judged.results:
        return pl.DataFrame(schema=_SCHEMA)
    lines = pl.concat(result.tables["kpi_lines"] for result in judged.results).with_row_index("place")
    lines = lines.filter(
        pl.col("target").is_not_null(),
        pl.col("used").is_not_null(),
        pl.col("evidence").fill_null(_OWN) == _OWN,
    )
    used, ends = pl.col("used").cast(_EXACT), pl.col("target").str.split("..").cast(pl.List(_EXACT))
    low, high = ends.list.first(), ends.list.last()
    met = (
        pl.when(low != high)
        .then((used >= low) & (used <= high))
        .otherwise(pl.when(_lower_is_better(checked, inputs)).then(used <= low).otherwise(used >= low))
    )
    alike = pl.when(pl.col("target").n_unique() == 1).then(pl.col("target").first())
    return (
        lines.group_by("kpi", "scenario", "period")
        .agg(
            target=alike,
            met=met.cast(pl.Int64).sum(),
            known=pl.len().cast(pl.Int64),
            place=pl.col("place").min(),
        )
        .sort("place")
        .select(list(_SCHEMA))
    )


def _lower_is_better(checked: CheckedRuleSet, inputs: Inputs) -> pl.Expr:
    """Of each line: by what its KPI says, else by its metric."""
    lower = [id_ for id_, metric in inputs.catalogue.metrics.items() if metric.better is Better.LOWER]
    said = {kpi.id: kpi.better == Better.LOWER.value for kpi in checked.ruleset.kpis.values() if kpi.better is not None}
    return (
        pl.when(pl.col("kpi").is_in(list(said)))
        .then(pl.col("kpi").is_in([kpi for kpi, is_lower in said.items() if is_lower]))
        .otherwise(pl.col("metric").is_in(lower))
    )
