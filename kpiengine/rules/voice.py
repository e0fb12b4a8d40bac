"""What reading aloud shares: the words for periods, lengths, conditions and titles of one rule set."""

from typing import Protocol

from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.values import Titles
from kpiengine.rules.phrases import Phrases


class Voice(Protocol):
    """One rule set in one language."""

    @property
    def rules(self) -> RuleSet:
        """The rule set that is read."""

    @property
    def phrases(self) -> Phrases:
        """The sentences of the language."""

    def condition(self, text: str) -> str:
        """A condition or formula in words."""

    def titles(self) -> dict[str, str]:
        """What people call the names that a condition may use."""

    def title(self, titles: Titles) -> str:
        """The title in the language, else in any."""

    def reward_title(self, name: str) -> str:
        """What people call a reward."""

    def period(self) -> str:
        """month, week."""

    def subject(self) -> str:
        """agent, team."""

    def length(self, length: Length) -> str:
        """3 days, 15 min."""

    def times(self, times: Times) -> str:
        """2 weeks, 3 of 4 months."""
