"""A result as one JSON document: for programs, with exact numbers as text."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import asdict

from kpiengine.facts.records import FactStore
from kpiengine.ledger import Settlement
from kpiengine.outputs.results import Result


def shadow_document(result: Result) -> dict[str, Any]:
    """What a shadow would have decided: no run, and marked as such."""
    return {
        "plan": result.plan,
        "period": result.period.name,
        "ruleset": result.rulesets[0].ruleset.head.id,
        "state": "shadow",
        **_cards_and_alerts(result.tables),
    }


def as_of_document(result: Result) -> dict[str, Any]:
    """What was known at another moment would have decided: no run, and marked as such."""
    said = {"plan": result.plan, "period": result.period.name, "state": "as_of"}
    return {**said, **_cards_and_alerts(result.tables)}


def document(result: Result, settlement: Settlement, facts: FactStore, notes: Sequence[str]) -> dict[str, Any]:
    """Run, scorecards with their KPI lines, decisions inside, and alerts; missing values are null.

    `rows` and `notes` are of this invocation, also where the result had been recorded by an earlier one.
    """
    return {
        "plan": result.plan,
        "period": result.period.name,
        "run": settlement.number,
        "content": settlement.record["content"],
        "already_recorded": settlement.already_recorded,
        **_cards_and_alerts(result.tables),
        "rows": [asdict(account) for account in facts.accounts],
        "notes": list(notes),
    }


def _cards_and_alerts(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    lines = _by_owner(tables["kpi_lines"])
    decisions, segments = _by_owner(tables["decisions"]), _by_owner(tables["segments"])
    windows = _by_owner(tables["windows"]) if "windows" in tables else None
    cards = [
        {
            **card,
            "kpis": [_without(line) for line in lines.get(_owner(card), [])],
            **({"segments": [_without(one) for one in segments[_owner(card)]]} if _owner(card) in segments else {}),
            "decision": next((_without(d) for d in decisions.get(_owner(card), [])), None),
            **({} if windows is None else {"windows": [_without(w) for w in windows.get(_owner(card), [])]}),
        }
        for card in tables["scorecards"].to_dicts()
    ]
    return {"scorecards": cards, "alerts": tables["alerts"].to_dicts()}


def _owner(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row["agent_id"], row["ruleset"]


def _by_owner(frame: pl.DataFrame) -> dict[tuple[Any, Any], list[dict[str, Any]]]:
    """Rows by agent and rule set: the edge of the house, where columns become objects."""
    found: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(_owner(row), []).append(row)
    return found


def _without(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without what its owner says already."""
    return {k: v for k, v in row.items() if k not in {"agent_id", "name", "period", "ruleset", "state"}}
