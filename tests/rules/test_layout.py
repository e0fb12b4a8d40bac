"""Rule files in their usual form: nothing that they say changes, remarks stay, and twice is as once."""

import random
from pathlib import Path

import pytest
import tomli

from kpiengine.documents.text import mend
from kpiengine.rules.layout import laid_out

ROOT = Path(__file__).parents[2]
FILES = [*(ROOT / "rules").glob("*.toml"), *(ROOT / "rules" / "demo" / "rules").glob("*.toml")]
FILES += [*(Path(__file__).parent / "fixtures").glob("*.good.toml")]
FILES += [*(ROOT / "kpiengine" / "cli" / "templates").rglob("*.toml")]
UNTIDY = """\
#:schema ./kpiengine.schema.json
# Whose bonus this is.

format=1
[tier]
# the lower edge
silver = { from = 70, bonus = 300 }
gold   = { from = 90, bonus = 800 }


# who it is for
[ruleset]

  id =   "phone"
from = 2026-10-01   \n

agents = { role = "agent",
    line = "phone" }   # the hotline
[kpi.csat]   # customers
target = 88
[kpi.csat.by.scenario]
chat = { target = 80 }
[alert.low]
when = 'csat < 70'
message = '''
  two   lines = one
message'''
"""
TIDY = """\
#:schema ./kpiengine.schema.json
# Whose bonus this is.

format = 1

# who it is for
[ruleset]
id = "phone"
from = 2026-10-01

agents = { role = "agent",
    line = "phone" }   # the hotline

[kpi.csat]   # customers
target = 88
[kpi.csat.by.scenario]
chat = { target = 80 }

[tier]
# the lower edge
silver = { from = 70, bonus = 300 }
gold   = { from = 90, bonus = 800 }

[alert.low]
when = 'csat < 70'
message = '''
  two   lines = one
message'''
"""


def test_sections_come_in_the_order_of_the_reference_with_their_remarks():
    assert laid_out(UNTIDY) == TIDY


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_that_a_file_says_changes_and_no_remark_is_lost(path):
    text = path.read_text("utf-8")
    found = laid_out(text)
    assert tomli.loads(found) == tomli.loads(text)
    assert sorted(text.replace(" ", "").split()) == sorted(found.replace(" ", "").split())
    assert laid_out(found) == found


def test_the_order_in_which_it_was_written_does_not_matter():
    """Sections in any order come out alike, as far as sections of one kind keep theirs."""
    text = (ROOT / "rules" / "house.toml").read_text("utf-8")
    head, *sections = laid_out(text).split("\n\n[")
    chosen = random.Random(3)  # noqa: S311 -- the same order every time
    kinds = sorted(sections, key=lambda one: one.startswith("kpi."))
    for _ in range(20):
        others = [one for one in kinds if not one.startswith("kpi.")]
        chosen.shuffle(others)
        mixed = [*others, *(one for one in kinds if one.startswith("kpi."))]
        assert laid_out("\n\n[".join([head, *mixed])) == laid_out(text)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("period = “month”", 'period = "month"'),
        ("when = ‘csat < 70’", "when = 'csat < 70'"),
        ("weight ＝ ４０", "weight = 40"),
        ("target = 88 %", "target = 88  "),
        ("bonus = 1,200", "bonus = 1_200"),
        ("bonus = 12,200.50", "bonus = 12_200.50"),
    ],
)
def test_slips_that_mean_one_thing_are_mended(typed, mended):
    assert mend(typed)[0] == mended


@pytest.mark.parametrize(
    "typed",
    [
        "bonus = ¥300",  # the rule set says in which currency it pays
        "target = 87,5",  # a decimal sign, or two numbers
        "period = “month",
        "from = 2026/10/01",
        'title = "“VIP” ＝ 5 %, 1,200"',
        "# “so” ＝ 5 %",
    ],
)
def test_others_stay_for_their_author(typed):
    assert mend(typed) == (typed, ())
