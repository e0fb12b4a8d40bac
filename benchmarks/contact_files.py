"""Makes contact files of any size as Parquet: contacts, queue entries, agent legs, surveys and a roster.

Everything follows from row numbers by integer arithmetic, so every machine makes the same rows.  A customer comes
about three times a month; of each ten contacts three come back to the matter of an earlier one: some within minutes,
which is the same journey, most in the days after.

Wide files have more columns in the first three: contact types, channels, replies, use of an assistant, complaints.

    python benchmarks/contact_files.py FOLDER --contacts 20000000 --agents 10000
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import polars as pl

MONTH_START = 1_767_196_800_000  # 2026-01-01 00:00 in Asia/Shanghai, ms UTC
MONTH_MS = 31 * 86_400_000
VERSION = 2  # of the rows that are made; files of another version are not comparable
TYPES = ("order", "question", "support", "claim_refund", "other")
ASSISTED = ("used", "offered", "none")
row = pl.col("row")
matter = pl.col("matter")  # the row of the contact that brought the matter up: often the row itself


def mixed(step: int, size: int, of: pl.Expr = row) -> pl.Expr:
    """A number 0..size-1 that looks random over rows; `step` makes each column its own."""
    return ((of + 1) * (2_654_435_761 + step * 2_000_006) % 4_294_967_291) % size


def arrived() -> pl.Expr:
    """When the contact arrives: anywhere in the month, or after the one that it comes back to."""
    first = mixed(17, MONTH_MS, matter)
    soon, later = 12 * 60_000 + mixed(79, 20 * 60_000), 30 * 60_000 + mixed(83, 9 * 86_400_000)
    gap = pl.when(matter == row).then(0).when(mixed(89, 5) == 0).then(soon).otherwise(later)
    return MONTH_START + (first + gap) % MONTH_MS


def at(milliseconds: pl.Expr) -> pl.Expr:
    """An instant column, UTC."""
    return milliseconds.cast(pl.Datetime("ms", "UTC"))


def one_of(values: Sequence[str], number: pl.Expr) -> pl.Expr:
    """The value with this number."""
    found = pl.lit(values[-1])
    for index, value in enumerate(values[:-1]):
        found = pl.when(number == index).then(pl.lit(value)).otherwise(found)
    return found


def more_columns(answered: pl.Expr, taken: pl.Expr, ended: pl.Expr) -> dict[str, dict[str, pl.Expr]]:
    """What wide files have beside the others, by table; all of it is made of the same rows."""
    typed, complains = mixed(101, 10) < 3, mixed(109, 50) == 0
    channel = pl.when(typed).then(pl.lit("chat")).otherwise(pl.lit("voice"))
    kind = one_of(TYPES, mixed(103, len(TYPES)))
    began = pl.col("arrived") + pl.col("wait") * 1_000
    return {
        "contacts": {
            "channel": channel,
            "contact_type": kind,
            "first_agent_id": pl.when(answered).then("agent_id"),
            "handled_by": one_of(("ai", "human"), mixed(107, 9)),
            "ts_first_human_reply": at(pl.when(answered).then(began)),
            "is_complaint": complains,
            "complaint_agent_id": pl.when(complains).then("agent_id"),
        },
        "queue_entries": {"ts_leave": at(began)},
        "agent_legs": {
            "channel": channel,
            "contact_type": kind,
            "ts_answered": at(pl.when(taken).then(ended - (pl.col("talk") + pl.col("hold")) * 1_000)),
            "ai_assist": pl.when(taken).then(one_of(ASSISTED, mixed(113, 3))),
            "reply_count": pl.when(taken & typed).then(1 + mixed(127, 9)),
            "reply_gap_s": pl.when(taken & typed).then(mixed(131, 300)),
        },
    }


def tables(contacts: int, agents: int, *, wide: bool = False) -> dict[str, pl.LazyFrame]:
    """Lazy tables by name; contacts and legs have one row per contact, every fifth contact has a survey."""
    # Matters come up a few rows before; the same three rows in ten always come back, to a row that does not.
    origin = row - row % 10 + mixed(71, 7)
    base = pl.LazyFrame({"row": pl.int_range(0, contacts, eager=True)}).with_columns(
        matter=pl.when(row % 10 >= 7).then(origin).otherwise(row)
    )
    base = base.with_columns(
        contact_id=pl.lit("c") + row.cast(pl.String).str.zfill(9),
        agent_id=pl.lit("a") + mixed(3, agents).cast(pl.String).str.zfill(5),
        customer_id=pl.lit("u") + mixed(11, contacts // 3 + 1, matter).cast(pl.String),
        arrived=arrived(),
        wait=mixed(23, 120),
        talk=30 + mixed(29, 570),
        hold=mixed(31, 60),
        acw=mixed(37, 90),
        abandoned=mixed(41, 20) == 0,
    )
    answered = ~pl.col("abandoned")
    taken = mixed(97, 25) > 0  # the agent whom the call rang took it
    ended = pl.col("arrived") + (pl.col("wait") + pl.col("talk") + pl.col("hold")) * 1_000
    more = more_columns(answered, taken, ended) if wide else {}
    return {
        "contacts": base.select(
            "contact_id",
            "customer_id",
            topic=pl.lit("t") + mixed(43, 9, matter).cast(pl.String),
            ts_arrived=at(pl.col("arrived")),
            ts_ended=at(ended),
            outcome=pl.when(answered).then(pl.lit("handled")).otherwise(pl.lit("abandoned_queue")),
            last_agent_id="agent_id",
            resolved=pl.when(mixed(47, 4) > 0).then(pl.lit("yes")).otherwise(pl.lit("no")),
            **more.get("contacts", {}),
        ),
        "queue_entries": base.select(
            entry_id=pl.lit("e") + pl.col("contact_id"),
            contact_id="contact_id",
            queue_id=pl.lit("q") + mixed(53, 12).cast(pl.String),
            ts_enter=at(pl.col("arrived")),
            wait_s="wait",
            outcome=pl.when(answered).then(pl.lit("answered")).otherwise(pl.lit("abandoned")),
            agent_id="agent_id",
            **more.get("queue_entries", {}),
        ),
        "agent_legs": base.filter(answered).select(
            leg_id=pl.lit("l") + pl.col("contact_id"),
            contact_id="contact_id",
            agent_id="agent_id",
            ts_offered=at(pl.col("arrived")),
            ts_ended=at(ended),
            outcome=pl.when(taken).then(pl.lit("answered")).otherwise(pl.lit("no_answer")),
            talk_s=pl.when(taken).then("talk"),
            hold_s=pl.when(taken).then("hold"),
            acw_s=pl.when(taken).then("acw"),
            transfer_out=pl.when(taken & (mixed(59, 11) == 0)).then(pl.lit("warm")).otherwise(pl.lit("none")),
            **more.get("agent_legs", {}),
        ),
        "surveys": base.filter(answered & (row % 5 == 0)).select(
            response_id=pl.lit("s") + pl.col("contact_id"),
            contact_id="contact_id",
            agent_id="agent_id",
            kind=pl.when(row % 10 == 0).then(pl.lit("csat")).otherwise(pl.lit("nps")),
            ts_answered=at(ended),
            score=pl.when(row % 10 == 0).then(1 + mixed(61, 5)).otherwise(mixed(67, 11)),
            scale_max=pl.when(row % 10 == 0).then(5).otherwise(10),
            scale_min=pl.when(row % 10 == 0).then(1).otherwise(0),
        ),
    }


def write(folder: Path, contacts: int, agents: int, *, wide: bool = False) -> None:
    """Writes the tables and agents.csv into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables(contacts, agents, wide=wide).items():
        table.sink_parquet(folder / f"{name}.parquet")
    ids = pl.DataFrame({"row": pl.int_range(0, agents, eager=True)}).select(
        agent_id=pl.lit("a") + row.cast(pl.String).str.zfill(5),
        valid_from=pl.lit("2025-01-01"),
        team_id=pl.lit("team") + (row // 20).cast(pl.String),
        site_id=pl.lit("main"),
    )
    ids.write_csv(folder / "agents.csv")


def made(folder: Path, contacts: int, agents: int, *, wide: bool = False) -> Path:
    """The folder with these files, written if it is not there."""
    mine = folder / f"{contacts}_{agents}_v{VERSION}{'_wide' * wide}"
    if not (mine / "agents.csv").exists():
        write(mine, contacts, agents, wide=wide)
    return mine


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--contacts", type=int, default=20_000_000)
    parser.add_argument("--agents", type=int, default=10_000)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.contacts, arguments.agents)
