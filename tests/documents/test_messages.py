"""What an ops lead reads after a slip that only the TOML parser notices."""

import pytest

from kpiengine.documents.text import read_text


@pytest.mark.parametrize(
    ("text", "place", "said", "remedy"),
    [
        ("period = month", "1:10", "a text needs quotes", 'type "month"'),
        ("when = csat >= 60  # low", "1:8", "a text needs quotes", "type 'csat >= 60'"),
        ('when = tier == "gold"', "1:8", "a text needs quotes", "type 'tier == \"gold\"'"),
        ("a = yes", "1:5", "yes and no are written true and false", "type true"),
        ("a = False # x", "1:5", "yes and no are written true and false", "type false"),
        ("weight: 40 # x", "1:7", "a line is `key = value`, and here the = is missing", "type weight = 40"),
        ("weight 40", "1:8", "a line is `key = value`, and here the = is missing", "type weight = 40"),
        ("weight", "1:7", "a line is `key = value`, and here the = is missing", "type weight = ..."),
        ("  weight =", "1:11", "there is no value after =", "write one, or take the line out"),
        ("weight = 040", "1:11", "a number has no leading 0", "type 40"),
        ("weight = 40 // half", "1:13", "a remark begins with #", "type # in the place of //"),
        ("weight = 40; half", "1:12", "a remark begins with #", "type # in the place of ;"),
        ("weight = 40 50", "1:13", "the line goes on after its value", "write one `key = value` on a line"),
        ("[gate.quality\na = 1", "1:14", "the heading is not closed", "add ] at its end"),
        ('# [\na = { b = [1, 2]\nc = ["]", 3\n', "2:5", "this { is not closed", "add } at its end"),
        ('a = { b = ["x", 2 }', "1:11", "this [ is not closed", "add ] at its end"),
        ("from = 2026/10/1", "1:8", "a date is not written 2026/10/1", "type 2026-10-01"),
    ],
)
def test_slips_that_the_parser_notices(text, place, said, remedy):
    read = read_text(text.encode(), "x.toml")
    fault = read.locator.diagnose(read.findings[0])
    assert (str(fault.place), fault.message, fault.remedy) == (f"x.toml:{place}", said, remedy)
