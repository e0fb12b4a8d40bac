"""The one-day oracle (metrics.md, Appendix A) from CSV files through the real command line.

Two printed figures of the oracle lack their metric's decimals and are given with them here: call_arrival_rate 0.375
is 0.38, and resolution_24h_rate 50.0 is 50.00.
"""

import shutil
from pathlib import Path

import pytest

# KPI of rules/day.toml, the agent whose card is meant (None: every card says the same), the value
EXPECTED = (
    ("service_voice", None, "42.9"),
    ("service_by_contact", None, "33.3"),
    ("service_all_hang_ups", None, "37.5"),
    ("service_dequeued", None, "44.4"),
    ("service_queue", "A2", "50.0"),
    ("abandoned", None, "14.29"),
    ("speed", None, "16.8"),
    ("connected", None, "55.56"),
    ("connected_human", None, "66.67"),
    ("blocked", None, "11.11"),
    ("response_phone", None, "32.6"),
    ("response_online", None, "60.0"),
    ("response_online_any", None, "11.3"),
    ("handled", None, "6"),
    ("handle_time", None, "245.8"),
    ("handle_time_own", "A1", "280.0"),
    ("handle_time_own", "A2", "228.8"),
    ("handle_time_by_contact", None, "295.0"),
    ("talk", None, "198.3"),
    ("hold", None, "11.7"),
    ("hold_held_only", None, "35.0"),
    ("wrap_up", None, "35.8"),
    ("transfers", None, "20.0"),
    ("transfers_own", "A2", "33.3"),
    ("missed", None, "12.5"),
    ("missed_own", "A1", "33.3"),
    ("reply_own", "A1", "27.9"),
    ("handle_time_chat_own", "A1", "555.0"),
    ("effective_own", "A1", "425.0"),
    ("repeats", None, "10.0"),
    ("first_contact", None, "85.7"),
    ("first_contact_flag", None, "71.4"),
    ("complaints", None, "12.50"),
    ("csat_average", None, "3.60"),
    ("csat_share", None, "60.0"),
    ("csat_own", "A1", "4.00"),
    ("csat_own", "A2", "3.00"),
    ("bot_csat", None, "4.00"),
    ("bot_resolved", None, "50.0"),
    ("busy_own", "A1", "15.0"),
    ("available_own", "A1", "94.4"),
    ("utilised_own", "A1", "13.1"),
    ("per_hour_own", "A1", "0.71"),
    ("adherence_own", "A1", "94.4"),
    ("callbacks_reached", None, "100.0"),
    ("callbacks_waited", None, "9.2"),
    ("arrivals", None, "0.38"),
    ("peak", None, "55.6"),
    ("tickets_in_time", None, "33.3"),
    ("tickets_timely", None, "50.0"),
    ("tickets_hours", None, "16.46"),
    ("tickets_24h", None, "50.00"),
    ("tickets_age", None, "1.60"),
    ("tickets_open", None, "2"),
)


@pytest.fixture(scope="module")
def day(evaluate, tmp_path_factory):
    folder = tmp_path_factory.mktemp("appendix_a")
    ignored = shutil.ignore_patterns("out", ".kpiengine")  # of a run by hand
    shutil.copytree(Path(__file__).parent / "appendix_a", folder, dirs_exist_ok=True, ignore=ignored)
    ran = evaluate(folder, "--period", "2025-03-03")
    assert ran.code == 0, ran.err
    return ran


@pytest.mark.parametrize(("kpi", "agent", "expected"), EXPECTED)
def test_the_figure_is_the_printed_one(day, kpi, agent, expected):
    assert str(day.line("day", "2025-03-03", kpi, agent).value) == expected


def test_there_are_54_figures():
    assert len(EXPECTED) == 54
