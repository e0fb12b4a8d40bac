"""The amount, step by step, in the order in which money is made; steps that change nothing are passed over."""

from collections.abc import Iterator

from kpiengine.decisions.words import STEPS
from kpiengine.explaining.teller import Teller
from kpiengine.explaining.worth import factor, gate_shares, worth_lines


def steps_of(teller: Teller) -> Iterator[str]:
    """One sentence for each step that was taken, and what is paid at the end."""
    before = None
    for name in STEPS:
        if f"step:{name}" not in teller or teller.values[f"step:{name}"] is None:
            continue
        if name == STEPS[0]:
            yield from worth_lines(teller)
        now = _exact(teller, name)
        if now != before:
            yield teller.say(f"step {name}", amount=now, **_of(teller, name))
        before = now
    if teller.values.get("scaled"):
        yield teller.say("step budgeted", due=teller.money("amount_due"), amount=teller.money("amount"))
    if teller.values.get("held_back"):
        yield teller.say("step held back", held=teller.money("held_back"))
        yield teller.say("rounded", amount=teller.money("step:paid_now"))
    else:
        yield teller.say("rounded", amount=teller.money("amount"))


def _exact(teller: Teller, name: str) -> str:
    """As many decimals as there are, and a mark where more follow."""
    text = teller.short(f"step:{name}")
    return text if teller.values.get(f"step:{name}:ends") else f"{text}…"


def _of(teller: Teller, name: str) -> dict[str, str]:
    """What a step is made with."""
    if name == "multiplied":
        return {"factor": factor(teller)}
    if name == "gated":
        return {"shares": gate_shares(teller)}
    if name != "present":
        return {}
    share = f", {teller.shown('step:presence')} %" if "step:presence" in teller else ""
    return {"days": teller.shown("days"), "of": teller.shown("period_days"), "share": share}
