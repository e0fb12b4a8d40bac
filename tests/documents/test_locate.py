"""The locator finds the paths that the parser finds, each at its key."""

import string

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.diagnostics import Diagnostic, Level, render
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator

BARE = st.text(string.ascii_lowercase + string.digits + "_-", min_size=1, max_size=4)
QUOTED = st.sampled_from(['"a b"', '"x.y"', "'k'", '"\\u00e9"', '"电话"'])
KEY = st.one_of(BARE, QUOTED)
SCALAR = st.sampled_from(
    [
        *("1", "-2.5", "true", "1_000", "2026-10-01", "2026-10-01 07:30:00", "[]", "{}"),
        *('"text # no comment"', "'it = [1]'", '"电话"', '"\\"quoted\\""'),
        *('"""a\n"b"\\n"""', "'''x\n'y'\n'''"),
    ]
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: "[\n  " + ", # note ]\n  ".join(items) + ",\n]"),
        st.lists(st.tuples(KEY, inner), max_size=3, unique_by=lambda pair: pair[0]).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
        ),
    ),
    max_leaves=5,
)
DOTTED = st.lists(KEY, min_size=1, max_size=3).map(" . ".join)
LINE = st.one_of(
    st.tuples(DOTTED, VALUE).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    DOTTED.map(lambda key: f"[{key}]  # heading"),
    DOTTED.map(lambda key: f"[[ {key} ]]"),
    st.just("# a comment with = and [x]"),
    st.just(""),
)
DOCUMENT = st.lists(LINE, max_size=8).map("\n".join)


def paths(value, path=()):
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from paths(item, (*path, key))


@given(DOCUMENT)
def test_paths_are_the_parsers(text):
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    spots = Locator("r.toml", text).spots
    assert set(spots) == set(paths(document))
    for path, spot in spots.items():
        if isinstance(path[-1], str) and path[-1].isascii() and path[-1].isalnum():
            assert text[spot.key :].lstrip("\"'").startswith(path[-1])


@given(st.text(max_size=80))
def test_any_text_is_survived(text):
    assert isinstance(Locator("r.toml", text).spots, dict)


@given(KEY, SCALAR.filter(lambda value: "\n" not in value), st.text("ab c", max_size=8))
def test_a_value_is_where_it_stands(key, value, before):
    text = f"# {before}\n{key} = {value}"
    locator = Locator("r.toml", text)
    path = (next(iter(tomli.loads(text))),)
    place = locator.place(Finding("KPI106", "", path=path))
    assert (place.line, place.column) == (2, len(key) + 4)


@pytest.mark.parametrize(
    ("value", "offset", "column"),
    [("'a < b'", 4, 10), ('"a \\"x\\" b"', 3, 10), ('"\\u0041bc"', 1, 12), ("'电话 < 3'", 3, 9)],
)
def test_characters_inside_a_text_are_found_through_escapes(value, offset, column):
    finding = Finding("KPI201", "", path=("w",), on="inside", offset=offset)
    assert Locator("r.toml", f"w = {value}").place(finding).column == column


def test_characters_inside_a_long_text_have_their_own_line():
    locator = Locator("r.toml", "w = '''\nab\ncd'''")
    place = locator.place(Finding("KPI201", "", path=("w",), on="inside", offset=4))
    assert (place.line, place.column, place.source) == (3, 2, "cd'''")


def test_a_path_that_is_not_written_is_placed_at_what_is():
    place = Locator("r.toml", "[kpi.csat]\ntarget = 1").place(Finding("KPI105", "", path=("kpi", "csat", "floor")))
    assert (place.line, place.column) == (1, 6)
    assert Locator("r.toml", "a = 1").place(Finding("KPI105", "", path=("x",))).line is None


@pytest.mark.parametrize(
    ("source", "column", "line"),
    [
        ('title = "电话" # x', 14, "               ^"),
        ("\tx = 1", 2, "\t^"),
        ("e\u0301a = 1", 3, " ^"),
    ],
)
def test_the_caret_is_under_its_sign_whatever_the_width(source, column, line):
    diagnostic = Diagnostic("KPI104", Level.ERROR, "m", Locator("r.toml", source).line(1, column))
    assert render([diagnostic]).split("\n")[2] == "    " + line
