"""What a correction would change, a line for each payee and the cost of it, before anybody decides it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kpiengine.documents.wording import counted
from kpiengine.ledger.accounts import decimals_of
from kpiengine.numbers import format_scaled
from kpiengine.outputs.sums import money_of

MOST = 50  # lines that are shown; the request has all


def change_lines(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Payee by payee, then what it costs in all; an amount that is not known counts as nothing in the sum."""
    for change in changes[:MOST]:
        was, now = (_shown(change[name], change["currency"]) for name in ("before", "after"))
        yield f"{change['payee']} in {change['period']}, {change['ruleset']}: {was} -> {now}"
    if len(changes) > MOST:
        yield f"and {len(changes) - MOST} more"
    cost: dict[str, int] = {}
    for change in changes:
        difference = (change["after"] or 0) - (change["before"] or 0)
        cost[change["currency"]] = cost.get(change["currency"], 0) + difference
    yield (
        f"{counted(len(changes), 'result')} would change; cost: {money_of(cost)}"
        if changes
        else "no result would change"
    )


def _shown(minor: int | None, currency: str) -> str:
    return "not known" if minor is None else f"{format_scaled(minor, decimals_of(currency))} {currency}".rstrip()
