"""What a rule set reads of earlier periods as they were closed, and the columns that bring it.

    past:2          of the period two before this one: 0 nothing was stated, 1 it is not closed yet, 2 it is closed
    past:2:period   its name
    past:2:score    the column `score` of its closed record
    stretch:back    how many of the earlier periods lie in the same quarter or year, where a rate counts over that
    carried:due, carried:open   what earlier pools have left, and whether one of them is not closed yet
    spent:before, spent:open   what the budget of a quarter or year has spent before
    asked:P, agreed:P   the charge of points P that somebody answered about, and whether the answer was yes

Results are never measured again: they come from the ledger's closed statements, with what was adjusted since.  Nothing
was stated where the subject had no scorecard of the rule set, or where the plan has no result for the period.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import BOOL, TEXT, Type, number
from kpiengine.periods import PayCalendar
from kpiengine.rules.accumulated import STRETCH, STRETCHES, accumulates
from kpiengine.rules.carried import CARRIED, carries
from kpiengine.rules.checked import CheckedRuleSet, Closed
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.spans import periods_in
from kpiengine.rules.spent import COLUMNS, lasts

MOST_BACK = 24  # periods


class Standing(IntEnum):
    """What became of an earlier period."""

    NOTHING = 0
    OPEN = 1
    CLOSED = 2


STANDING = number(0, int(Standing.CLOSED))
VERDICT = number(0, 2)


def standing(back: int) -> Node:
    """Whether that period is closed."""
    return b.name(f"past:{back}", STANDING)


def is_open(back: int) -> Node:
    """Whether that period has a result that is not closed yet."""
    return b.eq(standing(back), b.lit(int(Standing.OPEN)))


def types_of(checked: CheckedRuleSet) -> Mapping[str, Type]:
    """The types of all columns that come from the ledger: of earlier periods, and answers to charges."""
    found: dict[str, Type] = {}
    for one in (each for each in checked.closed if not each.together):
        found |= {f"past:{one.back}": STANDING, f"past:{one.back}:period": TEXT, one.column: one.type}
    for rule in checked.ruleset.points.values():
        if rule.approve is not None:
            decimals = checked.ruleset.score.decimals
            found |= {f"asked:{rule.id}": number(decimals, 10 ** (decimals + 9)), f"agreed:{rule.id}": BOOL}
    if accumulates(checked.ruleset.payout):
        found[STRETCH] = STRETCHES
    if carries(checked.ruleset.payout):
        found |= CARRIED
    if lasts(checked.ruleset.payout):
        found |= COLUMNS
    return found


def closed_of_rewards(rules: RuleSet, calendar: str | PayCalendar | None) -> Iterator[Closed]:
    """The verdicts that rewards with `for` read."""
    for reward in rules.rewards.values():
        for back in range(1, looked_back(reward, calendar)):
            yield Closed(f"met:{reward.id}", back, VERDICT)
            yield Closed(f"skip:{reward.id}", back, BOOL)


def closed_of_points(rules: RuleSet, trees: Mapping[str, Node]) -> Iterator[Closed]:
    """The cases of earlier periods that additions and deductions count on."""
    for one in rules.points.values():
        prefix = f"points.{one.id}.earlier."
        for key, tree in trees.items():
            if key.startswith(prefix):
                yield Closed(f"cases:{one.id}", int(key.removeprefix(prefix)), tree.type)


def looked_back(reward: Reward, calendar: str | PayCalendar | None) -> int:
    """Among how many periods, this one included, a reward looks for those that count; 1 without `for`."""
    if reward.when is None or reward.times is None or reward.times.of == 1:
        return 1
    far = None if reward.look_back is None or calendar is None else periods_in(reward.look_back, calendar)
    return min(MOST_BACK, max(reward.times.of, far or 0))
