"""Where the first step of the money comes from: a percent of what, so many units at which rate, a part of a pool."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import polars as pl

from kpiengine.explaining.sums import TIMES
from kpiengine.explaining.teller import Teller
from kpiengine.numbers import format_scaled, round_fraction
from kpiengine.rules.accumulated import accumulates
from kpiengine.rules.plain import plain

EXACT = 9  # decimals of a product on a line


def worth_lines(teller: Teller) -> Iterator[str]:
    """One sentence with the sum; nothing for a bonus that the tier says, and for what goes on over several periods."""
    payout = teller.rules.payout
    match payout.kind:
        case "percent":
            yield from _percent(teller)
        case "rate" if not accumulates(payout):
            yield from _rates(teller)
        case "pool" if teller.values.get("pool_minor") is not None:
            every = _every_weight(teller)
            weights = "" if every is None else teller.say("pool weights", all=every)
            pool = format_scaled(int(teller.values["pool_minor"] or 0), int(teller.found.sheet.document["decimals"]))
            yield teller.say("of pool", pool=pool, weight=teller.short("share_weight"), weights=weights)


def _every_weight(teller: Teller) -> str | None:
    """The weights of all who share the pool, added up; None where the rows of the others are not there."""
    path = teller.found.sheet.path.with_suffix(".parquet")
    if not path.is_file():
        return None
    mine = pl.scan_parquet(path)
    per = teller.rules.payout.per
    if per in {"team", "site"}:
        mine = mine.filter(pl.col(str(per)) == teller.values[str(per)])
    total = int(mine.select(pl.col("share_weight").sum()).collect().item())
    return plain(Decimal(format_scaled(total, teller.type("share_weight").scale)))


def _percent(teller: Teller) -> Iterator[str]:
    payout, tier = teller.rules.payout, int(teller.values.get("tier") or 0)
    percent = (teller.rules.tiers[tier - 1].percent or 0) if tier else 0
    column = f"roster:{payout.of}"
    if not percent or teller.values.get(column) is None:
        return
    base = teller.short(column)
    amount = _exactly(Fraction(percent) * Fraction(base) / 100)
    of = str(payout.of).replace("_", " ")
    yield teller.say("percent of", percent=plain(percent), of=of, base=base, amount=amount)


def _rates(teller: Teller) -> Iterator[str]:
    """`40 x 50 + 10 x 80`: each unit at the rate of its own stretch, or all of them at the last one reached."""
    payout = teller.rules.payout
    known = teller.values.get(f"known:{payout.units}")
    if known is None or payout.units is None:
        return
    units = Fraction(teller.short(f"known:{payout.units}"))
    part = _part(teller)
    edges = [Fraction(rate.over) * part for rate in payout.rates]
    reached = [(rate, edge) for rate, edge in zip(payout.rates, edges, strict=True) if units > edge]
    what, shown = teller.title(teller.found.sheet.measures[payout.units]["title"], payout.units), _exactly(units)
    share = teller.say("edges shrink", share=_exactly(part * 100)) if part != 1 else ""
    if not reached:
        yield teller.say("no rate", what=what, units=shown, share=share, over=_exactly(edges[0]))
        return
    ends = [edge for _, edge in reached[1:]] + [units]
    stretches = [(end - edge, Fraction(rate.pay)) for (rate, edge), end in zip(reached, ends, strict=True)]
    if payout.whole:
        stretches = [(units, Fraction(reached[-1][0].pay))]
    sum_ = " + ".join(f"{_exactly(many)} {TIMES} {_exactly(pay)}" for many, pay in stretches)
    amount = _exactly(sum((many * pay for many, pay in stretches), Fraction(0)))
    yield teller.say("by rates", what=what, units=shown, sum=sum_, amount=amount, share=share)


def _part(teller: Teller) -> Fraction:
    """The share of full time by which the edges of the rates shrink."""
    prorate, own, full = (
        teller.rules.payout.prorate,
        teller.values.get("presence"),
        teller.values.get("presence_full"),
    )
    if prorate is None or "rates" not in prorate.scale or own is None or not full:
        return Fraction(1)
    return Fraction(teller.shown("presence")) / Fraction(teller.shown("presence_full"))


def factor(teller: Teller) -> str:
    """The tier's factor and the payout's, as far as they are numbers."""
    tier = int(teller.values.get("tier") or 0)
    own = teller.rules.tiers[tier - 1].multiply if tier else 1
    said = teller.rules.payout.multiply
    found = [plain(one) for one in (own, said) if not isinstance(one, str) and one != 1]
    found += [f"({said})"] if isinstance(said, str) else []
    return f" {TIMES} ".join(found)


def gate_shares(teller: Teller) -> str:
    """What of the money the failed gates leave: `x 50 %`."""
    return "".join(
        f" {TIMES} {plain(percent)} %"
        for gate in teller.rules.gates.values()
        if (percent := gate.otherwise.pay_percent) is not None and teller.values.get(f"failed:{gate.id}")
    )


def _exactly(value: Fraction) -> str:
    """All its decimals, or as many as there is room for."""
    text = format_scaled(round_fraction(value.numerator * 10**EXACT, value.denominator), EXACT)
    return plain(Decimal(text).normalize())
