"""The JSON Schema of rule files, for editors: made from the same sections that the reader uses.

`rules/kpiengine.schema.json` is this text; `#:schema ./kpiengine.schema.json` on the first line of a rule file
gives completion and documents on hover.  What stands between keys is `check`'s to say, not the schema's.
"""

import json
from typing import Any

from kpiengine.rules.keys import Section
from kpiengine.rules.kinds import NAME, table_schema
from kpiengine.rules.language import FORMAT, SECTIONS


def json_schema() -> dict[str, Any]:
    """The schema as data."""
    headings = {section.name: _section(section) for section in SECTIONS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "kpiengine rule set",
        "description": "One rule set: whom it is for, its KPIs, gates, tiers, payout and alerts.",
        "type": "object",
        "properties": {
            "format": {"description": "The version of the rule language.", "const": FORMAT},
            **headings,
        },
        "required": ["format", *(section.name for section in SECTIONS if section.required)],
        "additionalProperties": False,
    }


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _section(section: Section) -> dict[str, Any]:
    table = table_schema(section)
    if not section.named:
        return table
    return {
        "type": "object",
        "description": section.doc,
        "patternProperties": {f"^{NAME.pattern}$": table},
        "additionalProperties": False,
    }
