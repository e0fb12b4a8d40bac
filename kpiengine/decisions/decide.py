"""The stage `decide`: from scorecards to tier, eligibility, amount and rewards, each with its reasons."""

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from kpiengine.decisions.amounts import money_decimals
from kpiengine.decisions.compile import decide_steps, decides
from kpiengine.decisions.listing import list_column
from kpiengine.decisions.reasons import Reason
from kpiengine.decisions.rewards import Given
from kpiengine.expressions.program import Program
from kpiengine.expressions.types import Type
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.scorecards import Scorecards


@frozen
class Decisions:
    """One rule set's decisions, in the order of the scorecards.

    `frame` has the columns of the scorecards, those of `decisions.compile`, and three lists: `reasons` (codes),
    `rewards` (given) and `rewards_held` (not known yet).  `pays` is no for a rule set without tiers, which has
    neither eligibility nor amounts.  Amounts are whole units of `decimals` decimals of `currency`.
    """

    checked: CheckedRuleSet
    frame: pl.DataFrame
    types: Mapping[str, Type]
    program: Program
    reasons: tuple[Reason, ...]
    pays: bool
    currency: str | None
    decimals: int


def decide(checked: CheckedRuleSet, scorecards: Scorecards) -> Decisions:
    """Decides every scorecard of a rule set."""
    deciding = decide_steps(checked, scorecards.types)
    program = Program(deciding.steps)
    frame: pl.DataFrame = program.run(scorecards.frame)
    rewards = checked.ruleset.rewards
    given = [(name, pl.col(f"reward:{name}") == Given.YES) for name in rewards]
    held = [(name, pl.col(f"reward:{name}") == Given.UNKNOWN) for name in rewards]
    lists = {
        "reasons": list_column(frame, [(reason.code, reason.column) for reason in deciding.reasons]),
        "rewards": list_column(frame, given),
        "rewards_held": list_column(frame, held),
    }
    return Decisions(
        checked=checked,
        frame=frame.with_columns(**lists),
        types={**scorecards.types, **program.types()},
        program=program,
        reasons=deciding.reasons,
        pays=decides(checked.ruleset),
        currency=checked.ruleset.head.currency,
        decimals=money_decimals(checked.ruleset),
    )
