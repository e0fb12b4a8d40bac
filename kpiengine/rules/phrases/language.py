"""The sentences of one language: every topic together, and conditions in words."""

import re
from collections.abc import Mapping

from attrs import fields, frozen

from kpiengine.rules.phrases.alerts import ALERTS
from kpiengine.rules.phrases.conditions import CONDITION
from kpiengine.rules.phrases.curves import CURVES
from kpiengine.rules.phrases.gates import GATES
from kpiengine.rules.phrases.head import HEAD
from kpiengine.rules.phrases.kpis import KPIS
from kpiengine.rules.phrases.money import MONEY
from kpiengine.rules.phrases.names import NAMES
from kpiengine.rules.phrases.rewards import REWARDS
from kpiengine.rules.phrases.sentence import Sentence
from kpiengine.rules.phrases.tiers import TIERS
from kpiengine.rules.phrases.units import UNITS
from kpiengine.rules.phrases.weights import WEIGHTS

TOPICS: tuple[Mapping[str, Sentence], ...] = (
    *(HEAD, KPIS, CURVES, WEIGHTS, GATES, TIERS, MONEY, REWARDS, ALERTS, UNITS, NAMES),
)
SENTENCES: Mapping[str, Sentence] = {name: said for topic in TOPICS for name, said in topic.items()}
_NAME = re.compile(r"\b[A-Za-z]\w*\b")
# Text that a condition compares with, and names of calendars and benchmarks, are no names of figures.
_LITERAL = re.compile(r"((?:\b(?:in_calendar|calendar_days|benchmark)\(\s*|[=!<>]=\s*)\")([^\"]*)(?=\")")


@frozen
class Phrases:
    """The sentences of one language."""

    language: str

    def knows(self, name: str) -> bool:
        """Whether there is such a sentence."""
        return name in SENTENCES

    def own_names(self) -> dict[str, str]:
        """What the language's own names are called."""
        return {key.removeprefix("name "): self.say(key) for key in NAMES if key.startswith("name ")}

    def say(self, name: str, /, **parts: object) -> str:
        """One sentence or part of one."""
        text: str = getattr(SENTENCES[name], self.language)
        return text.format(**parts)

    def read_condition(self, text: str, titles: Mapping[str, str] | None = None) -> str:
        """A condition in words.

        Names stay as they are, without their underscores; in other languages than that of the names their titles
        stand instead.
        """
        literals: dict[str, str] = {}

        def aside(found: re.Match[str]) -> str:
            token = f"literal{len(literals)}"
            literals[token] = found[2].replace("_", " ")
            return found[1] + token

        text = _LITERAL.sub(aside, text)
        for pattern, words in CONDITION:
            text = pattern.sub(getattr(words, self.language), text)
        known = {} if self.language == "en" or titles is None else {**self.own_names(), **titles}
        known |= literals
        text = _NAME.sub(lambda found: known.get(found[0], found[0].replace("_", " ")), text)
        return " ".join(text.split())


LANGUAGES: Mapping[str, Phrases] = {field.name: Phrases(field.name) for field in fields(Sentence)}
