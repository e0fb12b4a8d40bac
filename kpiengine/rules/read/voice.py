"""What reading aloud shares: the words for periods, lengths, conditions and titles of one rule set."""

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Titles
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.phrases.language import Phrases


@frozen
class Voice:
    """One rule set in one language."""

    checked: CheckedRuleSet
    phrases: Phrases

    @property
    def rules(self) -> RuleSet:
        """The rule set that is read."""
        return self.checked.ruleset

    def say(self, name: str, /, **parts: object) -> str:
        """One sentence or part of one."""
        return self.phrases.say(name, **parts)

    def condition(self, text: str) -> str:
        """A condition or formula in words."""
        return self.phrases.read_condition(text, self.titles())

    def titles(self) -> dict[str, str]:
        """What people call the names that a condition may use; KPIs that would be called alike keep their names."""
        wanted = {**self.checked.watched.wanted, **self.checked.wanted}.items()
        named = {key.partition("@")[0]: self.title(one.metric.title) for key, one in wanted}
        kpis = {kpi.id: self.title(kpi.title) for kpi in self.rules.kpis.values() if "" not in kpi.title}
        named |= kpis
        many = Counter(named[kpi] for kpi in self.rules.kpis if kpi in named)
        return {name: title for name, title in named.items() if name not in self.rules.kpis or many[title] == 1}

    def title(self, titles: Titles) -> str:
        """The title in the language, else in any."""
        return titles.get(self.phrases.language) or next(iter(titles.values()))

    def named(self, name: str, titles: Titles) -> str:
        """What the file calls it and, where that is another word, what people do: `gold`, gold (top marks)."""
        title = "" if "" in titles else self.title(titles)
        same = title.casefold().replace(" ", "_") in {"", name.casefold()}
        return name if same else self.say("named", name=name, title=title)

    def reward_title(self, name: str) -> str:
        """What people call a reward."""
        return self.title(self.rules.rewards[name].title)

    def because(self, text: str | None) -> str:
        """The reason that a rule gives for itself, if it does."""
        return self.say("because", text=text) if text else ""

    def people(self, match: Mapping[str, tuple[str, ...]]) -> str:
        """Role agent; line phone or chat."""
        return "; ".join(f"{self._attribute(name)} {self.say('or').join(values)}" for name, values in match.items())

    def _attribute(self, name: str) -> str:
        known = f"attribute {name}"
        return self.say(known) if self.phrases.knows(known) else name

    def period(self) -> str:
        """month, week."""
        name = str(self.rules.head.period)
        known = f"period {name}"
        return self.say(known) if self.phrases.knows(known) else self.say("period of calendar", name=name)

    def subject(self) -> str:
        """agent, team."""
        return self.say(f"subject {self.rules.head.level}")

    def level(self, level: KpiLevel) -> str:
        """Whose value it is, where it is not the subject's own."""
        if level is self.rules.head.level:
            return ""
        return self.say("queues worked") if level is KpiLevel.QUEUE else self.say(f"level {level}")

    def length(self, length: Length) -> str:
        """3 days, 15 min; 6 个月."""
        return self.counted(length.count, length.unit)

    def counted(self, count: int, unit: str) -> str:
        """1 case, 2 decimals; 2 位小数."""
        return f"{count} {self._unit(unit, count)}"

    def times(self, times: Times) -> str:
        """2 weeks, 3 of 4 months."""
        unit = self._unit(times.unit, times.of)
        if times.least == times.of:
            return self.say("times row", n=times.of, unit=unit)
        return self.say("times of", n=times.least, m=times.of, unit=unit)

    def _unit(self, unit: str, count: int) -> str:
        """The unit's word, in English with its plural."""
        word = self.say(f"unit {unit}")
        many = self.phrases.language == "en" and count != 1 and unit not in {"min", "h"}
        return word + ("s" if many else "")
