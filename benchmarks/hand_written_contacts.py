"""The aggregates of benchmarks/contacts.py by hand in Polars: the yardstick, and the check of the values.

python benchmarks/hand_written_contacts.py FOLDER   writes FOLDER/by_hand.parquet: agent_id, kpi, value (not rounded)

Values of the whole centre have no agent.
"""

import sys
from pathlib import Path

import polars as pl
from hand_written import DAY_MS, END, START, journeys, month

HOUR_MS, CHINA_MS, APART = 3_600_000, 8 * 3_600_000, 2**33
c = pl.col


def legs(folder: Path) -> pl.LazyFrame:
    """By agent: what was handled, and the time in which the agent handled at least one contact."""
    rows = pl.scan_parquet(folder / "agent_legs.parquet").filter(month("ts_ended") & (c.outcome == "answered"))
    ended = c.ts_ended.dt.epoch("ms")
    began, done = ended - (c.talk_s + c.hold_s) * 1000, ended + c.acw_s * 1000
    rows = rows.select("agent_id", "talk_s", "hold_s", "acw_s", "transfer_out", began=began, done=done)
    # Contacts of one agent may meet: busy is what no earlier one covers.  The latest end so far is a running maximum
    # over all rows, where each agent's instants lie above those of all agents before.
    number = c.agent_id.cast(pl.Categorical).to_physical().cast(pl.Int64)
    rows = rows.with_columns(base=number * APART - START).sort(c.base + c.began)
    covered = (c.base + c.done).cum_max().shift(1).fill_null(0) - c.base
    busy = c.done - pl.max_horizontal("began", pl.min_horizontal(covered, "done"))
    sums = (
        rows.with_columns(busy=busy)
        .group_by("agent_id")
        .agg(
            pl.len().alias("n"),
            c.talk_s.sum(),
            c.hold_s.sum(),
            c.acw_s.sum(),
            c.busy.sum(),
            (c.transfer_out != "none").sum().alias("moved"),
        )
    )
    return sums.select(
        "agent_id",
        contacts_handled=c.n,
        aht=(c.talk_s + c.hold_s + c.acw_s) / c.n,
        avg_talk_time=c.talk_s / c.n,
        avg_hold_time=c.hold_s / c.n,
        avg_wrap_up_time=c.acw_s / c.n,
        transfer_rate=100 * c.moved / c.n,
        effective_aht=c.busy / 1000 / c.n,
    )


def offers(folder: Path) -> pl.LazyFrame:
    """By agent: what became of offers, dated by the offer."""
    rows = pl.scan_parquet(folder / "agent_legs.parquet").filter(month("ts_offered"))
    sums = rows.group_by("agent_id").agg(pl.len().alias("n"), (c.outcome != "answered").sum().alias("missed"))
    return sums.select(
        "agent_id",
        agent_answer_rate=100 * (c.n - c.missed) / c.n,
        missed_declined_calls=c.missed,
        missed_declined_rate=100 * c.missed / c.n,
    )


def entries(folder: Path) -> pl.LazyFrame:
    """By agent: speed of answer and service level."""
    inside = pl.scan_parquet(folder / "queue_entries.parquet").filter(month("ts_enter"))
    answered, lost = c.outcome == "answered", (c.outcome == "abandoned") & (c.wait_s >= 5)
    sums = inside.group_by("agent_id").agg(
        answered.sum().alias("n"),
        (c.wait_s * answered).sum().alias("wait_s"),
        (answered & (c.wait_s <= 20)).sum().alias("met"),
        (answered | lost).sum().alias("base"),
    )
    return sums.select("agent_id", asa=c.wait_s / c.n, service_level=100 * c.met / c.base)


def waits(folder: Path) -> pl.LazyFrame:
    """Of the centre: waits, hang-ups, the wait of nine in ten, half-hours that met the service level."""
    inside = pl.scan_parquet(folder / "queue_entries.parquet").filter(month("ts_enter"))
    half_hour = c.ts_enter.dt.epoch("ms") // (HOUR_MS // 2)
    every = inside.group_by("wait_s", "outcome", slot=half_hour).agg(pl.len().cast(pl.Int64).alias("n"))
    few = every.collect(engine="streaming")
    answered, gone = c.outcome == "answered", c.outcome == "abandoned"
    kept, base = ~gone | (c.wait_s >= 5), answered | (gone & (c.wait_s >= 5))
    met = (c.n * (answered & (c.wait_s <= 20))).sum()
    slots = few.group_by("slot").agg(met.alias("met"), (c.n * base).sum().alias("base")).filter(c.base >= 5)
    ranks = few.filter(answered).group_by("wait_s").agg(c.n.sum()).sort("wait_s").with_columns(c.n.cum_sum())
    p90 = ranks.filter(c.n >= 0.9 * c.n.last())["wait_s"][0]
    return few.lazy().select(
        avg_queue_wait=(c.wait_s * c.n * kept).sum() / (c.n * kept).sum(),
        avg_abandon_time=(c.wait_s * c.n * (gone & kept)).sum() / (c.n * (gone & kept)).sum(),
        abandonment_rate=100 * (c.n * (gone & kept)).sum() / (c.n * base).sum(),
        max_wait=c.wait_s.max(),
        wait_p90=pl.lit(p90),
        sl_interval_attainment=pl.lit(100 * slots.filter(100 * c.met >= 80 * c.base).height / slots.height),
    )


def arrivals(folder: Path) -> pl.LazyFrame:
    """Of the centre: how many come, when, and how many get through."""
    inside = pl.scan_parquet(folder / "contacts.parquet").filter(month("ts_arrived"))
    hour = (c.ts_arrived.dt.epoch("ms") + CHINA_MS) // HOUR_MS
    few = inside.group_by("outcome", hour=hour).agg(pl.len().cast(pl.Int64).alias("n")).collect(engine="streaming")
    hours = few.group_by("hour").agg(c.n.sum())
    peaks = hours.group_by(c.hour // 24).agg(c.n.max())["n"]
    of_day = hours.group_by(c.hour % 24).agg(c.n.sum())["n"]
    return few.lazy().select(
        call_arrival_rate=c.n.sum() * HOUR_MS / (END - START),
        connect_rate=100 * (c.n * (c.outcome == "handled")).sum() / c.n.sum(),
        blocked_rate=100 * (c.n * (c.outcome == "blocked")).sum() / c.n.sum(),
        peak_hour_traffic=pl.lit(peaks.sum() * DAY_MS / (END - START)),
        peak_share=100 * pl.lit(of_day.max()) / c.n.sum(),
    )


def main(folder: Path) -> None:
    """Collects the queries one after the other, and writes every value below the others."""
    found = [query(folder).collect(engine="streaming") for query in (legs, offers, entries)]
    after = journeys(folder).collect(engine="in-memory")
    found.append(after.select("agent_id", fcr=100 * c.solved / c.firsts, repeat_call_rate=100 * c.repeats / c.judged))
    nobody = pl.lit(None, dtype=pl.String)
    found.extend(query(folder).collect().with_columns(agent_id=nobody) for query in (waits, arrivals))
    tables = [
        frame.select("agent_id", pl.exclude("agent_id").cast(pl.Float64)).unpivot(
            index="agent_id", variable_name="kpi", value_name="value"
        )
        for frame in found
    ]
    pl.concat(tables).write_parquet(folder / "by_hand.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
