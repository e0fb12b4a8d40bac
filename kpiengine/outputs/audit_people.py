"""The lists of an auditor's pack about people: who is accounted for how, who is paid nothing and why, who was moved.

Made from the statements of the close and from the roster that was kept with the result.  A result of a release that
kept no roster gives counts and lists without it.
"""

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl

from kpiengine.ledger import Ledger
from kpiengine.ledger import archive as archives
from kpiengine.ledger.accounts import accounts
from kpiengine.ledger.archive import Archive
from kpiengine.ledger.closing import instant_of
from kpiengine.ledger.closings import Closing, closings
from kpiengine.ledger.opening import RESULTS
from kpiengine.ledger.runs import Run, recorded_runs
from kpiengine.ledger.statements import BONUS, read_lines, standing
from kpiengine.periods import Period, parse_period
from kpiengine.project import Project

ORDER = ("eligible", "undetermined", "not_eligible")  # of somebody with several lines the first that holds


def completeness(kept: Archive, lines: pl.DataFrame, period: Period) -> dict[str, int]:
    """Everybody on the roster in the period, each once: `roster` is the sum of the others."""
    there = _there(kept, period)
    rank = pl.col("eligibility").replace_strict(ORDER, range(len(ORDER)), default=len(ORDER), return_dtype=pl.Int64)
    each = lines.filter(pl.col("payee").is_in(there.implode())).group_by("payee").agg(rank.min().alias("rank"))
    found = {name: each.filter(pl.col("rank") == place).height for place, name in enumerate(ORDER)}
    return {"roster": there.len(), **found, "not_covered": there.len() - sum(found.values())}


def held_open(ledger: Ledger, closing: Closing, project: Project) -> pl.DataFrame:
    """Decisions that are not known yet: of this close, and of earlier ones still, with the days since the period."""
    closed = {c.period: c for c in closings(ledger, closing.plan).values() if c.end_day <= closing.end_day}
    known = {a.id: a for a in accounts(ledger.database, closing.plan).values() if a.period in closed}
    every = read_lines(ledger.database, "a.plan = :plan AND s.line = :line", plan=closing.plan, line=BONUS)
    still = standing(every.filter(pl.col("account").is_in(list(known)))).filter(pl.col("entitlement").is_null())
    today = datetime.fromisoformat(closing.recorded).date()
    rows = []
    for payee, eligibility, account in still.select("payee", "eligibility", "account").iter_rows():
        of = known[account]
        ended = parse_period(of.period, project.zone, project.periods).end_day
        days = (today - date(1970, 1, 1)).days - ended
        rows.append((payee, eligibility, of.period, of.ruleset, closed[of.period].recorded, str(days)))
    names = ("payee", "eligibility", "period", "ruleset", "closed", "days_since_the_period")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").sort("period", "payee", "ruleset")


def paid_nothing(kept: Archive, lines: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Everybody who gets nothing of the close, with the codes of the reasons; those too whom no rule set covers."""
    wanted = ("payee", "ruleset", "eligibility", "tier", "score", "reasons")
    decided = kept.decisions.rename({"agent_id": "payee"})
    decided = decided.with_columns(pl.lit(None, pl.String).alias(n) for n in wanted if n not in decided.columns)
    digits = pl.col("amount").str.replace_all(r"[0.]", "")
    nothing = decided.filter(pl.col("eligibility").is_not_null() & (pl.col("amount").is_null() | (digits == "")))
    there = _there(kept, period)
    left = there.filter(~there.is_in(lines["payee"].unique().implode()))
    others = pl.DataFrame({"payee": left}).with_columns(eligibility=pl.lit("not_covered"))
    return pl.concat([nothing.select(wanted), others], how="diagonal").sort("payee", "ruleset", nulls_last=True)


def roster_changes(
    ledger: Ledger, project: Project, closing: Closing, kept: Archive, last: Closing | None
) -> pl.DataFrame:
    """Rows of the roster that say otherwise than before what was on days that were over.

    The days of this period are held against the first run that was recorded after its end; those of the period that was
    closed before against the run that it was closed with.  `row` is was or is.
    """
    period = parse_period(closing.period, project.zone, project.periods)
    runs = recorded_runs(ledger, closing.plan, closing.period)
    after = [r for r in runs if r.recorded >= instant_of(period.end) and r.entry < closing.run]
    found = [_moved(_roster(ledger, after[0]), kept, period, f"run {after[0].number}")] if after else []
    if last is not None:
        before = parse_period(last.period, project.zone, project.periods)
        run = next(r for r in recorded_runs(ledger, last.plan, last.period) if r.entry == last.run)
        found.insert(0, _moved(_roster(ledger, run), kept, before, f"run {run.number}, which was closed"))
    first = pl.DataFrame(
        schema=dict.fromkeys(("period", "than", "agent_id", "row", "valid_from", "valid_to"), pl.String)
    )
    return pl.concat([first, *found], how="diagonal")


def _roster(ledger: Ledger, run: Run) -> Mapping[str, pl.DataFrame]:
    return archives.find(ledger.place.folder / RESULTS, run.archive).beside


def _there(kept: Archive, period: Period) -> pl.Series:
    roster = kept.beside.get("roster")
    if roster is None:
        return pl.Series("agent_id", [], pl.String)
    return _clipped(roster, period)["agent_id"].unique().sort()


def _moved(then: Mapping[str, pl.DataFrame], now: Archive, period: Period, than: str) -> pl.DataFrame:
    if "roster" not in then or "roster" not in now.beside:
        return pl.DataFrame()
    was, now_is = (_clipped(frame, period) for frame in (then["roster"], now.beside["roster"]))
    both = [name for name in now_is.columns if name in was.columns]
    gone = was.join(now_is, on=both, how="anti", nulls_equal=True).with_columns(row=pl.lit("was"))
    new = now_is.join(was, on=both, how="anti", nulls_equal=True).with_columns(row=pl.lit("is"))
    rows = pl.concat([gone, new], how="diagonal").sort("agent_id", "valid_from", pl.col("row") == "is")
    return rows.with_columns(period=pl.lit(period.name), than=pl.lit(than))


def _clipped(roster: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The rows that touch the period's days, cut to them, as text; when a row was written says nothing of it."""
    last = period.end_day - 1
    inside = roster.filter((pl.col("valid_from") <= last) & (pl.col("valid_to") >= period.start_day))
    days = (
        pl.max_horizontal("valid_from", pl.lit(period.start_day)).cast(pl.Int32).cast(pl.Date).alias("valid_from"),
        pl.min_horizontal("valid_to", pl.lit(last)).cast(pl.Int32).cast(pl.Date).alias("valid_to"),
    )
    return inside.drop("updated_at", strict=False).with_columns(days).cast(pl.String)
