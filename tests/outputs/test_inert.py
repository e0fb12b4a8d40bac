"""Text from data cannot act on a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.outputs.inert import inert, inert_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana Duarte", "Ana Duarte"),
        ("客服 é 😀", "客服 é 😀"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\x9b31m", "a\\x9b31m"),
        ("a\nb\tc\r", "a\\x0ab\\x09c\\x0d"),
        ("eva\u202egnp", "eva\\u202egnp"),
        ("\u2028\u2066\u200b", "\\u2028\\u2066\\u200b"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_would_act_is_shown_as_an_escape(text, shown):
    assert inert(text) == shown


@given(st.text(alphabet=st.characters(codec=None)))
def test_nothing_that_acts_is_left_and_nothing_else_is_touched(text):
    shown = inert(text)

    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in shown)
    if all(unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in text):
        assert shown == text


def test_lines_of_our_own_stay_lines_and_a_caret_stays_under_its_sign():
    assert inert_lines("a\tb\x07\n  ^") == "a b\\x07\n  ^"
