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


def assisted(folder: Path) -> pl.LazyFrame:
    """By agent: what contacts were about, use and effect of the assistant, gaps before replies."""
    rows = pl.scan_parquet(folder / "agent_legs.parquet").filter(month("ts_ended") & (c.outcome == "answered"))
    took, used, typed = c.talk_s + c.hold_s + c.acw_s, c.ai_assist == "used", c.channel == "chat"
    few = rows.group_by("agent_id", "contact_type").agg(
        pl.len().cast(pl.Int64).alias("n"),
        used.sum().cast(pl.Int64).alias("with"),
        (took * used).sum().alias("with_s"),
        (~used).sum().cast(pl.Int64).alias("without"),
        (took * ~used).sum().alias("without_s"),
        c.reply_gap_s.filter(typed).sum(),
        c.reply_count.filter(typed).sum(),
    )
    fair = (c("with") >= 10) & (c.without >= 10)
    expected = (c("with") * c.without_s / c.without).filter(fair).sum()
    return few.group_by("agent_id").agg(
        ai_assist_usage=100 * c("with").sum() / c.n.sum(),
        ai_assist_aht_reduction=100 * (expected - c.with_s.filter(fair).sum()) / expected,
        call_types_mix=100 * c.n.max() / c.n.sum(),
        avg_reply_time=c.reply_gap_s.sum() / c.reply_count.sum(),
    )


def complaints(folder: Path) -> pl.LazyFrame:
    """By agent: complaints about the agent, for each contact that the agent handled."""
    inside = pl.scan_parquet(folder / "contacts.parquet").filter(month("ts_arrived") & (c.outcome == "handled"))
    handled = inside.group_by(agent_id="last_agent_id").agg(pl.len().alias("n"))
    against = inside.filter("is_complaint").group_by(agent_id="complaint_agent_id").agg(pl.len().alias("complaints"))
    both = handled.join(against, on="agent_id", how="left")
    return both.select("agent_id", complaint_rate=100 * c.complaints.fill_null(0) / c.n)


def responses(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """First responses: by agent online; of the centre by phone, in and out of peak hours."""
    inside = pl.scan_parquet(folder / "contacts.parquet").filter(month("ts_arrived"))
    inside = inside.filter(c.ts_first_human_reply.is_not_null())
    arrived, replied = c.ts_arrived.dt.epoch("ms"), c.ts_first_human_reply.dt.epoch("ms")
    peak = ((arrived + CHINA_MS) // HOUR_MS % 24).is_in([10, 11])
    sums = inside.group_by("first_agent_id", "channel", peak=peak).agg(
        (replied - arrived).sum().alias("ms"), pl.len().cast(pl.Int64).alias("n")
    )
    few = sums.collect(engine="streaming")
    mean = c.ms.sum() / c.n.sum() / 1000
    online = few.filter(channel="chat").group_by(agent_id="first_agent_id").agg(response_time_online=mean)
    rush = c.ms.filter("peak").sum() / c.n.filter("peak").sum() / 1000
    calm = c.ms.filter(~c.peak).sum() / c.n.filter(~c.peak).sum() / 1000
    phone = few.filter(channel="voice").select(
        avg_response_time=mean,
        response_time_voice=mean,
        peak_response_time=rush,
        offpeak_response_time=calm,
        peak_response_ratio=rush / calm,
    )
    return online, phone


def pressure(folder: Path) -> pl.LazyFrame:
    """Of the centre: time spent waiting for each moment of time spent being served, both cut to the month."""

    def inside(table: str, start: str, end: str, condition: pl.Expr) -> pl.LazyFrame:
        low = pl.max_horizontal(c(start).dt.epoch("ms"), START)
        high = pl.min_horizontal(c(end).dt.epoch("ms"), END)
        rows = pl.scan_parquet(folder / f"{table}.parquet").filter(condition & (low < high))
        return rows.select((high - low).sum().alias(table))

    waiting = inside("queue_entries", "ts_enter", "ts_leave", pl.lit(value=True))
    served = inside("agent_legs", "ts_answered", "ts_ended", c.outcome == "answered")
    return pl.concat([waiting, served], how="horizontal").select(active_waiting_ratio=c.queue_entries / c.agent_legs)


def arrivals(folder: Path) -> pl.LazyFrame:
    """Of the centre: how many come, when, and how many get through."""
    inside = pl.scan_parquet(folder / "contacts.parquet").filter(month("ts_arrived"))
    hour = (c.ts_arrived.dt.epoch("ms") + CHINA_MS) // HOUR_MS
    few = (
        inside.group_by("outcome", "handled_by", hour=hour)
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .collect(engine="streaming")
    )
    hours, served = few.group_by("hour").agg(c.n.sum()), c.outcome == "handled"
    peaks = hours.group_by(c.hour // 24).agg(c.n.max())["n"]
    of_day = hours.group_by(c.hour % 24).agg(c.n.sum())["n"]
    return few.lazy().select(
        ai_share=100 * (c.n * served * (c.handled_by == "ai")).sum() / (c.n * served).sum(),
        call_arrival_rate=c.n.sum() * HOUR_MS / (END - START),
        connect_rate=100 * (c.n * (c.outcome == "handled")).sum() / c.n.sum(),
        blocked_rate=100 * (c.n * (c.outcome == "blocked")).sum() / c.n.sum(),
        peak_hour_traffic=pl.lit(peaks.sum() * DAY_MS / (END - START)),
        peak_share=100 * pl.lit(of_day.max()) / c.n.sum(),
    )


def main(folder: Path) -> None:
    """Collects the queries one after the other, and writes every value below the others."""
    found = [query(folder).collect(engine="streaming") for query in (legs, offers, entries, assisted, complaints)]
    after = journeys(folder).collect(engine="in-memory")
    found.append(after.select("agent_id", fcr=100 * c.solved / c.firsts, repeat_call_rate=100 * c.repeats / c.judged))
    online, phone = responses(folder)
    found.append(online)
    of_centre = [phone, *(query(folder).collect(engine="streaming") for query in (waits, arrivals, pressure))]
    found.extend(frame.with_columns(agent_id=pl.lit(None, dtype=pl.String)) for frame in of_centre)
    tables = [
        frame.select("agent_id", pl.exclude("agent_id").cast(pl.Float64)).unpivot(
            index="agent_id", variable_name="kpi", value_name="value"
        )
        for frame in found
    ]
    pl.concat(tables).write_parquet(folder / "by_hand.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
