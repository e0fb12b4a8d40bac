"""What every part of the story needs: the rules, the redone values, and how they are said in one language."""

import re
from collections.abc import Mapping
from functools import cached_property

from attrs import define

from kpiengine.decisions.reason import shown_name
from kpiengine.decisions.words import EVIDENCE
from kpiengine.explaining.recorded import Recorded
from kpiengine.explaining.words import WORDS
from kpiengine.expressions.tree import Value
from kpiengine.expressions.types import Kind, Type
from kpiengine.numbers import format_scaled
from kpiengine.periods import day_of
from kpiengine.plugin import Better, Control, Metric, Plan
from kpiengine.rules.checked import CheckedRuleSet, Only, Wanted
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.read.aloud import Aloud
from kpiengine.scores.sentences import MISSING, YES_NO, title

_ONE = re.compile(r"(?<![\d.,])1 cases\b")
SHORT_UNITS = frozenset({"%", "s", "h"})


@define
class Teller:
    """One agent's row, redone, in one language ("en" or "zh")."""

    found: Recorded
    values: Mapping[str, Value]
    language: str

    @property
    def rules(self) -> RuleSet:
        """The rule set as it was."""
        return self.found.sheet.rules

    @cached_property
    def reader(self) -> Aloud:
        """Says the rules in the sentences of `rules read`."""
        return Aloud(self.checked, self.language)

    @cached_property
    def checked(self) -> CheckedRuleSet:
        """The rule set with what the record says of its metrics: enough to be read aloud."""
        return checked_of(self.found)

    def say(self, word: str, /, **parts: object) -> str:
        """A sentence of the story."""
        text: str = getattr(WORDS[word], self.language).format(**parts)
        return _ONE.sub("1 case", text) if self.language == "en" else text

    def title(self, titles: Mapping[str, str], otherwise: str) -> str:
        """A title in the language, else in any, else the id."""
        return title(titles, self.language, otherwise)

    def __contains__(self, column: str) -> bool:
        return column in self.values

    def type(self, column: str) -> Type:
        """Kind and decimals of a column."""
        return self.found.sheet.types[column]

    def shown(self, column: str) -> str:
        """The value of a column, with all its decimals; a dash for what is not known."""
        return self.text(self.values.get(column), self.type(column))

    def short(self, column: str) -> str:
        """As `shown`, without zeros at the end of the decimals."""
        text = self.shown(column)
        return text.rstrip("0").rstrip(".") if "." in text else text

    def text(self, value: Value, type_: Type) -> str:
        """A value of that type as people read it."""
        if value is None:
            return MISSING if type_.kind is not Kind.BOOL else self.say("cannot be known")
        if isinstance(value, bool):
            return YES_NO[self.language][0 if value else 1]
        if isinstance(value, str):
            return value
        if type_.kind is Kind.DATE:
            return day_of(value).isoformat()
        return format_scaled(value, type_.scale)

    def money(self, column: str) -> str:
        """An amount with its currency."""
        currency = self.found.sheet.document["currency"]
        return f"{self.shown(column)} {currency}" if currency else self.shown(column)

    def tier(self, column: str) -> str:
        """The title of the tier whose number stands in a column."""
        value = self.values.get(column)
        if value is None:
            return MISSING
        if value == 0:
            return self.say("no tier")
        tier = self.rules.tiers[int(value) - 1]
        return self.title(tier.title, tier.id)

    def evidence(self, kpi: Kpi) -> str:
        """What the score goes by, in words."""
        return EVIDENCE[self.language][int(self.values.get(f"evidence:{kpi.id}") or 0)]

    def with_unit(self, kpi: Kpi, column: str) -> str:
        """A value of a KPI with its unit, where that is short."""
        unit = str(self.found.sheet.measures[kpi.id]["unit"])
        text = self.of_kpi(column, kpi.id)
        return f"{text} {unit}" if unit in SHORT_UNITS else text

    def name(self, column: str) -> str:
        """A column as rule files name it."""
        return shown_name(column)

    def of_kpi(self, column: str, kpi: str) -> str:
        """The value of `column:KPI`, or a dash where there is no such column."""
        whole = f"{column}:{kpi}"
        return self.shown(whole) if whole in self.values else MISSING


def checked_of(found: Recorded) -> CheckedRuleSet:
    """The rule set with what the record says of its metrics: enough to be read aloud."""
    wanted = {key: _wanted(key, said) for key, said in found.sheet.measures.items()}
    sheet = found.sheet.document
    return CheckedRuleSet(found.sheet.rules, sheet["path"], sheet["sha256"], wanted)


def _wanted(key: str, said: Mapping[str, object]) -> Wanted:
    metric = Metric(
        id=str(said["metric"]),
        title=said["title"],  # type: ignore[arg-type]  # as the trace wrote it
        unit=str(said["unit"]),
        decimals=int(str(said["decimals"])),
        range=(0, 0),
        better=Better(str(said["better"])),
        levels=(),
        group=str(said["group"]),
        control=Control.SHARED,
        plan=Plan({}, str(said["formula"]), ""),
    )
    only, whole = said.get("only"), said.get("whole")
    return Wanted(
        key,
        metric,
        {},
        KpiLevel(str(said["level"])),
        int(str(said["min_sample"])),
        only=None if only is None else Only(**only),  # type: ignore[arg-type]  # as the trace wrote it
        whole=None if whole is None else str(whole),
    )
