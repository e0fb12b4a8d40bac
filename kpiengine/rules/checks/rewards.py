"""Rewards exist, and go with a tier or have their own condition, never both."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import money as messages


def check(context: Context) -> Iterator[Finding]:
    """Names in tiers, double giving, and rewards that nobody can get (a lint)."""
    ruleset = context.ruleset
    given: dict[str, str] = {}
    for tier in ruleset.tiers:
        for index, name in enumerate(tier.rewards):
            path = ("tier", tier.id, "rewards", index)
            if name not in ruleset.rewards and not context.reading.misspelt("reward"):
                yield messages.unknown_reward(name, list(ruleset.rewards), path)
            given.setdefault(name, tier.id)
    unsure = context.broken("tier") or context.reading.misspelt("tier")
    for reward in ruleset.rewards.values():
        if reward.when is None and "level" in context.reading.keys("reward", reward.id):
            yield messages.level_of_no_condition(reward.id)
        if reward.when is not None and reward.id in given:
            yield messages.reward_twice(reward.id, given[reward.id])
        elif reward.when is None and reward.id not in given:
            if unsure or context.broken("reward", reward.id, "when"):
                continue
            yield messages.reward_for_nobody(reward.id)
