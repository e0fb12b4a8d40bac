"""Every key of the language has a sound fixture that uses it and a fixture in which it is wrong, in its own line."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import tomli

from kpiengine.documents.locate import Locator
from kpiengine.rules.kinds.nested import Rows, Table
from kpiengine.rules.language import SECTIONS
from kpiengine.rules.varied import Inner

FIXTURES = Path(__file__).parent / "fixtures"
HEADINGS = {section.name: section for section in SECTIONS}


def inner_of(key):
    return key.kind.inner.keys if isinstance(key.kind, Table | Rows | Inner) else ()


def every_key():
    """As ruleset.from, kpi.target, payout.rates.over; keys that are names of KPIs have none of their own."""
    for section in SECTIONS:
        for key in section.keys if section.further is None else ():
            yield f"{section.name}.{key.name}"
            yield from (f"{section.name}.{key.name}.{one.name}" for one in inner_of(key))


KEYS = tuple(every_key())


def keys_of(path):
    """The keys of the model that a path of a file stands for: kpi.csat.by.site.manila.floor for kpi.by, kpi.floor."""
    section, *rest = path
    names = [str(part) for part in rest if not isinstance(part, int)]
    if section not in HEADINGS or HEADINGS[section].further is not None:
        return set()
    names = names[1:] if HEADINGS[section].named else names
    if not names:
        return set()
    found = {f"{section}.{names[0]}", f"{section}.{names[0]}.{names[-1]}"}
    if names[0] == "by":
        found.add(f"{section}.{names[-1]}")
    return found & set(KEYS)


def spots(text):
    return Locator("rules.toml", text).spots.items() if parses(text) else ()


def parses(text):
    try:
        tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError:
        return False
    return True


@pytest.fixture(scope="module")
def used():
    """Keys in fixtures that pass the check, with or without a lint."""
    texts = (path.read_text("utf-8") for kind in ("good", "lint") for path in FIXTURES.glob(f"*.{kind}.toml"))
    return {key for text in texts for path, _ in spots(text) for key in keys_of(path)}


@pytest.fixture(scope="module")
def wrong():
    """Keys in whose own line a fixture expects a fault, and required ones that it misses."""
    found = set()
    for path in FIXTURES.glob("*.bad.toml"):
        text = path.read_text("utf-8")
        lines = {int(line) for line in re.findall(r"(\d+):\d+ KPI\d{3}", text)}
        locator = Locator("rules.toml", text)
        for written, spot in spots(text):
            if {locator.position(spot.key)[0], locator.position(spot.value)[0]} & lines:
                found |= keys_of(written)
    return found


def test_there_are_keys():
    assert len(KEYS) == len(set(KEYS)) > 190


@pytest.mark.parametrize("key", KEYS)
def test_a_sound_fixture_uses_the_key(used, key):
    assert key in used


@pytest.mark.parametrize("key", KEYS)
def test_a_fixture_has_the_key_wrong(wrong, key):
    assert key in wrong


# -- the specification's reference ---------------------------------------------------------------------------------

REFERENCE = Path(__file__).parents[2].parent / "shared" / "rule-language.md"


def reference_rows():
    """The key patterns of its table: `kpi.*.target`, `**.from`, `payout.rates[].pay`."""
    if not REFERENCE.is_file():
        return []
    table = REFERENCE.read_text("utf-8").partition("\n## 4. Reference")[2].partition("\n## 5.")[0]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [key for first in firsts for key in re.findall(r"`([^`]+)`", first)]


def test_the_language_has_every_row_of_the_specification():
    rows = reference_rows()
    if not rows:
        pytest.skip(f"the specification is not beside this repository: {REFERENCE}")
    assert len(rows) > 110
    ends = {key.rpartition(".")[2] for key in KEYS}
    lacking = set()
    for row in rows:
        parts = [part for part in row.replace("[]", "").split(".") if part not in {"*", "**"}]
        whole = ".".join(parts)
        section = parts[0]
        known = whole in KEYS or whole == "format" or (row.startswith("**") and parts[-1] in ends | {"off"})
        further = section in HEADINGS and HEADINGS[section].further is not None  # rows of weights
        by = row.startswith("*.by")  # each dimension is a key of its own
        if not (known or further or by or len(parts) == 1):
            lacking.add(row)
    assert lacking == {"reweight.*.days"}  # the design puts `when` on values of the period in its place
