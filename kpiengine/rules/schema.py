"""The JSON Schema of rule files, for editors: made from the same sections that the reader uses.

`rules/kpiengine.schema.json` is this text; `#:schema ./kpiengine.schema.json` on the first line of a rule file
gives completion and documents on hover.  What stands between keys is `check`'s to say, not the schema's.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from kpiengine.plugin import Metric
from kpiengine.rules.keys import Section
from kpiengine.rules.kinds.nested import OFF, required_schema, table_schema
from kpiengine.rules.kinds.texts import NAME
from kpiengine.rules.language import FORMAT, SECTIONS

NEVER_TAKEN_OVER = ("id", "from", "agents")


def json_schema(metrics: Iterable[Metric] = ()) -> dict[str, Any]:
    """The schema as data; with `metrics` only these are metrics, each with its title, else any name is one.

    A file that takes over another need not say what that one says, so most required keys hold for the others only.
    """
    headings = {section.name: _section(section) for section in SECTIONS}
    extends = {**_open({"ruleset": {**_open({}), "required": ["extends"]}}), "required": ["ruleset"]}
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
        "definitions": {"metric": _metric(sorted(metrics, key=lambda metric: metric.id))},
        "if": extends,
        "else": _open({section.name: made for section in SECTIONS if (made := _required(section))}),
    }


def _metric(metrics: Sequence[Metric]) -> dict[str, Any]:
    """Which metrics there are, with what an editor shows beside each."""
    if not metrics:
        return {"type": "string", "pattern": f"^{NAME.pattern}$"}
    said = [_says(metric) for metric in metrics]
    # one list, so that a slip is one fault in the editor; the descriptions are where editors look for them
    return {
        "enum": [metric.id for metric in metrics],
        "enumDescriptions": said,
        "x-taplo": {"docs": {"enumValues": said}},
    }


def _says(metric: Metric) -> str:
    """CSAT, percent positive (客户满意度), %."""
    titles = [metric.title[language] for language in ("en", "zh") if language in metric.title]
    name = titles[0] if titles else metric.id
    other = f" ({titles[1]})" if titles[1:] else ""
    return f"{name}{other}{', ' if metric.unit else ''}{metric.unit}"


def schema_text(metrics: Iterable[Metric] = ()) -> str:
    """The schema as the file holds it."""
    return json.dumps(json_schema(metrics), indent=2, ensure_ascii=False) + "\n"


def _section(section: Section) -> dict[str, Any]:
    table = table_schema(section, whole=False)
    if section.required:
        table["required"] = [name for name in NEVER_TAKEN_OVER if section.key(name)]
    else:
        table["properties"] = {**table["properties"], "off": OFF}
    if not section.named:
        return table
    return {
        "type": "object",
        "description": section.doc,
        "properties": {"off": OFF},
        "patternProperties": {f"^(?!off$){NAME.pattern}$": table},
        "additionalProperties": False,
    }


def _required(section: Section) -> dict[str, Any]:
    """What a file that takes over nothing must say, and that it has nothing to take out."""
    must: dict[str, Any] = {**required_schema(section), **_open({"off": False})}
    if section.named:
        return {"properties": {"off": False}, "additionalProperties": must}
    return {**required_schema(section), **_open({})} if section.required else must


def _open(properties: dict[str, Any]) -> dict[str, Any]:
    """A part that says something of these keys only; an editor in strict mode would take all others for unknown."""
    return {"properties": properties, "additionalProperties": True}
