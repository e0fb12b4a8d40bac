"""KPIs read aloud: what is measured, for whom, and what few cases do."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import evolve

from kpiengine.rules.choosing import measured_alike
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.kpi import Kpi, Ramp, Relax
from kpiengine.rules.model.values import Missing, SliceValue
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.plain import plain
from kpiengine.rules.read.curves import Curves
from kpiengine.rules.read.voice import Voice
from kpiengine.rules.segments import segment_key
from kpiengine.rules.varied import FROM


class Kpis:
    """One line for each KPI, and one for each line of its `by` and each relaxation."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.checked = reader.checked
        self.rules = reader.rules
        self.say = reader.say
        self.curves = Curves(reader)

    def sentences(self, kpi: Kpi) -> Iterator[str]:
        """One line, and one for each line of its `by` and each relaxation."""
        scored = kpi in self.rules.weighted
        alike = measured_alike(kpi)
        weight = self.say("watched") if kpi.weight is None else self.say("weight", weight=plain(kpi.weight))
        id_ = kpi.id.partition("#")[0]  # in one scenario
        id_ = self.reader.named(id_, kpi.title)
        name = id_ if kpi.weight is None and scored else self.say("kpi name", name=id_, weight=weight)
        rest = "" if not scored else self._evidence(kpi) if alike else self.say("own measures")
        if not kpi.by:
            yield self.say("kpi", name=name, what=self._what(kpi), rest=rest)
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
                    yield self.say("line", case=case, what=self._what(own)) + self._evidence(own)
                else:
                    yield self.say("line", case=case, what=self._what(own))
        for relax in kpi.relax.values():
            yield self._relaxed(kpi, relax)
        if len(kpi.relax) > 1:
            yield self.say("relax order", names=", ".join(one.id for one in reversed(ranked(kpi.relax))))

    def _what(self, kpi: Kpi) -> str:
        metric = self.checked.wanted[kpi.id].metric
        reader, period = self.reader, self.reader.period()
        over = "" if kpi.window is None else self.say("over", length=reader.length(kpi.window), period=period)
        whole = self.say("whole period", period=period) if self._is_whole(kpi) else ""
        of = f"{reader.title(metric.title)}{reader.level(kpi.level)}{self._params(kpi)}{self._slice(kpi)}"
        return f"{of}{over}{whole}{self.curves.marks(kpi)}"

    def _is_whole(self, kpi: Kpi) -> bool:
        """Whether a scenario takes the subject's value of the whole period, as its metric does not know scenarios."""
        keys = (kpi.id, *(segment_key(kpi.id, name) for name in self.rules.weights))
        mine = [one for key in keys if (one := self.checked.wanted.get(key)) is not None and one.whole is not None]
        own = {self.rules.head.level, KpiLevel.QUEUE}
        return bool(mine) and all(one.only is None and one.level in own for one in mine)

    def _params(self, kpi: Kpi) -> str:
        """The settings that the KPI gives its metric; those that it leaves alone are the metric's."""
        if not kpi.params:
            return ""
        parts = (f"{name} {self._setting(value)}" for name, value in kpi.params.items())
        return self.say("params", params=self.say("and").join(parts))

    def _setting(self, value: object) -> str:
        if isinstance(value, Mapping):
            return ", ".join(f"{name} {self._setting(one)}" for name, one in value.items())
        if isinstance(value, list | tuple):
            return ", ".join(map(self._setting, value))
        return self._value(value) if isinstance(value, bool | str | int | Decimal) else str(value)

    def _slice(self, kpi: Kpi) -> str:
        if not kpi.slice:
            return ""
        parts = (f"{name} {self.say('or').join(map(self._value, values))}" for name, values in kpi.slice.items())
        return self.say("slice", slice=self.say("and").join(parts))

    def _value(self, value: SliceValue) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return value if isinstance(value, str) else plain(value)

    def _evidence(self, kpi: Kpi) -> str:
        """What few cases and new people mean."""
        parts = [self._unknown(kpi)]
        if kpi.proven is not None:
            parts.append(self.say("proven", percent=plain(kpi.proven)))
        if kpi.lean:
            parts.append(self.say("lean", cases=self.reader.counted(kpi.lean, "case")))
        if self.rules.ramp is not None and not kpi.ramp and kpi.level is KpiLevel.AGENT:
            parts.append(self.say("no ramp"))
        return "".join(parts)

    def _unknown(self, kpi: Kpi) -> str:
        least = self.checked.wanted[kpi.id].min_sample
        few = kpi.policies[1]
        if least <= 1:
            return self.say("missing", policy=self._policy(kpi.if_missing))
        if few == kpi.if_missing:
            return self.say("few", n=least, policy=self._policy(few))
        return self.say("few and missing", n=least, few=self._policy(few), missing=self._policy(kpi.if_missing))

    def _policy(self, policy: Missing) -> str:
        return self.say(policy) if isinstance(policy, str) else self.say("points", points=plain(policy))

    def _relaxed(self, kpi: Kpi, relax: Relax) -> str:
        return self.say(
            "relax",
            name=relax.id,
            condition=self.reader.condition(relax.when),
            marks=self.curves.each_mark(relax, kpi),
            because=self.reader.because(relax.because),
            policy=self.say(f"condition {relax.if_missing}"),
        )

    def ramp(self, ramp: Ramp) -> str:
        """What new people are let off."""
        steps = (self._eased(line.at, line.values["ease_percent"]) for line in ramp.lines)
        return self.say("ramp", of=self.say(f"ramp {ramp.column}"), steps=", ".join(steps))

    def _eased(self, at: object, percent: object) -> str:
        if percent == 0:
            return self.say("not eased", at=at)
        return self.say("eased", at=at, percent=plain(percent))  # type: ignore[arg-type]  # a number
