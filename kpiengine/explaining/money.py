"""The amount, step by step."""

from collections.abc import Iterator

from kpiengine.explaining.teller import Teller


def steps_of(teller: Teller) -> Iterator[str]:
    """One sentence for each step that was taken."""
    if "amount_exact" in teller:
        ends = teller.values.get("amount_exact_ends")
        yield teller.say("exact", exact=teller.short("amount_exact") if ends else teller.shown("amount_exact") + "…")
    if "days" in teller:
        yield teller.say("days", days=teller.shown("days"), of=teller.shown("period_days"))
    yield teller.say("rounded", amount=teller.money("amount"))
