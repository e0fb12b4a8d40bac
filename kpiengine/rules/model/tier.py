"""[tier.NAME]: from where on it is reached, and what it pays."""

from decimal import Decimal

from attrs import frozen

from kpiengine.rules.model.values import Number, Titles


@frozen
class Tier:
    """[tier.NAME]; `start` is the lower edge (key `from`), included.  With [rank] it is `top` or `top_percent`."""

    id: str
    start: Number
    title: Titles
    bonus: Number | None = None
    percent: Number | None = None
    multiply: Number = 1
    rewards: tuple[str, ...] = ()
    top: int | None = None
    top_percent: Number | None = None
    because: str | None = None

    @property
    def bonus_decimals(self) -> int | None:
        """Decimals of the bonus that matter: 300.00 has none."""
        return None if self.bonus is None else decimals_of(self.bonus)


def decimals_of(amount: Number) -> int:
    """Decimals that matter: 300.00 has none."""
    if isinstance(amount, int):
        return 0
    return max(0, -int(Decimal(amount).normalize().as_tuple().exponent))
