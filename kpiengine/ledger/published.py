"""Every published result, and whether it was corrected since: the facts of `result_correction_rate`.

A result is published with the first close at which its amount is known; while it is held it is none.  It is corrected
by a revision that says something else of it (late data, an amendment) and by an amount that was accepted by hand; what
is paid later of the same amount, a holdback or money that is taken back, is no correction.  It counts once, however
often it was corrected: `corrected_at` and `cause` are those of the last time.
"""

import polars as pl

from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.statements import BONUS, MANUAL

COLUMNS = ("result_id", "plan", "period", "agent_id", "published_at", "corrected_at", "cause")
_RESULT = ("plan", "ruleset", "period", "payee")
_OF_RESULT = ("eligibility", "tier", "score", "rewards", "entitlement")
_LINES = """
SELECT a.plan, a.ruleset, a.period, s.payee, s.line, s.revision, s.eligibility, s.tier, s.score, s.rewards,
  s.entitlement, s.cause, e.recorded
FROM statements s JOIN accounts a ON a.id = s.account JOIN entries e ON e.id = s.batch
WHERE s.line IN (:bonus, :manual)"""
_SCHEMA = {
    **dict.fromkeys((*_RESULT, "line"), pl.String),
    "revision": pl.Int64,
    **dict.fromkeys(_OF_RESULT[:-1], pl.String),
    "entitlement": pl.Int64,
    **dict.fromkeys(("cause", "recorded"), pl.String),
}


def published_results(ledger: Ledger) -> pl.DataFrame:
    """One row per result in the columns of the fact table `published_results`, all text; ordered by `result_id`."""
    rows = ledger.database.all(_LINES, bonus=BONUS, manual=MANUAL)
    lines = pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort(*_RESULT, "line", "revision")
    bonus = lines.filter(line=BONUS)
    known = bonus.filter(pl.col("entitlement").is_not_null())
    published = known.group_by(_RESULT).agg(published_at=pl.col("recorded").min())
    corrections = pl.concat([_revised(bonus), lines.filter(line=MANUAL).with_columns(cause=pl.lit("decision"))])
    last = (
        corrections.join(published, on=_RESULT)
        .filter(pl.col("recorded") >= pl.col("published_at"))
        .sort("recorded")
        .group_by(_RESULT)
        .agg(corrected_at=pl.col("recorded").last(), cause=pl.col("cause").last())
    )
    whole = published.join(last, on=_RESULT, how="left").rename({"payee": "agent_id"})
    parts = ("plan", "ruleset", "period", "agent_id")
    return whole.with_columns(result_id=pl.concat_str(parts, separator=":")).select(COLUMNS).sort("result_id")


def _revised(bonus: pl.DataFrame) -> pl.DataFrame:
    """Revisions that say something else of a result that was known."""
    before = {name: pl.col(name).shift(1).over(_RESULT) for name in _OF_RESULT}
    changed = pl.any_horizontal(pl.col(name).ne_missing(before[name]) for name in _OF_RESULT)
    found = bonus.filter((pl.col("revision") > 1) & before["entitlement"].is_not_null() & changed)
    reason = pl.col("cause").fill_null("")
    cause = (
        pl.when(reason.str.starts_with("late data"))
        .then(pl.lit("late_data"))
        .when(reason.str.starts_with("amended"))
        .then(pl.lit("rules"))
        .otherwise(pl.lit("other"))
    )
    return found.with_columns(cause=cause)
