"""A rule set read aloud: one sentence for each decision, with units, boundaries and half-way points."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import evolve, frozen

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.choosing import measured_alike
from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.gate import Gate, GateElse
from kpiengine.rules.model.kpi import Kpi, Ramp, Relax
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.scenarios import Segments
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.values import Mark, Missing, Moved, Number, SliceValue, Titles
from kpiengine.rules.model.weights import Move, Reweight
from kpiengine.rules.model.words import KpiLevel, State
from kpiengine.rules.phrases import LANGUAGES, Phrases
from kpiengine.rules.plain import plain
from kpiengine.rules.read_alerts import Alerts
from kpiengine.rules.read_money import Money
from kpiengine.rules.read_rewards import Rewards
from kpiengine.rules.segments import segment_key
from kpiengine.rules.varied import FROM

_MINUTE, _HOUR, _LONG = 60, 3600, 120
USUAL_CUTOFF = 3  # days; what nobody has to be told
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
        return Money(self._reader).tier(tier, above)

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
        if rules.segments != Segments():
            yield self.say("min days", n=rules.segments.min_days, period=self.period())
        money = Money(self)
        yield from (money.points(one) for one in rules.points.values())
        yield from (self.gate(gate) for gate in rules.gates.values())
        yield from money.sentences()
        yield from (Rewards(self).sentence(reward) for reward in rules.rewards.values())
        yield from (Alerts(self).sentence(alert) for alert in rules.alerts.values())
        for accept in rules.accepts:
            yield self.say("accept", until=accept.until, by=accept.by, code=accept.code, because=accept.because)

    # -- head and KPIs -----------------------------------------------------------------------------------------------

    def head(self) -> str:
        head = self.rules.head
        until = self.say("until", to=head.to) if head.to else ""
        but = self.say("but", people=self.people(head.excluded)) if head.excluded else ""
        start, people = head.start, self.people(head.agents)
        title = self.title(head.title)
        wait = self.say(head.count_when, period=self.period()) if head.count_when else ""
        if head.cutoff_days != USUAL_CUTOFF:
            wait += self.say("cutoff", days=head.cutoff_days, period=self.period())
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

    def condition(self, text: str) -> str:
        return self.phrases.read_condition(text, self.titles())

    def titles(self) -> dict[str, str]:
        """What people call the names that a condition may use."""
        wanted = self.checked.wanted.items()
        named = {key.partition("@")[0]: self.title(one.metric.title) for key, one in wanted}
        kpis = {kpi.id: self.title(kpi.title) for kpi in self.rules.kpis.values() if "" not in kpi.title}
        return named | kpis

    def because(self, text: str | None) -> str:
        return self.say("because", text=text) if text else ""

    def title(self, titles: Titles) -> str:
        return titles.get(self.phrases.language) or next(iter(titles.values()))

    def kpi(self, kpi: Kpi) -> Iterator[str]:
        """One line, and one for each line of its `by` and each relaxation."""
        scored = kpi in self.rules.weighted
        alike = measured_alike(kpi)
        weight = self.say("watched") if kpi.weight is None else self.say("weight", weight=plain(kpi.weight))
        id_ = kpi.id.partition("#")[0]  # in one scenario
        name = id_ if kpi.weight is None and scored else self.say("kpi name", name=id_, weight=weight)
        rest = "" if not scored else self.evidence(kpi) if alike else self.say("own measures")
        if not kpi.by:
            yield self.say("kpi", name=name, what=self.what(kpi), rest=rest)
        else:
            yield self.say("kpi by", name=name, rest=rest)
        for by in kpi.by:
            for line in by.lines:
                own = evolve(kpi, by=(), **line.values)  # type: ignore[arg-type]  # keys of a KPI
                case = self.say("line from" if by.of in FROM else "line of", of=self.say(f"by {by.of}"), at=line.at)
                if by.of == "scenario" and not alike:
                    own = evolve(own, id=segment_key(kpi.id, str(line.at)))
                    if own.id not in self.checked.wanted:  # it weighs nothing there
                        continue
                    yield self.say("line", case=case, what=self.what(own)) + self.evidence(own)
                else:
                    yield self.say("line", case=case, what=self.what(own))
        for relax in kpi.relax.values():
            yield self.relaxed(kpi, relax)

    def what(self, kpi: Kpi) -> str:
        metric = self.checked.wanted[kpi.id].metric
        over = "" if kpi.window is None else self.say("over", length=self.length(kpi.window), period=self.period())
        whole = self.say("whole period", period=self.period()) if self.is_whole(kpi) else ""
        return f"{self.title(metric.title)}{self.level(kpi.level)}{self.slice(kpi)}{over}{whole}{self.marks(kpi)}"

    def is_whole(self, kpi: Kpi) -> bool:
        """Whether a scenario takes the subject's value of the whole period, as its metric does not know scenarios."""
        keys = (kpi.id, *(segment_key(kpi.id, name) for name in self.rules.weights))
        mine = [one for key in keys if (one := self.checked.wanted.get(key)) is not None and one.whole is not None]
        own = {self.rules.head.level, KpiLevel.QUEUE}
        return bool(mine) and all(one.only is None and one.level in own for one in mine)

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
            mixed = self.say("main only" if one.blend == "main" else "mixed", blend=self.say(one.blend))
            few = "" if one.blend == "main" or not one.min_percent else self.few(plain(one.min_percent))
            rest = "" if one.other is None else self.say("other scenario", name=one.other)
            yield self.say("scenarios", by=one.by.replace(".", " ").replace("_", " "), mixed=mixed, few=few, rest=rest)
        for name, row in self.rules.weights.items():
            yield self.say("row", name=name, weights=self.weights(row))

    def few(self, percent: str) -> str:
        return self.say("least share", percent=percent)

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
            level=self.level(gate.level),
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

    def length(self, length: Length) -> str:
        """3 days, 15 min; 6 个月."""
        return f"{length.count} {self.unit_of(length.unit, length.count)}"

    def times(self, times: Times) -> str:
        """2 weeks, 3 of 4 months."""
        unit = self.unit_of(times.unit, times.of)
        if times.least == times.of:
            return self.say("times row", n=times.of, unit=unit)
        return self.say("times of", n=times.least, m=times.of, unit=unit)

    def unit_of(self, unit: str, count: int) -> str:
        """The unit's word, in English with its plural."""
        word = self.say(f"unit {unit}")
        many = self.phrases.language == "en" and count != 1 and unit not in {"min", "h"}
        return word + ("s" if many else "")

    def reward_title(self, name: str) -> str:
        return self.title(self.rules.rewards[name].title)

    def subject(self) -> str:
        return self.say(f"subject {self.rules.head.level}")
