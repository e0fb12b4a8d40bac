"""A rule set read aloud: one sentence for each decision, with units, boundaries and half-way points."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import zip_longest

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model import (
    Alert,
    Gate,
    GateElse,
    Kpi,
    KpiLevel,
    Missing,
    Number,
    Reward,
    RuleSet,
    SliceValue,
    Tier,
    Titles,
)
from kpiengine.rules.phrases import LANGUAGES, Phrases

_MINUTE, _HOUR, _LONG = 60, 3600, 120
_NO_UNIT = frozenset({"", "count", "points", "score", "ratio"})


def read_aloud(checked: CheckedRuleSet, language: str = "en") -> list[str]:
    """The sentences in the order of the file."""
    return list(_Reader(checked, LANGUAGES[language]).sentences())


class _Reader:
    def __init__(self, checked: CheckedRuleSet, phrases: Phrases) -> None:
        self.checked = checked
        self.rules: RuleSet = checked.ruleset
        self.phrases = phrases
        self.say = phrases.say

    def sentences(self) -> Iterator[str]:
        rules = self.rules
        yield self.head()
        yield from (self.kpi(kpi) for kpi in rules.kpis.values())
        if rules.weighted:
            score = rules.score
            parts = {"decimals": score.decimals, "maximum": score.maximum, "min_weight": score.min_weight}
            yield self.say("score", **parts)
        yield from (self.gate(gate) for gate in rules.gates.values())
        yield from (self.tier(tier, above) for tier, above in zip_longest(rules.tiers, rules.tiers[1:]))
        yield from self.payout()
        yield from (self.reward(reward) for reward in rules.rewards.values())
        yield from (self.alert(alert) for alert in rules.alerts.values())
        for accept in rules.accepts:
            yield self.say("accept", until=accept.until, by=accept.by, code=accept.code, because=accept.because)

    # -- head and KPIs -----------------------------------------------------------------------------------------------

    def head(self) -> str:
        head = self.rules.head
        until = self.say("until", to=head.to) if head.to else ""
        but = self.say("but", people=self.people(head.excluded)) if head.excluded else ""
        start, people = head.start, self.people(head.agents)
        title = self.title(head.title)
        wait = self.say(head.count_when, period=head.period) if head.count_when else ""
        return self.say(
            "head",
            title=title,
            start=start,
            until=until,
            period=head.period,
            subjects="" if head.level is KpiLevel.AGENT else self.say(f"{head.level}s"),
            people=people,
            but=but,
            wait=wait,
        )

    def people(self, match: Mapping[str, tuple[str, ...]]) -> str:
        return "; ".join(f"{name} {self.say('or').join(values)}" for name, values in match.items())

    def title(self, titles: Titles) -> str:
        return titles.get(self.phrases.language) or next(iter(titles.values()))

    def kpi(self, kpi: Kpi) -> str:
        return self.say(
            "kpi",
            name=kpi.id,
            weight=self.say("watched") if kpi.weight is None else self.say("weight", weight=plain(kpi.weight)),
            metric=self.title(self.checked.wanted[kpi.id].metric.title),
            level=self.level(kpi.level),
            slice=self.slice(kpi),
            marks=self.marks(kpi),
            unknown="" if kpi.weight is None else self.unknown(kpi),
        )

    def level(self, level: KpiLevel) -> str:
        if level is self.rules.head.level:
            return ""
        return self.say("queues") if level is KpiLevel.QUEUE else self.say("level", level=level)

    def slice(self, kpi: Kpi) -> str:
        if not kpi.slice:
            return ""
        parts = (f"{name} {self.say('or').join(map(self.value, values))}" for name, values in kpi.slice.items())
        return self.say("slice", slice=self.say("and").join(parts))

    def value(self, value: SliceValue) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return value if isinstance(value, str) else plain(value)

    def marks(self, kpi: Kpi) -> str:  # noqa: PLR0911 -- one return for each shape of curve
        points, target, floor = kpi.points_at, kpi.target, kpi.floor
        low, high = plain(points.floor), plain(points.target)
        if kpi.bands:
            names = {True: "band from", False: "band over"}
            lines = (
                self.say(names[band.included], points=plain(band.points), edge=self.unit(band.edge, kpi))
                for band in kpi.bands
            )
            return self.say("bands", bands=", ".join(lines))
        if isinstance(target, tuple):
            first, second = (self.unit(mark, kpi) for mark in target)
            if not isinstance(floor, tuple):
                return self.say("pass range", high=100, first=first, second=second)
            below, above = (self.unit(mark, kpi) for mark in floor)
            return self.say("range", low=low, high=high, first=first, second=second, below=below, above=above)
        if target is None:
            return ""
        if kpi.curve == "pass":
            return self.say("pass", high=100, target=self.unit(target, kpi))
        if floor is None or isinstance(floor, tuple):
            return self.say("target only", target=self.unit(target, kpi))
        half = (Decimal(target) + Decimal(floor)) / 2
        half_points = (Decimal(points.floor) + Decimal(points.target)) / 2
        line = self.say(
            "straight",
            low=low,
            high=high,
            floor=self.unit(floor, kpi),
            target=self.unit(target, kpi),
            half=self.unit(half, kpi),
            half_points=plain(half_points),
        )
        if kpi.stretch is None:
            return line
        return line + self.say("stretch", points=plain(points.stretch), stretch=self.unit(kpi.stretch, kpi))

    def unknown(self, kpi: Kpi) -> str:
        least = self.checked.wanted[kpi.id].min_sample
        few = kpi.if_missing if kpi.if_few is None else kpi.if_few
        if least <= 1:
            return self.say("missing", policy=self.policy(kpi.if_missing))
        if few == kpi.if_missing:
            return self.say("few", n=least, policy=self.policy(few))
        return self.say("few and missing", n=least, few=self.policy(few), missing=self.policy(kpi.if_missing))

    def policy(self, policy: Missing) -> str:
        return self.say(policy) if isinstance(policy, str) else self.say("points", points=plain(policy))

    def unit(self, value: Number, kpi: Kpi) -> str:
        """The value in the metric's unit: seconds from two minutes on as m:ss, from an hour on as hours."""
        unit = self.checked.wanted[kpi.id].metric.unit
        exact = Decimal(value)
        if unit == "s" and exact >= _HOUR and exact * 100 % _HOUR == 0:
            return f"{plain(exact / _HOUR)} h"
        if unit == "s" and exact >= _LONG and exact == int(exact):
            return f"{int(exact) // _MINUTE}:{int(exact) % _MINUTE:02d} min"
        return plain(exact) if unit in _NO_UNIT else f"{plain(exact)} {unit}"

    # -- gates, tiers, money -----------------------------------------------------------------------------------------

    def gate(self, gate: Gate) -> str:
        return self.say(
            "gate",
            name=gate.id,
            condition=self.phrases.read_condition(gate.require),
            otherwise=self.otherwise(gate.otherwise),
            policy=self.say(f"policy {gate.if_missing}"),
        )

    def otherwise(self, what: GateElse) -> str:
        if what.drop_tiers is not None:
            return self.say("drop_tiers", n=what.drop_tiers, s="s" if what.drop_tiers > 1 else "")
        if what.cap_tier is not None:
            return self.say("cap_tier", tier=what.cap_tier)
        if what.pay_percent is not None:
            return self.say("pay_percent", percent=plain(what.pay_percent))
        return self.say("no_bonus")

    def tier(self, tier: Tier, above: Tier | None) -> str:
        under = self.say("up") if above is None else self.say("under", next=plain(above.start))
        pay = ""
        if tier.bonus is not None:
            pay = self.say("bonus", currency=self.rules.head.currency, amount=plain(tier.bonus))
        elif tier.percent is not None:
            pay = self.say("percent", percent=plain(tier.percent), of=str(self.rules.payout.of).replace("_", " "))
        if tier.multiply != 1:
            pay += self.say("multiply", multiply=plain(tier.multiply))
        if tier.rewards:
            pay += self.say("rewards", rewards=", ".join(self.reward_title(name) for name in tier.rewards))
        return self.say("tier", name=tier.id, start=plain(tier.start), under=under, pay=pay)

    def payout(self) -> Iterator[str]:
        payout, head = self.rules.payout, self.rules.head
        if payout.cap is not None:
            yield self.say("cap", currency=head.currency, cap=plain(payout.cap), period=head.period, subject=head.level)
        if payout.decimals is not None or payout.rounding != "half_up":
            decimals = "" if payout.decimals is None else self.say("decimals", n=payout.decimals)
            yield self.say("rounding", how=self.say(payout.rounding), decimals=decimals)

    # -- rewards and alerts ------------------------------------------------------------------------------------------

    def reward_title(self, name: str) -> str:
        return self.title(self.rules.rewards[name].title)

    def reward(self, reward: Reward) -> str:
        said = reward.amount if isinstance(reward.amount, str) else plain(reward.amount)
        amount = "" if reward.amount == 1 else self.say("reward amount", amount=said)
        when = ""
        if reward.when is not None:
            condition, policy = self.phrases.read_condition(reward.when), self.say(f"policy {reward.if_missing}")
            when = self.say("reward when", condition=condition, policy=policy)
        return self.say("reward", title=self.title(reward.title), kind=reward.kind, amount=amount, when=when)

    def alert(self, alert: Alert) -> str:
        kind = self.say("alert praise" if alert.kind == "praise" else f"alert {alert.severity}")
        few = "" if alert.min_sample is None else self.say("alert few", n=alert.min_sample)
        condition = self.phrases.read_condition(alert.when)
        period = self.rules.head.period
        subject = self.rules.head.level
        return self.say("alert", kind=kind, name=alert.id, period=period, condition=condition, few=few, subject=subject)


def plain(number: Number) -> str:
    """A number as people write it: 1,000 and 82.5."""
    exact = Decimal(number)
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
