"""Deciding one rule set as a list of steps that follow those of the score, in stages.

What looks at several people at once (ranks, the split of a pool, a budget, few places) is no step of one row: it stands
between two stages and gives columns, which later steps name like any other.

Columns that it adds, G a gate, R a reward, CODE a reason: those of `ranks`, `tier_by_score` (0 none, 1 the lowest),
`gate:G`, `failed:G`, `forbidden`, `unsettled`, `dropped`, `lowered`, `tier` (after gates), those of `presence`,
`accumulated` and `pools`, `base_unknown`, `eligibility`, `capped`, `lifted`, `amount_exact`, `amount_exact_ends`,
`amount_due`, `scaled`, `amount` (minor units), `held_back`, `over_limit`, those of `rewards`, `why:CODE`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from kpiengine.decisions import amounts, budgets, places, pools, ranks
from kpiengine.decisions.accumulated import add_accumulated, earlier_open
from kpiengine.decisions.eligibility import Eligibility, add_tier, eligibility
from kpiengine.decisions.gates import add_dropped, add_gates, add_lowered
from kpiengine.decisions.limits import over_one
from kpiengine.decisions.presence import add_presence, presence_unknown
from kpiengine.decisions.reason import Reason
from kpiengine.decisions.reasons import add_reasons
from kpiengine.decisions.rewards import add_claims, add_rewards
from kpiengine.decisions.tiers import add_tier_by_value
from kpiengine.decisions.worth import rated
from kpiengine.expressions import build as b
from kpiengine.expressions.program import Step
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.expressions.types import BOOL, Type, number
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.spent import MINOR, SPENT, lasts
from kpiengine.scores.points import waiting
from kpiengine.scores.steps import Steps, any_of, whole

if TYPE_CHECKING:
    import polars as pl

Between = Callable[["pl.DataFrame"], "pl.DataFrame"]


@frozen
class Stage:
    """Steps of one row, and what is done with all rows together afterwards."""

    steps: tuple[Step, ...]
    then: Between | None = None


@frozen
class Deciding:
    """The stages of a rule set's decision, and the reasons that they can give."""

    stages: tuple[Stage, ...]
    reasons: tuple[Reason, ...]
    given: Mapping[str, Type] = Factory(dict)  # columns that come between the stages

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all stages."""
        return tuple(step for stage in self.stages for step in stage.steps)


@define
class _Stages:
    """Steps that grow, cut where all rows must be looked at together."""

    steps: Steps
    stages: list[Stage] = Factory(list)
    done: int = 0
    given: dict[str, Type] = Factory(dict)

    def cut(self, then: Between | None, gives: Mapping[str, Type] | None = None) -> None:
        """Ends a stage; `gives` are the columns that `then` adds."""
        now = self.steps.done()
        self.stages.append(Stage(now[self.done :], then))
        self.done = len(now)
        for name, type_ in (gives or {}).items():
            self.steps.given(name, type_)
            self.given[name] = type_


def decides(rules: RuleSet) -> bool:
    """Whether the rule set decides on pay at all; another one scores or alerts only."""
    return rules.decides


def decide_steps(checked: CheckedRuleSet, types: Mapping[str, Type]) -> Deciding:
    """The stages over a frame that is scored already; `types` are those of its columns.

    Rewards with a condition of their own are judged also where there are no tiers.
    """
    steps, rules = Steps(types), checked.ruleset
    stages = _Stages(steps)
    reasons: tuple[Reason, ...] = ()
    if decides(rules):
        _add_tiers(stages, checked)
        _add_standing(stages, checked)
        _add_amounts(stages, checked)
    _add_rewards(stages, checked)
    if decides(rules):
        reasons = add_reasons(steps, checked)
    stages.cut(None)
    return Deciding(tuple(stages.stages), reasons, stages.given)


def _add_tiers(stages: _Stages, checked: CheckedRuleSet) -> None:
    steps, rules = stages.steps, checked.ruleset
    gates = rules.gates.values()
    if rules.rank is not None:
        ranks.add_rank_value(steps, checked, rules.rank)
        stages.cut(partial(ranks.with_ranks, rank=rules.rank), ranks.GIVEN)
    add_gates(steps, checked)
    if rules.tiers:
        add_tier_by_value(steps, checked)
        add_dropped(steps, gates)
        add_lowered(steps, gates, rules.tiers)
        add_tier(steps)


def _add_standing(stages: _Stages, checked: CheckedRuleSet) -> None:
    """`eligibility`; with a pool first `standing`, and then who waits for the others."""
    steps, rules = stages.steps, checked.ruleset
    add_presence(steps, checked)
    add_accumulated(steps, checked, partial(rated, steps, rules.payout))
    steps.add("base_unknown", amounts.base_unknown(steps, rules))
    unknown = any_of(_unknown(stages.steps, checked))
    verdict = eligibility(steps, rules, unknown, amounts.guaranteed(checked))
    if rules.payout.kind != "pool":
        steps.add("eligibility", verdict)
        return
    steps.add("standing", verdict)
    decimals = amounts.money_decimals(rules)
    pools.add_pool(steps, checked, decimals)
    stages.cut(partial(pools.with_shares, payout=rules.payout), pools.given(rules.payout, decimals))
    waits = b.and_(b.eq(steps["standing"], whole(Eligibility.ELIGIBLE)), steps["pool_waits"])
    steps.add("eligibility", b.if_(waits, whole(Eligibility.UNDETERMINED), steps["standing"]))


def _unknown(steps: Steps, checked: CheckedRuleSet) -> list[Node]:
    """Everything that an amount is made of and that may be missing, each where there is an amount to be made."""
    rules = checked.ruleset
    found = [steps["base_unknown"]]
    if rules.payout.kind == "rate":
        found.append(b.is_missing(steps[f"known:{rules.payout.units}"]))
    found += [presence_unknown(steps, rules.payout), amounts.multiply_unknown(checked)]
    found += [pools.split_weight_unknown(checked), waiting(steps, checked)]
    found += [earlier_open(steps, checked), budgets.earlier_open(checked)]
    return found


def _add_amounts(stages: _Stages, checked: CheckedRuleSet) -> None:
    """Steps 1 to 9 of the money."""
    steps, rules = stages.steps, checked.ruleset
    payout, decimals = rules.payout, amounts.money_decimals(rules)
    amounts.add_amount(steps, checked)
    if lasts(payout):
        steps.add("spent", b.ratio((b.coalesce(b.name(SPENT, MINOR), whole(0)),), (whole(10**decimals),), decimals))
    if payout.budget is not None and payout.if_over == "scale":
        due = steps["amount_due"].type
        then = partial(budgets.with_budget, payout=payout, decimals=decimals)
        stages.cut(then, {"scaled": BOOL, "budgeted": due})
        steps.add("amount", b.if_(b.is_missing(steps["amount_due"]), b.missing(due), steps["budgeted"]))
    else:
        steps.add("scaled", b.lit(value=False))
        steps.add("amount", steps["amount_due"])
    held = payout.holdback.percent if payout.holdback is not None else 0
    later = b.ratio((steps["amount"], b.number_lit(held)), (whole(100),), decimals, Rounding(payout.rounding))
    steps.add("held_back", b.if_(b.is_missing(steps["amount"]), b.missing(number(decimals, 0)), later))
    steps.add("over_limit", over_one(steps, rules))


def _add_rewards(stages: _Stages, checked: CheckedRuleSet) -> None:
    steps, rewards = stages.steps, checked.ruleset.rewards.values()
    add_claims(steps, checked)
    if few := [reward for reward in rewards if reward.places is not None]:
        gives = {name: ranks.MOST for reward in few for name in places.columns(reward)}
        stages.cut(partial(places.with_places, rewards=tuple(few)), gives)
    add_rewards(steps, checked)
