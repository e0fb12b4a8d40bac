"""The same twelve aggregates as benchmarks/evaluate.py, written by hand in Polars, streaming: the yardstick.

python benchmarks/hand_written.py FOLDER [journeys]   prints the number of agents and a check sum
"""

import sys
from pathlib import Path

import polars as pl

DAY_MS = 86_400_000
WINDOW = 7 * DAY_MS
START, END = 1_767_196_800_000, 1_767_196_800_000 + 31 * DAY_MS
c = pl.col


def month(time: str) -> pl.Expr:
    """Rows of the month."""
    ms = c(time).dt.epoch("ms")
    return (ms >= START) & (ms < END)


def legs(folder: Path) -> pl.LazyFrame:
    """contacts_handled, aht, avg_talk_time, avg_hold_time, avg_wrap_up_time, transfer_rate."""
    answered = pl.scan_parquet(folder / "agent_legs.parquet").filter(month("ts_ended") & (c.outcome == "answered"))
    return answered.group_by("agent_id").agg(
        pl.len().alias("handled"),
        c.talk_s.sum(),
        (c.talk_s + c.hold_s + c.acw_s).sum().alias("handle_s"),
        c.hold_s.sum(),
        c.acw_s.sum(),
        (c.transfer_out != "none").sum().alias("transferred"),
    )


def entries(folder: Path) -> pl.LazyFrame:
    """asa, service_level, abandonment_rate."""
    inside = pl.scan_parquet(folder / "queue_entries.parquet").filter(month("ts_enter"))
    answered, lost = c.outcome == "answered", (c.outcome == "abandoned") & (c.wait_s >= 5)
    return inside.group_by("agent_id").agg(
        answered.sum().alias("answered"),
        c.wait_s.filter(answered).sum(),
        (answered & (c.wait_s <= 20)).sum().alias("in_time"),
        lost.sum().alias("abandoned"),
    )


def surveys(folder: Path) -> pl.LazyFrame:
    """csat_mean, csat_pct, nps."""
    inside = pl.scan_parquet(folder / "surveys.parquet").filter(month("ts_answered"))
    csat, nps = c.kind == "csat", c.kind == "nps"
    return inside.group_by("agent_id").agg(
        csat.sum().alias("csat_n"),
        c.score.filter(csat).sum().alias("csat_sum"),
        (csat & (c.score >= 4)).sum().alias("positive"),
        nps.sum().alias("nps_n"),
        (nps & (c.score >= 9)).sum().alias("promoters"),
        (nps & (c.score <= 6)).sum().alias("detractors"),
    )


def journeys(folder: Path) -> pl.LazyFrame:
    """Fcr (no later contact of the same customer and topic within 7 days) and repeat_call_rate (trigger)."""
    arrived, ended = c.ts_arrived.dt.epoch("ms"), c.ts_ended.dt.epoch("ms")
    ordered = (
        pl.scan_parquet(folder / "contacts.parquet")
        .select("customer_id", "topic", "last_agent_id", "outcome", arrived=arrived, ended=ended)
        .sort("customer_id", "topic", "arrived")
    )
    same = (c.customer_id == c.customer_id.shift(-1)) & (c.topic == c.topic.shift(-1))
    before = (c.customer_id == c.customer_id.shift(1)) & (c.topic == c.topic.shift(1))
    marked = ordered.with_columns(
        again=(same & (c.arrived.shift(-1) - c.ended <= WINDOW)).fill_null(value=False),
        first=~(before & (c.arrived - c.ended.shift(1) <= WINDOW)).fill_null(value=False),
    ).filter((c.ended >= START) & (c.ended < END))
    handled = c.outcome == "handled"
    return marked.group_by(agent_id="last_agent_id").agg(
        (handled & c.first).sum().alias("firsts"),
        (handled & c.first & ~c.again).sum().alias("solved"),
        handled.sum().alias("judged"),
        (handled & c.again).sum().alias("repeats"),
    )


def main(folder: Path, *, with_journeys: bool) -> None:
    """Collects the queries one after the other and joins them by agent."""
    queries = (legs, entries, surveys, *([journeys] if with_journeys else []))
    frames = [query(folder).collect(engine="streaming") for query in queries]
    result = frames[0]
    for frame in frames[1:]:
        result = result.join(frame, on="agent_id", how="full", coalesce=True)
    sys.stdout.write(
        f"{result.height} agents, check {result.select(pl.sum_horizontal(pl.exclude('agent_id').sum())).item()}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), with_journeys="journeys" in sys.argv[2:])
