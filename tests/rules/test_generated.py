"""The schema and the reference pages: fresh, complete, and agreeing with the reader."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import tomli

from kpiengine.codes import CODES
from kpiengine.expressions.functions import STANDARD
from kpiengine.plugin import Catalogue
from kpiengine.rules.generate import generated
from kpiengine.rules.glossary import FUNCTIONS
from kpiengine.rules.kinds.nested import Rows, Table
from kpiengine.rules.language import SECTIONS
from kpiengine.rules.schema import json_schema, schema_text
from kpiengine.rules.scope.meanings import scope_of
from kpiengine.rules.scope.measures import Measures
from kpiengine.rules.scope.names import Names
from kpiengine.rules.structure import read_structure
from kpiengine.rules.surroundings import Surroundings
from kpiengine.rules.varied import Inner, Lines

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = sorted([*FIXTURES.glob("*.good.toml"), *FIXTURES.glob("*.lint.toml")])
# what a schema can see: keys, kinds and words
SEEN = {"KPI103", "KPI104", "KPI105", "KPI106", "KPI107", "KPI108", "KPI109", "KPI110", "KPI111"}
UNSEEN = {"extends_row_misspelt", "word_misspelt", "matches_nobody", "currency_unknown", "date_in_quotes"}
UNSEEN |= {"role_misspelt", "no_such_period", "band_without_edge", "statements_of_a_later_release", "score_before"}
UNSEEN |= {"four_of_three"}  # a pattern sees no numbers
UNSEEN |= {"reweight_without_weights", "rows_and_own_weights", "row_makes_90", "scenario_without_a_line"}


def as_json(value):
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("path", generated(), ids=str)
def test_generated_files_are_fresh(path, root):
    assert (root / path).read_text("utf-8") == generated()[path], "run `python -m kpiengine.rules.generate`"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_the_schema_lets_sound_files_through(path):
    document = tomli.loads(path.read_text("utf-8"), parse_float=Decimal)
    jsonschema.Draft7Validator(json_schema()).validate(as_json(document))


def test_the_schema_refuses_what_the_reader_refuses():
    validator = jsonschema.Draft7Validator(json_schema())
    refused = 0
    for path in sorted(FIXTURES.glob("*.bad.toml")):
        text = path.read_text("utf-8")
        if path.name.split(".")[0] in UNSEEN or not set(re.findall(r"# expect \d+:\d+ (KPI\d+)", text)) & SEEN:
            continue
        assert not validator.is_valid(as_json(tomli.loads(text, parse_float=Decimal))), path.name
        refused += 1
    assert refused > 18


def test_the_schema_is_a_schema():
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert json.loads(schema_text()) == json_schema()


def test_every_key_of_the_schema_has_its_description():
    def tables(schema):
        if isinstance(schema, dict):
            yield from (schema["properties"].items() if "description" in schema and "properties" in schema else ())
            for inner in schema.values():
                yield from tables(inner)

    undescribed = [name for name, schema in tables(json_schema()) if not schema.get("description")]
    assert undescribed == []


def test_the_schema_knows_metrics_by_name(catalogue, base):
    validator = jsonschema.Draft7Validator(json_schema(catalogue.metrics.values()))
    validator.validate(as_json(tomli.loads(base, parse_float=Decimal)))
    assert not validator.is_valid(as_json(tomli.loads(base.replace("csat_pct", "csat_pst"), parse_float=Decimal)))


def test_every_key_has_a_row_under_its_heading():
    page = generated()["docs/reference/rule-language.md"]
    for section in SECTIONS:
        if section.further is not None:
            continue
        part = page.split(f"## `{section.heading}`")[1].split("\n## ")[0]
        inner = [key.kind.inner for key in section.keys if isinstance(key.kind, Table | Rows | Inner | Lines)]
        for key in (*section.keys, *(key for table in inner for key in table.keys)):
            assert f"| `{key.name}` |" in part


def test_every_example_is_read_without_a_fault_of_form():
    for section in SECTIONS:
        for key in section.keys:
            heading = f"[{section.name}.KPI412]" if section.name == "accept" else section.heading.replace("NAME", "x")
            _, reading = read_structure(tomli.loads(f"format = 1\n{heading}\n{key.example}", parse_float=Decimal))
            # an example alone lacks what is required, or the one of two keys
            assert {f.code for f in reading.findings} <= {"KPI105", "KPI111"}, key.example


def codes_said(root):
    """Every code that stands in the package and in our plugins, whether alone or at the head of a sentence."""
    folders = (root / "kpiengine", *(root / "plugins").glob("*/src"))
    files = (path for folder in folders for path in folder.rglob("*.py") if path.parent.name != "codes")
    return {code for path in files for code in re.findall(r"[\"'](KPI\d{3})\b", path.read_text("utf-8"))}


def test_every_code_has_its_entry_and_its_page_and_every_entry_is_used(root):
    page = generated()["docs/reference/diagnostics.md"]
    assert codes_said(root) == set(CODES)
    assert {code for code in CODES if f"\n### {code}\n" not in page} == set()


def test_codes_stand_in_order_and_say_something():
    assert list(CODES) == sorted(CODES)
    assert [name for name, code in CODES.items() if not all(code) or len(code.explanation) < 20] == []


def test_make_writes_what_is_generated(root):
    recipe = (root / "Makefile").read_text("utf-8").split("\ngenerate:")[1].split("\n\n")[0]
    assert "-m kpiengine.rules.generate" in recipe


def test_the_reference_has_every_function(check, base):
    """Functions that are refused as coming later are not in it."""
    found = check(base).ruleset
    scope = scope_of(Measures(found, Surroundings(Catalogue({}))), Names("alert"))
    alike = {"hours", "minutes", "seconds"}
    assert {*scope.functions, *STANDARD} - alike == set(FUNCTIONS)
