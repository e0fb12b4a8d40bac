"""Tables drawn as text: every line as wide as the window lets it, and nothing of a cell lost."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from kpiengine.outputs.text_table import BARE, LINED, Heading, TextTable

COLUMNS = [Heading("agent", at_least=2), Heading("talk\ntime", right=True), Heading("tier")]


def drawn(table, width=80):
    """What a console of this width shows, without blanks at the ends of lines."""
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_lines_around_every_cell():
    table = TextTable("Phone", COLUMNS, [["a1 王明", "12.5 (4)", "gold"], ["a2", "3.0", "–"]])
    assert drawn(table) == [
        "Phone",
        "┏━━━━━━━━━┳━━━━━━━━━━┳━━━━━━┓",
        "┃         ┃     talk ┃      ┃",
        "┃ agent   ┃     time ┃ tier ┃",
        "┡━━━━━━━━━╇━━━━━━━━━━╇━━━━━━┩",
        "│ a1 王明 │ 12.5 (4) │ gold │",
        "│ a2      │      3.0 │ –    │",
        "└─────────┴──────────┴──────┘",
    ]
    assert table.width == 29


def test_a_bare_table_with_two_lines_in_a_cell_and_a_caption():
    table = TextTable("Phone", COLUMNS, [["a1\nJoe", "12.5\n(4)", "gold"]], "the first 1 of 2", BARE)
    assert drawn(table) == [
        "Phone",
        "",
        "        talk",
        " agent  time  tier",
        " ─────────────────",
        " a1     12.5  gold",
        " Joe     (4)",
        "",
        " the first 1 of 2",
    ]


def test_the_widest_column_folds_first_between_words_and_inside_long_ones():
    table = TextTable("T", [Heading("a"), Heading("b")], [["one two abcdefghij", "123456"]], frame=BARE)
    assert drawn(table, width=17) == [
        "T",
        "",
        " a         b",
        " ────────────────",
        " one two   123456",
        " abcdefgh",
        " ij",
        "",
    ]


def test_what_is_bold_on_a_terminal():
    out = io.StringIO()
    Console(file=out, width=80, force_terminal=True, color_system="standard").print(
        TextTable("T", COLUMNS[:1], [["x"]])
    )
    assert out.getvalue().startswith("\x1b[1mT\x1b[0m\n")
    assert "\x1b[1magent\x1b[0m" in out.getvalue()
    assert "│ x     │" in out.getvalue()


cells = st.text(st.sampled_from("ab 王–"), max_size=12)


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), max_size=3), st.integers(20, 50), st.sampled_from([BARE, LINED])
)
@settings(max_examples=60)
def test_no_line_is_wider_than_the_window_and_no_sign_is_lost(rows, width, frame):
    lines = drawn(TextTable("T", COLUMNS, rows, frame=frame), width)
    assert all(cell_len(line) <= width for line in lines)
    for sign in "ab王–":
        there = sum(cell.count(sign) for row in rows for cell in row)
        heads = sum(head.text.count(sign) for head in COLUMNS)
        assert sum(line.count(sign) for line in lines) == there + heads
