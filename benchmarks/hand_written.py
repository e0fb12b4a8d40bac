"""The same twelve aggregates as benchmarks/evaluate.py, written by hand in Polars, streaming: the yardstick.

python benchmarks/hand_written.py FOLDER [light]   prints the number of agents and a check sum
"""

import sys
from pathlib import Path

import polars as pl

DAY_MS = 86_400_000
WINDOW = 7 * DAY_MS
JOURNEY = 15 * 60_000
APART = 2**33  # more than the month and a window have milliseconds
START, END = 1_767_196_800_000, 1_767_196_800_000 + 31 * DAY_MS
c = pl.col


def month(time: str) -> pl.Expr:
    """Rows of the month."""
    ms = c(time).dt.epoch("ms")
    return (ms >= START) & (ms < END)


def legs(folder: Path, *more: pl.Expr) -> pl.LazyFrame:
    """contacts_handled, aht, avg_talk_time, transfer_rate."""
    answered = pl.scan_parquet(folder / "agent_legs.parquet").filter(month("ts_ended") & (c.outcome == "answered"))
    return answered.group_by("agent_id").agg(
        pl.len().alias("handled"),
        c.talk_s.sum(),
        (c.talk_s + c.hold_s + c.acw_s).sum().alias("handle_s"),
        *more,
        (c.transfer_out != "none").sum().alias("transferred"),
    )


def more_legs(folder: Path) -> pl.LazyFrame:
    """As `legs`, and avg_hold_time, avg_wrap_up_time."""
    return legs(folder, c.hold_s.sum(), c.acw_s.sum())


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
    """Fcr and repeat_call_rate (trigger): the same numbers as kpiengine's, on files where nothing is missing.

    Calls that were given up within 5 s are out; contacts of one customer and topic within 15 minutes are one journey;
    a return within 7 days is a repeat.  Both metrics come from one pass.
    """
    arrived, ended = c.ts_arrived.dt.epoch("ms"), c.ts_ended.dt.epoch("ms")
    contacts = pl.scan_parquet(folder / "contacts.parquet")
    given_up = contacts.filter(c.outcome == "abandoned_queue").select("contact_id")
    waits = pl.scan_parquet(folder / "queue_entries.parquet").select("contact_id", "wait_s")
    waits = waits.join(given_up, on="contact_id", how="semi").group_by("contact_id").agg(c.wait_s.max())
    contacts = contacts.join(waits.filter(c.wait_s < 5).select("contact_id"), on="contact_id", how="anti")
    columns = ("contact_id", "customer_id", "topic", "last_agent_id")
    rows = contacts.select(*columns, arrived=arrived, ended=ended, served=c.outcome == "handled")
    # Journeys: sorted by customer and time, a contact goes on with the one before, or begins a new one.  The latest
    # end so far is a running maximum over all rows, where each customer's instants lie above those of all before.
    # Customers get numbers first: sorting their names, or several columns as a stream, takes half as long again.
    customer = c.customer_id.cast(pl.Categorical).to_physical().cast(pl.Int64)
    rows = rows.with_columns(customer=customer).with_columns(base=c.customer * APART - START)
    rows = rows.with_columns(when=c.base + c.arrived).sort("when", "contact_id")
    gap = c.base + c.arrived - (c.base + c.ended).cum_max().shift(1)
    goes_on = (c.customer == c.customer.shift(1)) & (c.topic == c.topic.shift(1)) & (gap <= JOURNEY)
    rows = rows.with_columns(journey=(~goes_on).fill_null(value=True).cum_sum())
    found = rows.group_by("journey").agg(
        c.customer.first(),
        c.topic.first(),
        c.arrived.min().alias("start"),
        c.ended.max().alias("end"),
        c.served.any(),
        c.last_agent_id.last(),
    )
    # Matters: sorted by customer, topic and time, the journey before and the one after are neighbours.
    found = found.sort("customer", "topic", "journey")
    new = (c.customer != c.customer.shift(1)) | (c.topic != c.topic.shift(1))
    found = found.with_columns(matter=new.fill_null(value=True).cum_sum().cast(pl.Int64))
    found = found.with_columns(base=c.matter * APART - START)
    since = c.base + c.start - pl.when(c.served).then(c.base + c.end).cum_max().forward_fill().shift(1)
    until = pl.when(c.matter == c.matter.shift(-1)).then(c.start.shift(-1)) - c.end
    found = found.with_columns(
        first=~since.is_between(1, WINDOW).fill_null(value=False),
        again=until.is_between(1, WINDOW).fill_null(value=False),
    ).filter((c.end >= START) & (c.end < END) & c.served)
    return found.group_by(agent_id="last_agent_id").agg(
        c.first.sum().alias("firsts"),
        (c.first & ~c.again).sum().alias("solved"),
        pl.len().alias("judged"),
        c.again.sum().alias("repeats"),
    )


def main(folder: Path, *, light: bool) -> None:
    """Collects the queries one after the other and joins them by agent."""
    queries = (more_legs, entries, surveys) if light else (legs, entries, surveys, journeys)
    # Two sorts of everything are quicker, and need less memory, in memory than as a stream.
    frames = [query(folder).collect(engine="in-memory" if query is journeys else "streaming") for query in queries]
    result = frames[0]
    for frame in frames[1:]:
        result = result.join(frame, on="agent_id", how="full", coalesce=True)
    sys.stdout.write(
        f"{result.height} agents, check {result.select(pl.sum_horizontal(pl.exclude('agent_id').sum())).item()}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), light="light" in sys.argv[2:])
