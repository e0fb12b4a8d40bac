"""Every metric that contacts, queue entries and agent legs allow, against a script by hand: process against process.

The values of both must agree to the last printed digit; then wall time, CPU time and peak memory are compared, as in
evaluate.py.  Start-up, reading, hashing of the inputs and writing of the results are all in it.

That is every metric of the catalogue whose default, or a variant of it, reads these three tables and the roster alone.
Left out are those that need another table beside them: agent_utilisation, calls_answered_per_hour and
contacts_per_agent (agent_states), resource_utilisation (schedule), callback_rate (callbacks), cost_per_call and
cost_per_resolution (costs).

    python benchmarks/contacts.py [--contacts 5000000] [--agents 5000] [--runs 2] [--folder build/bench]
"""

import argparse
import sys
from pathlib import Path

import contact_files
import polars as pl
from evaluate import HERE, PROJECT, compared, project, run

from kpiengine.registry import load_catalogue

METRICS = (
    *("contacts_handled", "aht", "avg_talk_time", "avg_hold_time", "avg_wrap_up_time", "transfer_rate"),
    *("effective_aht", "agent_answer_rate", "missed_declined_calls", "missed_declined_rate"),
    *("asa", "service_level", "avg_queue_wait", "avg_abandon_time", "abandonment_rate", "max_wait", "wait_p90"),
    *("sl_interval_attainment", "call_arrival_rate", "peak_hour_traffic", "peak_share", "connect_rate"),
    *("blocked_rate", "fcr", "repeat_call_rate"),
    *("ai_assist_usage", "ai_assist_aht_reduction", "call_types_mix", "avg_reply_time", "response_time_online"),
    *("complaint_rate", "ai_share", "avg_response_time", "response_time_voice", "peak_response_time"),
    *("offpeak_response_time", "peak_response_ratio", "active_waiting_ratio"),
)
OF_CENTRE = (
    *("avg_queue_wait", "avg_abandon_time", "abandonment_rate", "max_wait", "wait_p90", "sl_interval_attainment"),
    *("call_arrival_rate", "peak_hour_traffic", "peak_share", "connect_rate", "blocked_rate"),
    *("ai_share", "avg_response_time", "response_time_voice", "peak_response_time", "offpeak_response_time"),
    *("peak_response_ratio", "active_waiting_ratio"),
)
ANY_CHANNEL = (  # would count calls alone
    *("avg_hold_time", "transfer_rate", "agent_answer_rate", "missed_declined_calls", "missed_declined_rate", "asa"),
    *("call_arrival_rate", "peak_hour_traffic", "peak_share", "connect_rate", "blocked_rate"),
)
CALLS = ("avg_response_time", "peak_response_time", "offpeak_response_time", "peak_response_ratio")
PARAMS = {
    **dict.fromkeys(ANY_CHANNEL, 'channel = "any"'),
    **dict.fromkeys(CALLS, 'channel = "voice"'),
    "effective_aht": 'channels = ["voice", "chat"]',
    "repeat_call_rate": 'mode = "trigger"',
    "active_waiting_ratio": 'source = "intervals", channel = "any"',
}
SAID = {
    metric: 'level = "centre"\n' * (metric in OF_CENTRE)
    + (f"params = {{ {PARAMS[metric]} }}\n" if metric in PARAMS else "")
    for metric in METRICS
}
ALL_DAY = """
calendar = "all_day"

[calendar.all_day]
hours = { mon-sun = "00:00-24:00" }
peak = { mon-sun = "10:00-12:00" }
"""


def wide_project() -> str:
    """The project of evaluate.py with peak hours, and with what legs say of their contact."""
    before, legs = PROJECT.replace('\ncurrency = "CNY"\n', f'\ncurrency = "CNY"{ALL_DAY}').split("[facts.agent_legs]")
    said = 'contact_channel = "channel", contact_contact_type = "contact_type"'
    return before + "[facts.agent_legs]" + legs.replace("contact_channel = '\"voice\"'", said, 1)


def disagreements(folder: Path) -> list[str]:
    """Metrics whose values are not those by hand, rounded; with the first difference."""
    catalogue = load_catalogue().metrics
    lines = pl.read_parquet(folder / "out" / "bench" / "2026-01" / "kpi_lines.parquet")
    shown = lines.select("agent_id", "kpi", shown=pl.col("value").cast(pl.Float64))
    hand = pl.read_parquet(folder / "by_hand.parquet").filter(pl.col("value").is_not_nan())
    found = []
    for metric in METRICS:
        mine, keys = shown.filter(kpi=metric), ["agent_id"]
        theirs = hand.filter(kpi=metric)
        if metric in OF_CENTRE:
            mine, keys, theirs = mine.select("kpi", "shown").unique(), ["kpi"], theirs.drop("agent_id")
        half = 0.5 / 10 ** catalogue[metric].decimals
        pairs = mine.join(theirs, on=keys, how="left")
        apart = (pl.col("shown") - pl.col("value")).abs() > half + 1e-6
        wrong = pairs.filter(apart | pl.col("shown").is_null() | pl.col("value").is_null())
        if wrong.height or not pairs.height:
            found.append(f"{metric}: {wrong.height} of {pairs.height} values, first {wrong.head(1).to_dicts()}")
    return found


def main() -> None:
    """Prints one line per way, with its ratio to the script by hand in brackets; fails if a value differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=5_000_000)
    parser.add_argument("--agents", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    arguments = parser.parse_args()
    folder = contact_files.made(arguments.folder, arguments.contacts, arguments.agents, wide=True)
    kpiengine = [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(folder), "--period", "2026-01"]
    by_hand = [sys.executable, str(HERE / "hand_written_contacts.py"), str(folder)]
    best: dict[str, list[float]] = {}
    for _ in range(arguments.runs):
        for name, command, rows in (("by hand", by_hand, None), ("trusted", kpiengine, "trusted")):
            if rows is not None:
                project(folder, rows, METRICS, SAID, wide_project())
            found = run(command, arguments.folder / "compiled")
            best[name] = [min(pair) for pair in zip(best.get(name, found), found, strict=True)]
    compared(best, {"metrics": len(METRICS), "contacts": arguments.contacts, "best of": arguments.runs})
    wrong = disagreements(folder)
    sys.stdout.write("\n".join(wrong or ["all values agree with those by hand"]) + "\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
