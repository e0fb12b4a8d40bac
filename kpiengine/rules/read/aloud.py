"""A rule set read aloud: one sentence for each decision, with units, boundaries and half-way points."""

from collections.abc import Iterator

from attrs import frozen

from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.gate import Gate
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.scenarios import Segments
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.words import State
from kpiengine.rules.phrases.language import LANGUAGES
from kpiengine.rules.plain import plain
from kpiengine.rules.read.alerts import Alerts
from kpiengine.rules.read.gates import Gates
from kpiengine.rules.read.head import head
from kpiengine.rules.read.kpis import Kpis
from kpiengine.rules.read.money import Money
from kpiengine.rules.read.rewards import Rewards
from kpiengine.rules.read.voice import Voice
from kpiengine.rules.read.weights import Weights


def read_aloud(checked: CheckedRuleSet, language: str = "en") -> list[str]:
    """The sentences in the order of the file."""
    return list(_sentences(Voice(checked, LANGUAGES[language])))


@frozen
class Aloud:
    """Single sentences of a rule set, for whoever tells what became of it."""

    checked: CheckedRuleSet
    language: str

    def kpi(self, kpi: Kpi) -> list[str]:
        """One for the KPI, and one for each of its lines and relaxations."""
        return list(Kpis(self._voice).sentences(kpi))

    def gate(self, gate: Gate) -> str:
        """What a gate asks, and what its failure does."""
        return Gates(self._voice).sentence(gate)

    def tier(self, tier: Tier, above: Tier | None) -> str:
        """From where to where a tier reaches, and what it pays."""
        return Money(self._voice).tier(tier, above)

    @property
    def _voice(self) -> Voice:
        return Voice(self.checked, LANGUAGES[self.language])


def _sentences(voice: Voice) -> Iterator[str]:
    rules = voice.rules
    kpis, weights, money = Kpis(voice), Weights(voice), Money(voice)
    yield head(voice)
    if rules.head.state is not State.LIVE:
        yield voice.say(f"state {rules.head.state}")
    yield from weights.scenarios()
    for kpi in rules.kpis.values():
        yield from kpis.sentences(kpi)
    if rules.ramp is not None:
        yield kpis.ramp(rules.ramp)
    yield from weights.conditional()
    if rules.weighted:
        score = rules.score
        parts = {
            "decimals": voice.counted(score.decimals, "decimal"),
            "maximum": score.maximum,
            "min_weight": score.min_weight,
        }
        yield voice.say("score", **parts)
        if score.max_weight is not None:
            yield voice.say("max weight", n=plain(score.max_weight))
    if rules.segments != Segments():
        yield voice.say("min days", days=voice.counted(rules.segments.min_days, "day"), period=voice.period())
    yield from (money.points(one) for one in rules.points.values())
    yield from (Gates(voice).sentence(gate) for gate in rules.gates.values())
    yield from money.sentences()
    yield from (Rewards(voice).sentence(reward) for reward in rules.rewards.values())
    yield from (Alerts(voice).sentence(alert) for alert in rules.alerts.values())
    for accept in rules.accepts:
        yield voice.say("accept", until=accept.until, by=accept.by, code=accept.code, because=accept.because)
