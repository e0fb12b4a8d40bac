"""[alert.NAME] and rewards over several periods: units that agree, severities of a praise, alerts that are there."""

from collections.abc import Iterator

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import watching as messages
from kpiengine.rules.closed import MOST_BACK
from kpiengine.rules.lasting import Length, Times
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.spans import periods_in

OF_THE_ROSTER = ("agent", "lead")  # receivers that need no section of the project file


def check(context: Context) -> Iterator[Finding]:
    """Every alert, and every reward that looks back."""
    for alert in context.ruleset.alerts.values():
        yield from _alert(context, alert)
    for reward in context.ruleset.rewards.values():
        yield from _reward(context, reward)


def _alert(context: Context, alert: Alert) -> Iterator[Finding]:
    rules, keys = context.ruleset, context.reading.keys("alert", alert.id)
    if not isinstance(alert.when, str) and "severity" in keys:
        yield messages.severity_twice(alert.id)
    if alert.kind == "praise" and ("severity" in keys or not isinstance(alert.when, str)):
        yield messages.praise_has_none(alert.id)
    every = alert.every if alert.every is not None else str(rules.head.period)
    unit = every.unit if isinstance(every, Length) else every
    if alert.times is not None and not _fits(alert.times, unit):
        yield messages.other_unit(("alert", alert.id, "for"), alert.times.unit, unit)
    if not isinstance(alert.quiets, str):
        for index, name in enumerate(alert.quiets):
            if name not in rules.alerts:
                yield messages.quiets_nothing(("alert", alert.id, "quiets", index), name, list(rules.alerts))
            elif name > alert.id and alert.id in rules.alerts[name].quiets and rules.alerts[name].quiets != "all":
                yield messages.quiet_each_other(alert.id, name)
    yield from _receivers(context, alert)
    if alert.repeat_every is not None and not alert.notify:
        yield messages.nobody_to_tell(alert.id, "repeat_every")
    if alert.window is not None and alert.every is None:
        yield messages.window_without_every(alert.id)


def _receivers(context: Context, alert: Alert) -> Iterator[Finding]:
    """Those of the project file, where it has any."""
    known = context.around.receivers
    listed: dict[tuple[str, ...], tuple[str, ...]] = {
        ("notify",): alert.notify,
        ("escalate", "notify"): alert.escalate.notify if alert.escalate else (),
    }
    for key, names in listed.items() if known else ():
        for index, name in enumerate(names):
            if name not in {*known, *OF_THE_ROSTER}:
                path: Path = ("alert", alert.id, *key, index)
                yield messages.no_receiver(path, name, [*known, *OF_THE_ROSTER])


def _reward(context: Context, reward: Reward) -> Iterator[Finding]:
    rules = context.ruleset
    if reward.times is not None and not _fits(reward.times, str(rules.head.period)):
        yield messages.other_unit(("reward", reward.id, "for"), reward.times.unit, str(rules.head.period))
    for key in ("unless", "look_back"):
        if getattr(reward, key) is not None and reward.times is None:
            yield messages.needs_for(("reward", reward.id, key), key)
    if reward.times is not None and reward.when is None:
        yield messages.needs_when(("reward", reward.id, "for"))
    yield from _look_back(context, reward)
    if reward.rank_by is not None and reward.places is None:
        yield messages.order_without_places(reward.id)
    if reward.places is not None and reward.rank_by is None and not rules.weighted:
        yield messages.places_without_order(reward.id)


def _look_back(context: Context, reward: Reward) -> Iterator[Finding]:
    """It reaches over whole periods, over all that must hold, and not too far."""
    calendar = context.around.calendar(context.ruleset.head.period)
    if reward.look_back is None or reward.times is None or calendar is None:
        return
    count = periods_in(reward.look_back, calendar)
    if count is None:
        yield messages.look_back_cuts(reward.id, reward.look_back, str(context.ruleset.head.period))
    elif not reward.times.of <= count <= MOST_BACK:
        yield messages.look_back_length(reward.id, reward.look_back, count, (reward.times.of, MOST_BACK))


def _fits(times: Times, unit: str) -> bool:
    return times.unit in {"check", unit}
