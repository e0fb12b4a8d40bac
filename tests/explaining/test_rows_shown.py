"""Rows behind a KPI on terminals of every width: whole headings, aligned columns, nothing said twice."""

import polars as pl
import pytest
from rich.cells import cell_len

from kpiengine.explaining.rows import REASON, Behind, Rows
from kpiengine.explaining.rows_shown import rows_shown

COUNTED = pl.DataFrame(
    {
        "contact_id": ["c1", "联系-0002", "c3"],
        "opened_at": ["2026-09-01 09:00:00", "2026-09-02 10:00:00", "2026-09-03 11:00:00"],
        "queue": ["phone", "phone", "phone"],
        "agent_name": ["林晓明", "Ben Okafor", None],
        "talk_s": ["300", "45.5", "1200"],
        "[handled]": ["yes", "yes", "yes"],
        "[solved]": ["yes", "no", "yes"],
    }
)
LEFT_OUT = pl.DataFrame(
    {
        "contact_id": ["c7", "c8"],
        "opened_at": ["2026-09-01 09:00:00", "2026-09-02 10:00:00"],
        REASON: ["the agent was in training on that day, and what was done in training never counts", "a test call"],
    }
)
BEHIND = Behind("aht", (Rows("agent_legs", COUNTED, LEFT_OUT),), ())


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_no_line_is_too_wide_and_no_heading_is_broken(width):
    for shown in rows_shown(BEHIND, width, "en"):
        assert max(map(cell_len, shown.lines)) <= width
        said = " ".join(shown.lines)
        assert "opened_at" in said or "2026-09-01 09:00:00" in said
    counted, _ = rows_shown(BEHIND, width, "en")
    assert "solved?" in " ".join(counted.lines)
    assert "talk_s" in " ".join(counted.lines)


def test_a_table_is_aligned_with_names_in_chinese_and_says_what_is_alike_once():
    counted, left_out = rows_shown(BEHIND, 80, "en")
    assert counted.heading == "aht: rows of agent_legs that count: 3"
    assert counted.lines == (
        "in every row: queue phone",
        "every row counts in: handled",
        "contact_id  opened_at            agent_name  talk_s  solved?",
        "──────────  ───────────────────  ──────────  ──────  ───────",
        "c1          2026-09-01 09:00:00  林晓明         300  yes",
        "联系-0002   2026-09-02 10:00:00  Ben Okafor    45.5  no",
        "c3          2026-09-03 11:00:00                1200  yes",
    )
    assert left_out.lines[2:] == (
        "c7          2026-09-01 09:00:00  the agent was in training on that day, and what",
        "                                 was done in training never counts",
        "c8          2026-09-02 10:00:00  a test call",
    )


def test_what_is_too_wide_for_a_table_is_written_row_by_row():
    counted, left_out = rows_shown(BEHIND, 44, "en")
    assert counted.lines[2:6] == (
        "c1  2026-09-01 09:00:00",
        "  agent_name 林晓明, talk_s 300, solved? yes",
        "联系-0002  2026-09-02 10:00:00",
        "  agent_name Ben Okafor, talk_s 45.5,",
    )
    assert left_out.lines[1].startswith("  left out because")


def test_in_chinese_and_with_nothing_to_show():
    empty = Behind("aht", (Rows("agent_legs", COUNTED.head(1), LEFT_OUT.clear()),), ())
    counted, left_out = rows_shown(empty, 80, "zh")
    assert counted.heading == "aht：agent_legs 中计入的行：1"
    assert "handled?" in counted.lines[0]  # one row is like no other
    assert (left_out.heading, left_out.lines) == ("aht：agent_legs 中不计入的行：0", ())


def test_what_would_act_on_a_terminal_is_shown_as_an_escape():
    frame = pl.DataFrame({"contact_id": ["\x1b[31mred", "c2"], "note": ["a", "b\nc"]})
    counted, _ = rows_shown(Behind("aht", (Rows("v", frame, frame.clear()),), ()), 80, "en")
    assert counted.lines[2].startswith("\\x1b[31mred")
    assert "\\x0a" in counted.lines[3]
