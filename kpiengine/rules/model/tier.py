"""[tier.NAME]: from where on it is reached, and what it pays."""

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
