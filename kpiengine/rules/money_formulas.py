"""Every formula of the money: the split of a pool, its size, factors, and who comes first where places are few."""

from collections.abc import Iterator

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.score import Points
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.scope.names import Place

MONEY_DECIMALS = 6  # of a formula that gives money, before the one rounding of each amount
IN_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@frozen
class MoneyFormula:
    """One text: where it stands, in which layer, to how many decimals (None: as exact as 9), and of whose values."""

    path: Path
    text: str
    place: Place
    decimals: int | None = None
    level: KpiLevel | None = None


def money_formulas(rules: RuleSet) -> Iterator[MoneyFormula]:
    """All that are written."""
    payout = rules.payout
    unit = None if payout.per is None else KpiLevel(payout.per)
    if payout.split_by is not None:
        yield MoneyFormula(("payout", "split_by"), payout.split_by, "money")
    for key, level in (("pool", unit), ("multiply", None)):
        said = getattr(payout, key)
        if isinstance(said, str):
            yield MoneyFormula(("payout", key), said, "money", MONEY_DECIMALS, level)
        for by in payout.by:
            for index, line in enumerate(by.lines):
                value = line.values.get(key)
                at = line.at if isinstance(line.at, str) else index
                if isinstance(value, str):
                    yield MoneyFormula(("payout", "by", by.of, at, key), value, "money", MONEY_DECIMALS, level)
    for reward in rules.rewards.values():
        if reward.rank_by is not None:
            yield MoneyFormula(("reward", reward.id, "rank_by"), reward.rank_by, "reward")


def earlier_cases(rules: RuleSet) -> Iterator[tuple[Points, str, str]]:
    """For each rule of points that looks back: the counts of its earlier cases, as keys and formulas.

    `points.NAME.earlier` is that of all periods together, `points.NAME.earlier.2` that of the period two before.
    """
    for one in rules.points.values():
        if one.within is not None and (back := periods_in(one.within, str(rules.head.period))) is not None:
            yield one, f"points.{one.id}.earlier", f"history({one.count}, {back})"
            for k in range(1, back + 1):
                yield one, f"points.{one.id}.earlier.{k}", f"previous({one.count}, {k})"


def periods_in(length: Length, period: str) -> int | None:
    """How many periods of a kind a length of time is; None where it is no whole number of them."""
    if length.unit == period:
        return length.count
    if length.unit in IN_MONTHS and period in IN_MONTHS:
        months, each = length.count * IN_MONTHS[length.unit], IN_MONTHS[period]
        return months // each if months % each == 0 else None
    days = {"day": 1, "week": 7}
    if length.unit in days and period in days:
        total = length.count * days[length.unit]
        return total // days[period] if total % days[period] == 0 else None
    return None
