"""The wording of faults in tiers, money and rewards."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import counted, did_you_mean
from kpiengine.rules.model.values import Number


def tiers_together(first: str, second: str, start: Number) -> Finding:
    """Two tiers from one score."""
    return Finding(
        "KPI140",
        f"{first} and {second} both start at {start}",
        "give each its own `from`",
        path=("tier", second, "from"),
    )


def tier_pays_otherwise(tier: str, key: str, kind: str, right: str) -> Finding:
    """A bonus under payout kind percent."""
    message = f'payout kind is "{kind}", so a tier has `{right}`, not `{key}`'
    other = "amount" if key == "bonus" else "percent"
    remedy = f'use `{right}`, or say kind = "{other}" under [payout]'
    return Finding("KPI141", message, remedy, path=("tier", tier, key), on="key")


def unknown_tier(name: str, known: Sequence[str], path: Path) -> Finding:
    """A tier that is not there."""
    remedy = did_you_mean(name, known, what="tiers here are") or "this rule set has no tiers"
    return Finding("KPI217", f'there is no tier "{name}"', remedy, path=path)


def percent_of_what(columns: Sequence[str]) -> Finding:
    """Percent of nothing."""
    remedy = f'say of which number in the roster, as in of = "base_pay"; there are {", ".join(columns)}'
    return Finding("KPI142", "percent of what is not said", remedy, path=("payout", "kind"))


def of_without_percent() -> Finding:
    """`of` under kind amount."""
    return Finding(
        "KPI112",
        '`of` goes with kind = "percent" only',
        "take it out, or say the kind",
        path=("payout", "of"),
        on="key",
    )


def not_an_amount_column(name: str, columns: Sequence[str], *, known: bool) -> Finding:
    """Percent of a text, or of a column that is not there."""
    message = f'the roster\'s column "{name}" holds no number' if known else f'the roster has no column "{name}"'
    remedy = did_you_mean(name, columns, what="its number columns are") or "declare it under [facts.agents.extra]"
    return Finding("KPI219", message, remedy, path=("payout", "of"))


def no_currency() -> Finding:
    """Money without a currency."""
    message = "the rule set pays, and neither it nor the project says in which currency"
    return Finding("KPI144", message, 'add currency = "CNY"', path=("ruleset",), on="key")


def unknown_currency(currency: str, reason: str) -> Finding:
    """A code that ISO 4217 does not have."""
    return Finding("KPI107", reason, f'"{currency}" is no ISO 4217 code; "CNY" is one', path=("ruleset", "currency"))


def finer_than_currency(path: Path, amount: Number, currency: str, units: int) -> Finding:
    """Half a yen, or a tenth of a cent."""
    if units == 0:
        return Finding(
            "KPI143", f"{amount} cannot be paid: {currency} has no decimals", "write a whole number", path=path
        )
    message = f"{amount} is finer than {currency}, which has {counted(units, 'decimal')}; it is rounded at the end"
    return Finding("KPI422", message, "write what is paid, if that is not meant", path=path)


def rounding_finer(decimals: int, currency: str, units: int) -> Finding:
    """Three decimals of a yuan."""
    message = (
        f"decimals = {decimals} cannot be paid: {currency} has {counted(units, 'decimal') if units else 'no decimals'}"
    )
    return Finding("KPI143", message, f"at most {units}", path=("payout", "decimals"))


def unknown_reward(name: str, known: Sequence[str], path: Path) -> Finding:
    """A reward that is not there."""
    remedy = did_you_mean(name, known, what="rewards here are") or f"add [reward.{name}]"
    return Finding("KPI218", f'there is no reward "{name}"', remedy, path=path)


def reward_twice(reward: str, tier: str) -> Finding:
    """A reward with a tier and a condition."""
    message = f"tier {tier} gives {reward}, and it has a `when` of its own"
    return Finding(
        "KPI221", message, "take it out of the tier, or take `when` out", path=("reward", reward, "when"), on="key"
    )


def level_of_no_condition(reward: str) -> Finding:
    """Values of a team that nothing asks for."""
    message = "`level` says whose values `when` means, and this reward has none"
    return Finding("KPI171", message, "take it out, or say `when`", path=("reward", reward, "level"), on="key")


def reward_for_nobody(reward: str) -> Finding:
    """A reward without a way to it."""
    remedy = "name it in a tier's `rewards`, or give it a `when`"
    return Finding("KPI417", f"nobody can get {reward}", remedy, path=("reward", reward), on="key")
