"""Additions to the score and deductions from it, by the ordinal of each case.

    charge = F(earlier + new) - F(earlier), not under `minimum` and not over `maximum`
    F(n)   = for each step, `each` x the cases from its `from` up to the next step's, of the first n

So a case is charged once, in its own period, and earlier ones only say which ordinal it has; after `within` they are
forgotten.  The cases of a closed period are those that its statement was made with; of a period without one they are
measured.  Columns, P a rule: `cases:P`, `before:P:2` (of the period two before), `earlier:P` (0 without a new case),
`balance:P` (all that count now), `proposed:P`, `charge:P` (points, scaled by `score.decimals`), `warned:P`, `waits:P`;
then `score`.

A charge that somebody must approve waits for it: `asked:P` is the charge that was answered about, `agreed:P` the
answer; both come with the frame.  An answer to another charge is none.  A refused charge is 0, and its cases count all
the same.
"""

from attrs import evolve

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import number
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.score import Points, Score
from kpiengine.scores.curve import points
from kpiengine.scores.steps import Steps, any_of, total, whole


def add_points(steps: Steps, checked: CheckedRuleSet, composite: Node) -> Node:
    """Adds the columns of every rule and `score`: the composite with all charges, from 0 to the maximum.

    Missing where the composite or one of the counts is.
    """
    rules, score = checked.ruleset, checked.ruleset.score
    charges = [_charge(steps, checked, one) for one in rules.points.values()]
    top = points(score.maximum, score.decimals)
    cut = b.max_(points(0, score.decimals), b.min_(top, b.add(composite, total(charges))))
    return steps.add("score", evolve(b.round_to(cut, score.decimals), type=number(score.decimals, top.type.bound)))


def waiting(steps: Steps, checked: CheckedRuleSet) -> Node:
    """Whether one of the charges waits for somebody's yes."""
    return any_of(steps[f"waits:{one.id}"] for one in checked.ruleset.points.values())


def _charge(steps: Steps, checked: CheckedRuleSet, one: Points) -> Node:
    score: Score = checked.ruleset.score
    new = steps.add(f"cases:{one.id}", steps[f"known:{one.count}"])
    before = _before(steps, checked, one)
    earlier = steps.add(f"earlier:{one.id}", b.if_(b.gt(new, whole(0)), before, whole(0)))
    steps.add(f"balance:{one.id}", b.add(before, new))
    until = b.add(earlier, new)
    charged = b.sub(_sum_of(one, until), _sum_of(one, earlier))
    if one.minimum is not None:
        charged = b.max_(b.number_lit(one.minimum), charged)
    if one.maximum is not None:
        charged = b.min_(b.number_lit(one.maximum), charged)
    proposed = steps.add(f"proposed:{one.id}", b.round_to(charged, score.decimals))
    steps.add(f"warned:{one.id}", b.coalesce(any_of(_reached(one, earlier, until)), b.lit(value=False)))
    if one.approve is None:
        steps.add(f"waits:{one.id}", b.lit(value=False))
        return steps.add(f"charge:{one.id}", proposed)
    no = b.lit(value=False)
    answered = b.coalesce(b.eq(proposed, steps[f"asked:{one.id}"]), no)
    agreed = b.coalesce(steps[f"agreed:{one.id}"], no)
    open_ = b.and_(b.ne(proposed, whole(0)), b.not_(answered))
    steps.add(f"waits:{one.id}", b.coalesce(open_, no))
    refused = b.and_(answered, b.not_(agreed))
    return steps.add(f"charge:{one.id}", b.if_(refused, b.round_to(whole(0), score.decimals), proposed))


def _before(steps: Steps, checked: CheckedRuleSet, one: Points) -> Node:
    """The earlier cases: of each period as closed, else as measured; missing where neither is known."""
    trees, prefix = checked.conditions, f"points.{one.id}.earlier"
    if prefix not in trees:
        return whole(0)
    backs = sorted(each.back for each in checked.closed if each.of == f"cases:{one.id}")
    if not backs:
        return trees[prefix]
    closed = [steps[f"past:{back}:cases:{one.id}"] for back in backs]
    counts = [
        steps.add(f"before:{one.id}:{back}", b.coalesce(then, trees[f"{prefix}.{back}"], whole(0)))
        for back, then in zip(backs, closed, strict=True)
    ]
    # Somebody who was not there yet has no value in a period, and no cases; files that are not loaded have no history.
    sure = b.or_(b.not_(b.is_missing(trees[prefix])), b.and_(*(b.not_(b.is_missing(then)) for then in closed)))
    found = total(counts)
    return b.if_(sure, found, b.missing(found.type))


def _sum_of(one: Points, count: Node) -> Node:
    """What the first `count` cases cost or earn together."""
    parts = []
    for index, step in enumerate(one.steps):
        if step.each is None:
            continue
        last = one.steps[index + 1].start - 1 if index + 1 < len(one.steps) else None
        reached = count if last is None else b.min_(count, whole(last))
        parts.append(b.mul(b.number_lit(step.each), b.max_(whole(0), b.sub(reached, whole(step.start - 1)))))
    return total(parts)


def _reached(one: Points, earlier: Node, until: Node) -> list[Node]:
    """For each warning: whether one of the new cases lies in its step."""
    found = []
    for index, step in enumerate(one.steps):
        if not step.warn:
            continue
        reached = b.ge(until, whole(step.start))
        if index + 1 < len(one.steps):
            reached = b.and_(reached, b.lt(earlier, whole(one.steps[index + 1].start - 1)))
        found.append(b.and_(reached, b.gt(until, earlier)))
    return found
