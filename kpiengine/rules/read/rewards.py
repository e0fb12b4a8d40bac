"""Rewards read aloud."""

from kpiengine.rules.model.reward import Reward
from kpiengine.rules.plain import plain
from kpiengine.rules.read.voice import Voice


class Rewards:
    """One sentence for each reward."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.say = reader.say

    def sentence(self, reward: Reward) -> str:
        """What it is, who gets it, and how many."""
        said = reward.amount if isinstance(reward.amount, str) else plain(reward.amount)
        amount = "" if reward.amount == 1 else self.say("reward amount", amount=said)
        title = self.reader.title(reward.title)
        kind = self.say(f"reward {reward.kind}")
        return self.say("reward", title=title, kind=kind, amount=amount, when=self.when(reward) + self.rest(reward))

    def when(self, reward: Reward) -> str:
        """The condition, and in how many periods it must hold."""
        if reward.when is None:
            return ""
        condition, policy = self.reader.condition(reward.when), self.say(f"policy {reward.if_missing}")
        if reward.times is not None:
            condition += self.say("reward times", times=self.reader.times(reward.times))
        if reward.unless is not None:
            back = (
                "" if reward.look_back is None else self.say("look back", length=self.reader.length(reward.look_back))
            )
            unless = self.reader.condition(reward.unless)
            condition += self.say("reward unless", period=self.reader.period(), condition=unless, back=back)
        level = self.reader.level(reward.level)
        return self.say("reward when", level=level, condition=condition, policy=policy)

    def rest(self, reward: Reward) -> str:
        """Places, and how long it stands."""
        found = ""
        if reward.places is not None:
            by = self.say("by score") if reward.rank_by is None else self.reader.condition(reward.rank_by)
            per = "" if reward.per is None else self.say(f"per {reward.per}")
            found += self.say("places", n=reward.places, per=per, by=by)
        elif reward.per is not None:
            found += self.say(f"per {reward.per}") if not found else ""
        if reward.expires is not None:
            found += self.say("expires", length=self.reader.length(reward.expires))
        return found
