"""Names of the columns that say whose and when; with `@`, so that no part or key of a metric is called the same."""

import polars as pl

from kpiengine.rules.model.words import KpiLevel

AGENT = "@agent"  # number in the roster, 0 for unknown or nobody
ATOM = "@atom"
PERIOD = "@period"  # index into EvaluationPlan.measured, the asked periods first
RULESET = "@ruleset"  # index into EvaluationPlan.rulesets
TEAM = "@team"
SITE = "@site"
QUEUE = "@queue"  # id, as the rows have it
ROWS = "@rows"  # rows of the view in the cell
REASON, PLACE = "~out", "~at"  # of rows that no cell counts: why not, and the number of their cell or one of these two
ELSEWHERE, UNDATED = -1, -2
_PLAN_KEYS = (AGENT, ATOM, PERIOD, RULESET, TEAM, SITE)

LEVEL_KEYS: dict[KpiLevel, tuple[str, ...]] = {
    KpiLevel.AGENT: (AGENT, PERIOD, RULESET),
    KpiLevel.TEAM: (TEAM, PERIOD),
    KpiLevel.QUEUE: (QUEUE, PERIOD),
    KpiLevel.SITE: (SITE, PERIOD),
    KpiLevel.CENTRE: (PERIOD,),
}


def numbered(frame: pl.DataFrame, *, keep: bool = False) -> pl.DataFrame:
    """The plan's key columns (agent, atom, period, ...) under these names, as Int32; with `keep` beside the others."""
    keys = [pl.col(key[1:]).cast(pl.Int32).alias(key) for key in _PLAN_KEYS if key[1:] in frame.columns]
    return frame.with_columns(keys) if keep else frame.select(keys)
