"""The stage `decide`: from scorecards to tier, eligibility, amount and rewards, each with its reasons."""

from collections.abc import Mapping

import polars as pl
from attrs import Factory, evolve, frozen

from kpiengine.decisions.amounts import money_decimals
from kpiengine.decisions.compile import decide_steps, decides
from kpiengine.decisions.given import Given
from kpiengine.decisions.limits import Breach, breaches
from kpiengine.decisions.listing import list_column
from kpiengine.decisions.reason import Reason, columns_of
from kpiengine.expressions.narrow import narrow
from kpiengine.expressions.program import Program
from kpiengine.expressions.types import Type
from kpiengine.metrics.bounds import seen
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.scope.names import PRESENCE
from kpiengine.scores.scorecards import Scorecards


@frozen
class Decisions:
    """One rule set's decisions, in the order of the scorecards.

    `frame` has the columns of the scorecards, those of `decisions.compile`, and three lists: `reasons` (codes),
    `rewards` (given) and `rewards_held` (not known yet).  `pays` is no for a rule set without tiers, which has
    neither eligibility nor amounts.  Amounts are whole units of `decimals` decimals of `currency`.
    `narrowed` are the types of what money is made of, as large as its values are.
    `held` are the limits that the amounts are over: then nothing is paid before somebody releases them.
    """

    checked: CheckedRuleSet
    frame: pl.DataFrame
    types: Mapping[str, Type]
    program: Program
    reasons: tuple[Reason, ...]
    pays: bool
    currency: str | None
    decimals: int
    held: tuple[Breach, ...] = ()
    narrowed: Mapping[str, Type] = Factory(dict)


def decide(checked: CheckedRuleSet, scorecards: Scorecards) -> Decisions:
    """Decides every scorecard of a rule set."""
    known = _seen(checked, scorecards)
    types = {**scorecards.types, **known}
    checked = narrowed(checked, known)
    deciding = decide_steps(checked, types)
    frame = scorecards.frame
    programs = [Program(stage.steps) for stage in deciding.stages]
    for stage, steps in zip(deciding.stages, programs, strict=True):
        frame = steps.run(frame) if stage.steps else frame
        frame = frame if stage.then is None else stage.then(frame)
    program = programs[0] if len(programs) == 1 else Program(deciding.steps)
    rewards, pays, decimals = checked.ruleset.rewards, decides(checked.ruleset), money_decimals(checked.ruleset)
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
        types={**types, **deciding.given, **program.types()},
        program=program,
        reasons=deciding.reasons,
        pays=pays,
        currency=checked.ruleset.head.currency,
        decimals=decimals,
        held=breaches(frame, checked.ruleset, decimals) if pays else (),
        narrowed=known,
    )


def narrowed(checked: CheckedRuleSet, known: Mapping[str, Type]) -> CheckedRuleSet:
    """The rule set with its formulas of money over columns of these types, which say how large their values are."""
    trees = {key: narrow(tree, known) if _of_money(key) else tree for key, tree in checked.conditions.items()}
    return evolve(checked, conditions=trees)


def _seen(checked: CheckedRuleSet, scorecards: Scorecards) -> dict[str, Type]:
    """Types of what money is made of, with the bounds that its values have: products then fit 64 bits."""
    payout = checked.ruleset.payout
    names = [f"roster:{payout.of}", f"known:{payout.units}", f"known:{PRESENCE}", "days", "period_days"]
    names += [column for key, tree in checked.conditions.items() if _of_money(key) for column in columns_of(tree)]
    here = [name for name in names if name in scorecards.types and name in scorecards.frame.columns]
    return seen(scorecards.frame, {name: scorecards.types[name] for name in here})


def _of_money(key: str) -> bool:
    return key.startswith("payout.")
