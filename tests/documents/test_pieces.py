"""Texts put together from pieces say what the parser says of the whole, or nothing."""

import random
from itertools import permutations

import pytest
import tomli

from kpiengine.documents.pieces import Pieces
from kpiengine.documents.text import pieces_of, read_text

START = "# one\nformat = 1\n"
WHOLE = (  # put together from pieces
    START + "[a]\nx = 1\n\n[b.c]\ny = [\n  1,\n  2,\n]\n\n[b.d] # two\nz = { e = 'f' }\n",
    "[a]\nx = 1",
    START,
    "",
    "[b.c]\ny = 1\n[b.c.by.site]\nm = { target = 2 }\n[b.c.by.team]\nn = 1\n[b.d]\n",
    "[b]\nc = { y = 1 }\n[b.d]\ny = 2\n",
    "[a]\n  [a.b]\n  x = 1\n[c]\n",
    "[a]\nx = '[b]'\n# [c]\n[d]\ny = \"\"\n",
)
NOT = (  # valid, and read whole
    "[b.c]\ny = 1\n[b]\nx = 1\n",
    "[[a]]\nx = 1\n[[a]]\nx = 2\n",
    'a = """\n[b]\n"""\n',
    "[a]\nx = '''\n[b]\n'''\n",
    "[a]\nx = [\n[1],\n[2]\n]\n",
    '["a b"]\nx = 1\n',
    "[b.c.d]\nx = 1\n",
    "x.y = 1\n[z.a]\nx = 1\n",
)
WRONG = (
    "[a]\nx = 1\n[a]\ny = 2\n",
    "[b.c]\nx = 1\n[b.c]\ny = 2\n",
    "b.c = 1\n[b.c]\ny = 2\n",
    "b = {}\n[b.c]\ny = 2\n",
    "b = {}\n[b]\ny = 2\n",
    "[b]\nc.d = 1\n[b.c]\ny = 2\n",
    "[b.c]\nd = 1\n[b.c.d]\ny = 2\n",
    "[a]\nx = [\n[b]\ny = 1\n",
    "[a]\nx = 1\nx = 1\n",
    "[a]\nx = 1\nx = 2\n",
    "[a]\nx = “y”\n",
    "[a]\nx = 5%\n",
    "[a]\nx =\n",
)


@pytest.mark.parametrize("text", WHOLE)
def test_pieces_say_what_the_parser_says(text):
    assert repr(pieces_of().document(text)) == repr(tomli.loads(text))


@pytest.mark.parametrize("text", NOT)
def test_what_pieces_cannot_say_is_read_whole(text):
    assert pieces_of().document(text) is None or pieces_of().document(text) == tomli.loads(text)
    assert repr(read_text(text.encode(), "f", None, pieces_of()).document) == repr(tomli.loads(text))


@pytest.mark.parametrize("text", WRONG)
def test_faults_are_those_of_the_whole_text(text):
    pieces = pieces_of()
    for known in (*WHOLE, *NOT):
        pieces.document(known)
    assert pieces.document(text) is None
    assert read_text(text.encode(), "f", None, pieces) == read_text(text.encode(), "f")


def test_any_order_of_headings_is_read_as_the_parser_does():
    parts = ("[b]\nx = 1\n", "[b.c]\ny = 2\n", "[b.d]\ny = 2\n", "[e]\n", "[b.c.f.g]\nz = 3\n")
    pieces, met = pieces_of(), 0
    for count in range(1, len(parts) + 1):
        for chosen in permutations(parts, count):
            text = START + "".join(chosen)
            found = pieces.document(text)
            met += found is not None
            assert found is None or repr(found) == repr(tomli.loads(text)), text
    assert met > len(parts)


def test_what_stands_in_several_texts_is_parsed_once():
    read: list[str] = []

    def parse(text):
        read.append(text)
        return tomli.loads(text)

    pieces = Pieces(lambda _: True, parse)
    first = pieces.document("[a]\nx = 1\n[b.c]\ny = 2\n")
    second = pieces.document("[b.c]\ny = 2\n[b.d]\n[a]\nx = 1\n")
    third = pieces.document("[b.e]\ny = 2\nz = 3 # and more\n")
    assert read == ["\n", "x = 1", "y = 2", "z = 3 # and more"]
    assert third == {"b": {"e": {"y": 2, "z": 3}}}
    assert first == {"a": {"x": 1}, "b": {"c": {"y": 2}}}
    assert second == {"b": {"c": {"y": 2}, "d": {}}, "a": {"x": 1}}


LINES = (
    "x = [",
    "1,",
    "]",
    "x = 1",
    "y = 1",
    "y = 1,",
    "z = { a = 1,",
    "z = { a = 1 }",
    "b = 2 }",
    "}",
    "a.b = 1",
    "",
    "# y = 1",
)


def test_lines_of_any_kind_are_read_as_the_parser_does():
    chance, pieces, met = random.Random(5), pieces_of(), 0  # noqa: S311 -- a sample, no secret
    for _ in range(3_000):
        lines = [chance.choice(LINES) for _ in range(chance.randrange(1, 5))]
        text = "\n".join(["[a]", *lines, "[b.c]", *lines[::-1], ""])
        found = pieces.document(text)
        met += found is not None
        assert found is None or found == tomli.loads(text), text
    assert met > 300


ODD = """$ ¥ 元 % ％ , . _ - + / e E 0 1 2026 USD cny " ' # [ ] { } = ：，。 “ ” ‘ ’ \u200b \xa0 \t \x07 字 é ² 年 月"""


def test_a_line_is_plain_only_where_a_scan_of_it_finds_nothing():
    chance, met = random.Random(3), 0  # noqa: S311 -- a sample, no secret
    signs = [*ODD.split(" "), " ", "x = ", "12", "1,000", "2026-10-01", "7" * 31, "1e400", "a.b." * 9, "'text'"]
    for _ in range(4_000):
        line = "".join(chance.choice(signs) for _ in range(chance.randrange(1, 7)))
        whole = read_text(f"{line}\n".encode(), "f")
        of_the_scan = [f for f in whole.findings if f.code not in {"KPI010", "KPI020"}]  # the parser's
        if pieces_of().plain(line):
            met += 1
            assert of_the_scan == [], line
    assert met > 300
