"""Windows over earlier periods: which stretches to measure beside the asked periods, and who is measured in them.

A stretch is made of whole periods of the rule set's calendar, so it is a sum of atoms as every period is, and all are
counted in the one pass over the rows.  An agent's earlier periods are those of the person: every day on which the
roster has him, whatever rule set or team held then.  A team, site or centre is what it was on each of those days; a
subject's team is the one that the period evaluated ends with.
"""

from collections.abc import Sequence

import polars as pl

from kpiengine.periods import Period, previous_period
from kpiengine.planning.coverage import holds
from kpiengine.planning.records import Stretches, Windows
from kpiengine.rules.checked import Back, CheckedRuleSet


def stretches_of(rulesets: Sequence[CheckedRuleSet], periods: Sequence[Period]) -> Stretches:
    """Every stretch that a window of a rule set reads in a period in which the rule set holds."""
    wishes = [
        (index, back)
        for checked in rulesets
        for index, period in enumerate(periods)
        if holds(checked.ruleset.head, period)
        for back in sorted({w.back for w in checked.wanted.values() if w.back is not None}, key=_ends)
    ]
    chains = {index: back_from(periods[index], max(b.last for i, b in wishes if i == index)) for index, _ in wishes}
    singles = {period: None for chain in chains.values() for period in chain[1:] if period not in periods}
    known = list(periods) + sorted(singles, key=lambda period: (period.calendar, period.start))
    found = Stretches(periods=tuple(known[len(periods) :]), singles=len(singles))
    # Asked periods stand once more: what a person did in an earlier one counts on all days, not on the covered ones.
    place = {period: index for index, period in enumerate(known)}
    further: dict[Period, int] = {}
    at: dict[tuple[int, Back], int] = {}
    parts: dict[int, tuple[int, ...]] = {}
    for index, back in wishes:
        own = tuple(reversed(chains[index][back.first : back.last + 1]))
        whole = own[0] if len(own) == 1 else _united(own)
        single = place.get(whole)
        if single is not None and single >= len(periods):
            at[index, back] = single
        else:
            at[index, back] = further.setdefault(whole, len(known) + len(further))
        parts[at[index, back]] = tuple(place[period] for period in own)
    return Stretches((*found.periods, *further), len(singles), at, parts)


def _ends(back: Back) -> tuple[int, int]:
    return back.first, back.last


def back_from(period: Period, count: int) -> tuple[Period, ...]:
    """The period and `count` before it, the newest first."""
    chain = [period]
    while len(chain) <= count:
        before = previous_period(chain[-1])
        while before.start == before.end:  # a day that the zone never had
            before = previous_period(before)
        chain.append(before)
    return tuple(chain)


def _united(own: Sequence[Period]) -> Period:
    first, last = own[0], own[-1]
    return Period(
        calendar=first.calendar,
        name=f"{first.name}..{last.name}",
        zone=first.zone,
        start_day=first.start_day,
        end_day=last.end_day,
        start=first.start,
        end=last.end,
        own=first.own,
    )


def windows_of(
    over: Stretches, stretches: pl.DataFrame, covered: pl.DataFrame, rulesets: Sequence[CheckedRuleSet]
) -> Windows:
    """The windows of a plan; `stretches` are who is where in those that are read, by their index."""
    if not over.at:
        return Windows(over)
    reading = [i for i, checked in enumerate(rulesets) if any(w.back is not None for w in checked.wanted.values())]
    pairs = pl.DataFrame(
        sorted({(index, at) for (index, _), at in over.at.items()}),
        schema={"period": pl.Int32, "at": pl.Int32},
        orient="row",
    )
    reads = covered.filter(pl.col("ruleset").is_in(reading))
    subjects = (
        reads.select("agent", "period", "team", "site")
        .join(pairs, on="period")
        .select("agent", pl.col("at").alias("period"), pl.lit(0, pl.Int32).alias("ruleset"), "team", "site")
        .unique()
        .sort("period", "agent", "team", "site")
    )
    own = stretches.join(reads.select("agent").unique(), on="agent", how="semi")
    members = own.select("agent", "atom", "period", pl.lit(0, pl.Int32).alias("ruleset"))
    return Windows(over, stretches, members, subjects)
