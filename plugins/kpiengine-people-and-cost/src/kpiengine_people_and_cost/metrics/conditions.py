"""Conditions of parts as text, built from parameters."""

from collections.abc import Sequence

from kpiengine.plugin import Agg, Part


def every(*conditions: str | None) -> str | None:
    """All of the given conditions; None where there is none."""
    given = [c for c in conditions if c]
    return " and ".join(f"({c})" for c in given) if len(given) > 1 else (given[0] if given else None)


def among(column: str, values: Sequence[str]) -> str:
    """The column is one of the values."""
    return f"{column} in [{', '.join(repr(v) for v in values)}]"


SEVERAL = {"lowest_currency != highest_currency": "costs in several currencies cannot be added"}


def currencies(view: str, where: str | None) -> dict[str, Part]:
    """The parts that `SEVERAL` compares."""
    return {
        "lowest_currency": Part(view, Agg.MIN, "currency_no", where),
        "highest_currency": Part(view, Agg.MAX, "currency_no", where),
    }
