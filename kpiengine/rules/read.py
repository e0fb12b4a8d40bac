"""A rule set read aloud: one sentence for each decision, with units, boundaries and half-way points."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import zip_longest

from attrs import evolve, frozen

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length
from kpiengine.rules.model import (
    Alert,
    Gate,
    GateElse,
    Kpi,
    KpiLevel,
    Mark,
    Missing,
    Move,
    Moved,
    Number,
    Ramp,
    Relax,
    Reward,
    Reweight,
    RuleSet,
    SliceValue,
    State,
    Tier,
    Titles,
)
from kpiengine.rules.phrases import LANGUAGES, Phrases
from kpiengine.rules.varied import FROM

_MINUTE, _HOUR, _LONG = 60, 3600, 120
_NO_UNIT = frozenset({"", "count", "points", "score", "ratio"})


def read_aloud(checked: CheckedRuleSet, language: str = "en") -> list[str]:
    """The sentences in the order of the file."""
    return list(_Reader(checked, LANGUAGES[language]).sentences())


@frozen
class Aloud:
    """Single sentences of a rule set, for whoever tells what became of it."""

    checked: CheckedRuleSet
    language: str

    def kpi(self, kpi: Kpi) -> list[str]:
        """One for the KPI, and one for each of its lines and relaxations."""
        return list(self._reader.kpi(kpi))

    def gate(self, gate: Gate) -> str:
        """What a gate asks, and what its failure does."""
        return self._reader.gate(gate)

    def tier(self, tier: Tier, above: Tier | None) -> str:
        """From where to where a tier reaches, and what it pays."""
        return self._reader.tier(tier, above)

    @property
    def _reader(self) -> "_Reader":
        return _Reader(self.checked, LANGUAGES[self.language])


class _Reader:
    def __init__(self, checked: CheckedRuleSet, phrases: Phrases) -> None:
        self.checked = checked
        self.rules: RuleSet = checked.ruleset
        self.phrases = phrases
        self.say = phrases.say

    def sentences(self) -> Iterator[str]:
        rules = self.rules
        yield self.head()
        if rules.head.state is not State.LIVE:
            yield self.say(f"state {rules.head.state}")
        yield from self.scenarios()
        for kpi in rules.kpis.values():
            yield from self.kpi(kpi)
        if rules.ramp is not None:
            yield self.ramp(rules.ramp)
        yield from (self.reweighted(one) for one in rules.reweights.values())
        if rules.weighted:
            score = rules.score
            parts = {"decimals": score.decimals, "maximum": score.maximum, "min_weight": score.min_weight}
            yield self.say("score", **parts)
            if score.max_weight is not None:
                yield self.say("max weight", n=plain(score.max_weight))
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
        wait = self.say("cutoff", length=self.length(head.cutoff), period=self.period()) if head.cutoff else ""
        wait += self.say(head.count_when, period=self.period()) if head.count_when else ""
        return self.say(
            "head",
            title=title,
            start=start,
            until=until,
            period=self.period(),
            subjects="" if head.level is KpiLevel.AGENT else self.say(f"{head.level}s"),
            people=people,
            but=but,
            wait=wait,
        )

    def people(self, match: Mapping[str, tuple[str, ...]]) -> str:
        return "; ".join(f"{self.attribute(name)} {self.say('or').join(values)}" for name, values in match.items())

    def attribute(self, name: str) -> str:
        known = f"attribute {name}"
        return self.say(known) if self.phrases.knows(known) else name

    def period(self) -> str:
        name = str(self.rules.head.period)
        known = f"period {name}"
        return self.say(known) if self.phrases.knows(known) else self.say("period of calendar", name=name)

    def length(self, length: Length) -> str:
        known = f"one {length.unit}" if length.count == 1 else ""
        return self.say(known if self.phrases.knows(known) else f"length {length.unit}", n=length.count)

    def condition(self, text: str) -> str:
        return self.phrases.read_condition(text, self.titles())

    def titles(self) -> dict[str, str]:
        """What people call the names that a condition may use."""
        named = {key: self.title(wanted.metric.title) for key, wanted in self.checked.wanted.items()}
        kpis = {kpi.id: self.title(kpi.title) for kpi in self.rules.kpis.values() if "" not in kpi.title}
        return named | kpis

    def because(self, text: str | None) -> str:
        return self.say("because", text=text) if text else ""

    def title(self, titles: Titles) -> str:
        return titles.get(self.phrases.language) or next(iter(titles.values()))

    def kpi(self, kpi: Kpi) -> Iterator[str]:
        """One line, and one for each line of its `by` and each relaxation."""
        scored = kpi in self.rules.weighted
        weight = self.say("watched") if kpi.weight is None else self.say("weight", weight=plain(kpi.weight))
        name = kpi.id if kpi.weight is None and scored else self.say("kpi name", name=kpi.id, weight=weight)
        rest = self.evidence(kpi) if scored else ""
        if not kpi.by:
            yield self.say("kpi", name=name, what=self.what(kpi), rest=rest)
        else:
            yield self.say("kpi by", name=name, rest=rest)
        for by in kpi.by:
            for line in by.lines:
                own = evolve(kpi, by=(), **line.values)  # type: ignore[arg-type]  # keys of a KPI
                case = self.say("line from" if by.of in FROM else "line of", of=self.say(f"by {by.of}"), at=line.at)
                yield self.say("line", case=case, what=self.what(own))
        for relax in kpi.relax.values():
            yield self.relaxed(kpi, relax)

    def what(self, kpi: Kpi) -> str:
        metric = self.checked.wanted[kpi.id].metric
        over = "" if kpi.window is None else self.say("over", length=self.length(kpi.window), period=self.period())
        return f"{self.title(metric.title)}{self.level(kpi.level)}{self.slice(kpi)}{over}{self.marks(kpi)}"

    def level(self, level: KpiLevel) -> str:
        if level is self.rules.head.level:
            return ""
        return self.say("queues") if level is KpiLevel.QUEUE else self.say(f"level {level}")

    def slice(self, kpi: Kpi) -> str:
        if not kpi.slice:
            return ""
        parts = (f"{name} {self.say('or').join(map(self.value, values))}" for name, values in kpi.slice.items())
        return self.say("slice", slice=self.say("and").join(parts))

    def value(self, value: SliceValue) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return value if isinstance(value, str) else plain(value)

    def evidence(self, kpi: Kpi) -> str:
        """What few cases and new people mean."""
        parts = [self.unknown(kpi)]
        if kpi.proven is not None:
            parts.append(self.say("proven", percent=plain(kpi.proven)))
        if kpi.lean:
            parts.append(self.say("lean", n=kpi.lean))
        if self.rules.ramp is not None and not kpi.ramp and kpi.level is KpiLevel.AGENT:
            parts.append(self.say("no ramp"))
        return "".join(parts)

    def relaxed(self, kpi: Kpi, relax: Relax) -> str:
        return self.say(
            "relax",
            name=relax.id,
            condition=self.condition(relax.when),
            marks=self.each_mark(relax, kpi),
            because=self.because(relax.because),
            policy=self.say(f"condition {relax.if_missing}"),
        )

    def each_mark(self, of: Kpi | Relax, kpi: Kpi) -> str:
        given = [(key, getattr(of, key)) for key in ("target", "floor", "stretch")]
        said = [(self.say(f"mark {key}"), self.mark(mark, kpi)) for key, mark in given if mark is not None]
        return ", ".join(self.say("mark", key=key, value=value) for key, value in said)

    def mark(self, mark: Mark, kpi: Kpi) -> str:
        """A number with its unit, a pair, or a formula in words."""
        if isinstance(mark, str):
            return self.condition(mark)
        if isinstance(mark, tuple):
            return self.say("span", first=self.unit(mark[0], kpi), second=self.unit(mark[1], kpi))
        return self.unit(mark, kpi)

    def scenarios(self) -> Iterator[str]:
        one = self.rules.scenarios
        if one is not None:
            yield self.say("scenarios", by=one.by, blend=self.say(one.blend), percent=plain(one.min_percent))
        for name, row in self.rules.weights.items():
            yield self.say("row", name=name, weights=self.weights(row))

    def weights(self, row: Moved) -> str:
        return ", ".join(f"{kpi} {plain(weight)}" for kpi, weight in row.items())

    def reweighted(self, one: Reweight) -> str:
        if isinstance(one.shift, Move):
            points = self.mark_of_weight(one.shift.points)
            what = self.say("move", points=points, source=one.shift.source, to=one.shift.to)
        elif one.shift is not None:
            what = self.say("shift", weights=", ".join(f"{kpi} {points:+}" for kpi, points in one.shift.items()))
        else:
            what = self.say("set", weights=self.weights(one.set or {}))
        return self.say(
            "reweight",
            name=one.id,
            where="" if one.scenario is None else self.say("in scenario", name=one.scenario),
            condition=self.condition(one.when),
            what=what,
            because=self.because(one.because),
            policy=self.say(f"condition {one.if_missing}"),
        )

    def mark_of_weight(self, points: Number | str) -> str:
        return self.condition(points) if isinstance(points, str) else plain(points)

    def ramp(self, ramp: Ramp) -> str:
        steps = (self.eased(line.at, line.values["ease_percent"]) for line in ramp.lines)
        return self.say("ramp", of=self.say(f"ramp {ramp.column}"), steps=", ".join(steps))

    def eased(self, at: object, percent: object) -> str:
        if percent == 0:
            return self.say("not eased", at=at)
        return self.say("eased", at=at, percent=plain(percent))  # type: ignore[arg-type]  # a number

    def marks(self, kpi: Kpi) -> str:  # noqa: PLR0911 -- one return for each shape of curve
        points, target, floor = kpi.points_at, kpi.target, kpi.floor
        low, high = plain(points.floor), plain(points.target)
        if kpi.bands:
            names = {True: "band from", False: "band over"}
            lines = (
                self.say(names[band.included], points=plain(band.points), edge=self.unit(band.edge, kpi))
                for band in kpi.bands
            )
            return self.say("bands line" if kpi.join == "line" else "bands", bands=", ".join(lines))
        if kpi.formula is not None:
            top = plain(points.stretch)
            return self.say("formula", formula=self.condition(kpi.formula), top=top)
        if kpi.curve not in {None, "pass"}:
            curve = self.title(self.checked.curves[str(kpi.curve)].title)
            return self.say("curve", curve=curve, marks=self.each_mark(kpi, kpi))
        if isinstance(target, tuple):
            first, second = (self.unit(mark, kpi) for mark in target)
            if not isinstance(floor, tuple):
                return self.say("pass range", high=100, first=first, second=second)
            below, above = (self.unit(mark, kpi) for mark in floor)
            return self.say("range", low=low, high=high, first=first, second=second, below=below, above=above)
        if target is None:
            return ""
        if kpi.curve == "pass":
            return self.say("pass", high=100, target=self.mark(target, kpi))
        if floor is None or isinstance(floor, tuple):
            return self.say("target only", target=self.mark(target, kpi))
        if isinstance(target, str) or isinstance(floor, str):
            line = self.say(
                "straight formula", low=low, high=high, floor=self.mark(floor, kpi), target=self.mark(target, kpi)
            )
            return line + self.stretched(kpi)
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
        return line + self.stretched(kpi)

    def stretched(self, kpi: Kpi) -> str:
        if kpi.stretch is None:
            return ""
        return self.say("stretch", points=plain(kpi.points_at.stretch), stretch=self.mark(kpi.stretch, kpi))

    def unknown(self, kpi: Kpi) -> str:
        least = self.checked.wanted[kpi.id].min_sample
        few = kpi.policies[1]
        if least <= 1:
            return self.say("missing", policy=self.policy(kpi.if_missing))
        if few == kpi.if_missing:
            return self.say("few", n=least, policy=self.policy(few))
        return self.say("few and missing", n=least, few=self.policy(few), missing=self.policy(kpi.if_missing))

    def policy(self, policy: Missing) -> str:
        return self.say(policy) if isinstance(policy, str) else self.say("points", points=plain(policy))

    def unit(self, value: Number, kpi: Kpi) -> str:
        """The value in the metric's unit: seconds from two minutes on as m:ss, from an hour on as hours."""
        wanted = self.checked.wanted[kpi.id]
        unit = wanted.metric.unit_for(wanted.params)
        exact = Decimal(value)
        if unit == "s" and exact >= _HOUR and exact * 100 % _HOUR == 0:
            return self.say("hours", n=plain(exact / _HOUR))
        if unit == "s" and exact >= _LONG and exact == int(exact):
            return self.say("minutes", time=f"{int(exact) // _MINUTE}:{int(exact) % _MINUTE:02d}")
        if unit == "s":
            return self.say("seconds", n=plain(exact))
        return plain(exact) if unit in _NO_UNIT else f"{plain(exact)} {unit}"

    # -- gates, tiers, money -----------------------------------------------------------------------------------------

    def gate(self, gate: Gate) -> str:
        return self.say(
            "gate",
            name=gate.id,
            condition=self.condition(gate.require),
            otherwise=self.otherwise(gate.otherwise),
            policy=self.say(f"policy {gate.if_missing}"),
        )

    def otherwise(self, what: GateElse) -> str:
        if what.drop_tiers is not None:
            return self.say("drop one") if what.drop_tiers == 1 else self.say("drop_tiers", n=what.drop_tiers)
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
            yield self.say(
                "cap", currency=head.currency, cap=plain(payout.cap), period=self.period(), subject=self.subject()
            )
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
            condition, policy = self.condition(reward.when), self.say(f"policy {reward.if_missing}")
            when = self.say("reward when", condition=condition, policy=policy)
        return self.say(
            "reward", title=self.title(reward.title), kind=self.say(f"reward {reward.kind}"), amount=amount, when=when
        )

    def alert(self, alert: Alert) -> str:
        kind = self.say("alert praise" if alert.kind == "praise" else f"alert {alert.severity}")
        few = "" if alert.min_sample is None else self.say("alert few", n=alert.min_sample)
        return self.say(
            "alert",
            kind=kind,
            name=alert.id,
            subject=self.subject(),
            period=self.period(),
            condition=self.condition(alert.when),
            few=few,
        )

    def subject(self) -> str:
        return self.say(f"subject {self.rules.head.level}")


def plain(number: Number) -> str:
    """A number as people write it: 1,000 and 82.5."""
    exact = Decimal(number)
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
