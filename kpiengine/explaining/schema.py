"""The schema of what `explain --format json` prints, for programs that read it: docs/reference/explain.schema.json."""

import json
from collections.abc import Mapping
from typing import Any

from kpiengine.explaining.machine import FORMAT
from kpiengine.expressions.tree import Op
from kpiengine.expressions.types import Kind

PAGE = "docs/reference/explain.schema.json"
_TEXT, _COUNT = {"type": "string"}, {"type": "integer"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_VALUE = {
    "type": ["integer", "boolean", "string", "null"],
    "description": "As stored: a number times ten to the power of its decimals; null where it is not known.",
}
_TYPE = {
    "type": "string",
    "pattern": rf"^({'|'.join(kind.value for kind in Kind)})(\.\d+)?$",
    "description": "Kind and decimals.",
}
_MONEY = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kpiengine explain AGENT --format json",
        **_object({"format": {"const": FORMAT}, "explained": {"type": "array", "items": {"$ref": "#/$defs/result"}}}),
        "$defs": {"result": _result(), "tree": _tree(), "note": _note(), "line": _line()},
    }


def schema_text() -> str:
    """As a file."""
    return json.dumps(schema(), indent=2) + "\n"


def _object(properties: Mapping[str, Any], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    """All of these keys and no other."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _each(value: Mapping[str, Any], said: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value, "description": said}


def _result() -> dict[str, Any]:
    """One agent under one rule set in one run."""
    pair = {"type": "array", "prefixItems": [_TYPE, _VALUE], "minItems": 2, "maxItems": 2}
    tree = {"$ref": "#/$defs/tree"}
    step = _object({"stage": _TEXT, "name": _TEXT, "type": _TYPE, "tree": tree, "value": _VALUE, "shown": _TEXT})
    lines = {"type": "array", "items": {"$ref": "#/$defs/line"}}
    return _object(
        {
            "format": {"const": FORMAT},
            "agent": _TEXT,
            "name": _MAYBE_TEXT,
            "plan": _TEXT,
            "period": _TEXT,
            "run": _COUNT,
            "content": {**_TEXT, "description": "The hash by which the run is known."},
            "ruleset": _TEXT,
            "rules": _each(_TEXT, "The rule file and those that it takes over, each with its SHA-256."),
            "currency": _MAYBE_TEXT,
            "measured": _each(pair, "What was measured or is in the roster, by column: type and value."),
            "steps": {"type": "array", "items": step, "description": "Every step in the order of its computation."},
            "stated": {**lines, "description": "What was closed of this result, and every adjustment since."},
            "also_due": {**lines, "description": "What falls due together with it, of other periods."},
            "story": {"$ref": "#/$defs/note"},
        }
    )


def _tree() -> dict[str, Any]:
    """An operator, its type, then what it works on; of a division the rounding and of a statistic its name first."""
    inner = {"anyOf": [{"$ref": "#/$defs/tree"}, _VALUE]}
    return {"type": "array", "prefixItems": [{"enum": [op.value for op in Op]}, _TYPE], "items": inner, "minItems": 2}


def _note() -> dict[str, Any]:
    """A sentence and those that it rests on."""
    below = {"type": "array", "items": {"$ref": "#/$defs/note"}}
    return _object({"text": _TEXT, "kind": _TEXT, "notes": below}, frozenset({"kind", "notes"}))


def _line() -> dict[str, Any]:
    """One line of the ledger."""
    maybe = {"anyOf": [_MONEY, {"type": "null"}]}
    return _object(
        {
            "line": _TEXT,
            "revision": _COUNT,
            "entitlement": maybe,
            "held_back": _MONEY,
            "amount": _MONEY,
            "cause": _MAYBE_TEXT,
            "kind": _TEXT,
            "due": _TEXT,
            "currency": _TEXT,
            "period": _TEXT,
            "ruleset": _TEXT,
            "paid": _MONEY,
            "over": _MONEY,
        }
    )
