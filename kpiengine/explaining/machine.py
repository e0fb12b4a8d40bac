"""The same as one JSON document: what was measured, each step with its tree, and the story.

A program without this engine can redo every number from it; docs/explanation/recompute.py is one.
"""

from collections.abc import Mapping
from typing import Any

from kpiengine.explaining.note import Note
from kpiengine.explaining.recorded import Recorded
from kpiengine.expressions.document import type_text
from kpiengine.expressions.tree import Value
from kpiengine.expressions.types import Type
from kpiengine.numbers import format_scaled

FORMAT = 1


def document(found: Recorded, values: Mapping[str, Value], told: Note) -> dict[str, Any]:
    """`values` are those of `redo`; numbers are whole numbers with the decimals that their type says, and as shown."""
    sheet = found.sheet
    stages = {name: (stage, tree) for stage, name, tree in sheet.document["steps"]}
    measured = {name: value for name, value in values.items() if name not in stages}
    return {
        "format": FORMAT,
        "agent": found.agent,
        "name": found.name,
        "plan": found.run.plan,
        "period": found.run.period,
        "run": found.run.number,
        "content": found.run.content,
        "ruleset": sheet.document["ruleset"],
        "rules": {sheet.document["path"]: sheet.document["sha256"], **sheet.document["bases"]},
        "currency": sheet.document["currency"],
        "measured": {name: [_kind(sheet.types.get(name), value), value] for name, value in measured.items()},
        "steps": [
            {
                "stage": stage,
                "name": name,
                "type": type_text(sheet.steps[name].type),
                "tree": tree,
                "value": values[name],
                "shown": shown(values[name], sheet.steps[name].type),
            }
            for name, (stage, tree) in stages.items()
        ],
        "stated": [line.document() for line in found.stated],
        "also_due": [line.document() for line in found.also],
        "story": told.document(),
    }


def shown(value: Value, type_: Type) -> str:
    """A value with all its decimals, in the words that a program without this engine can make."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else format_scaled(value, type_.scale)


def _kind(type_: Type | None, value: Value) -> str:
    """The type, or what the value itself shows for columns that no formula may name."""
    if type_ is not None:
        return type_text(type_)
    return "text" if isinstance(value, str) else "yes/no" if isinstance(value, bool) else "number"
