"""Why points, tier and money are as they are.

Codes: `POINTS:complaints`, `POINTS_WARNED:complaints`, `POINTS_WAIT:complaints`, `POINTS_REFUSED:complaints`,
`POINTS_UNKNOWN:complaints`;
`NO_TIER`, `TIER_PAYS_NOTHING:D`, `NOT_RANKED`, `RANK_GROUP_SMALL`; `BASE_UNKNOWN:base_pay`, `UNITS_UNKNOWN:saves`,
`EARLIER_OPEN`, `ACCUMULATED`, `PRESENCE_UNKNOWN`,
`MULTIPLY_UNKNOWN`, `SHARE_UNKNOWN`, `POOL_WAITS`, `POOL_NOBODY`, `POOL_EARLIER_OPEN`, `POOL_TAKEN`,
`POOL_REST`, `CAPPED`, `MINIMUM`, `PRESENCE`, `PART_PERIOD`,
`SHORT_STRETCH`, `BUDGET`, `BUDGET_OPEN`, `BUDGET_SPENT`, `HELD_BACK`, `LIMIT:per_agent`.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Iterable

from kpiengine.decisions.amounts import multiply_unknown
from kpiengine.decisions.budgets import earlier_open
from kpiengine.decisions.eligibility import Eligibility, pays
from kpiengine.decisions.figures import figure
from kpiengine.decisions.pools import split_weight_unknown
from kpiengine.decisions.presence import presence_unknown, prorated
from kpiengine.decisions.reason import Reason, plain
from kpiengine.decisions.tiers import too_small
from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import BOOL
from kpiengine.rules.accumulated import accumulates
from kpiengine.rules.carried import OPEN, REST, TAKEN, carries
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.phrases.units import UNITS
from kpiengine.rules.spent import MINOR, SPENT, lasts
from kpiengine.scores.sentences import title
from kpiengine.scores.steps import Steps, whole


def of_points(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    """What was added to the score or taken from it."""
    for one in rules.points.values():
        en, zh = (plain(title(one.title, language, one.id)) for language in ("en", "zh"))
        names = {"cases": f"cases:{one.id}", "earlier": f"earlier:{one.id}", "charge": f"charge:{one.id}"}
        yield Reason(
            f"POINTS:{one.id}",
            b.ne(steps[f"charge:{one.id}"], whole(0)),
            {
                "en": f"{en}: {{charge}} points for {{cases}} cases after {{earlier}} earlier ones",
                "zh": f"{zh}：此前 {{earlier}} 例，本期 {{cases}} 例，{{charge}} 分",
            },
            names,
        )
        yield Reason(
            f"POINTS_WARNED:{one.id}",
            steps[f"warned:{one.id}"],
            {"en": f"{en}: a warning, without points", "zh": f"{zh}：提醒，不扣分"},
        )
        yield Reason(
            f"POINTS_WAIT:{one.id}",
            steps[f"waits:{one.id}"],
            {
                "en": f"{en}: {{charge}} points wait for a yes of {one.approve}",
                "zh": f"{zh}：{{charge}} 分待 {one.approve} 确认",
            },
            names,
        )
        if one.approve is not None:
            dropped = b.and_(b.ne(steps[f"proposed:{one.id}"], whole(0)), b.eq(steps[f"charge:{one.id}"], whole(0)))
            yield Reason(
                f"POINTS_REFUSED:{one.id}",
                dropped,
                {
                    "en": f"{en}: {{proposed}} points were not agreed to and are not charged",
                    "zh": f"{zh}：{{proposed}} 分未获确认，不计",
                },
                {"proposed": f"proposed:{one.id}"},
            )
        yield Reason(
            f"POINTS_UNKNOWN:{one.id}",
            b.is_missing(steps[f"charge:{one.id}"]),
            {"en": f"{en}: the number of cases is not known", "zh": f"{zh}：件数未知"},
        )


def of_tiers(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    """Why no tier was reached."""
    if not rules.tiers:
        return
    yield from _paying_nothing(steps, rules)
    lowest = rules.tiers[0]
    en, zh = (plain(title(lowest.title, language, lowest.id)) for language in ("en", "zh"))
    if rules.rank is None:
        by = rules.score.tiers_by or "score"
        column = "score" if by == "score" else f"known:{by}"
        what_en, what_zh = ("score", "得分") if by == "score" else (by, by)
        yield Reason(
            "NO_TIER",
            b.le(steps["tier_by_score"], whole(0)),
            {
                "en": f"{what_en} {{value}} is under {lowest.start}, where {en} starts",
                "zh": f"{what_zh} {{value}} 低于 {lowest.start}（{zh} 起点）",
            },
            {"value": column},
        )
        return
    rank = rules.rank
    yield Reason(
        "NO_TIER",
        b.le(steps["tier_by_score"], whole(0)),
        {
            "en": f"{{above}} of {{group}} are better, too many for {en}",
            "zh": f"{{group}} 人中有 {{above}} 人更好，未达 {zh}",
        },
        {"above": "rank_above", "group": "rank_group"},
    )
    yield Reason(
        "NOT_RANKED",
        b.is_missing(steps["rank_value"]),
        {"en": f"{rank.of} is not known, so there is no rank", "zh": f"{rank.of} 未知，无法排名"},
    )
    yield Reason(
        "RANK_GROUP_SMALL",
        too_small(steps, rank),
        {
            "en": f"{{group}} people are too few to rank; {rank.min_group} are needed",
            "zh": f"只有 {{group}} 人，不足 {rank.min_group} 人，不排名",
        },
        {"group": "rank_group"},
    )


def _paying_nothing(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    """Tiers that are grades only: whoever has one of them is not eligible, and is told so."""
    refused = b.eq(steps["eligibility"], whole(Eligibility.NOT_ELIGIBLE))
    for place, tier in enumerate(rules.tiers, start=1):
        if not pays(tier, rules.payout):
            en, zh = (plain(title(tier.title, language, tier.id)) for language in ("en", "zh"))
            yield Reason(
                f"TIER_PAYS_NOTHING:{tier.id}",
                b.and_(refused, b.eq(steps["lowered"], whole(place))),
                {"en": f"{en} pays nothing", "zh": f"{zh} 不发放奖金"},
            )


def of_money(steps: Steps, checked: CheckedRuleSet) -> Iterable[Reason]:
    """What the amount lacks, and what changed it."""
    rules = checked.ruleset
    yield from _unknown(steps, checked)
    yield from _so_far(steps, rules)
    yield from _bounds(steps, checked)
    yield from _shares(steps, rules)
    payout, limits = rules.payout, rules.limits
    if lasts(payout):
        en, zh = STRETCH_WORDS[payout.budget_over]
        spent = b.coalesce(b.name(SPENT, MINOR), whole(0))
        yield Reason(
            "BUDGET_OPEN",
            earlier_open(checked),
            {"en": f"the budget is for the {en}, and an earlier period of it is not closed yet",
             "zh": f"预算为{zh}预算，本{zh}有更早的周期尚未关账"},
        )  # fmt: skip
        yield Reason(
            "BUDGET_SPENT",
            b.and_(b.gt(spent, whole(0)), _is_paid(steps)),
            {"en": f"{{spent}} of the {en}'s budget of {payout.budget} is spent by earlier periods",
             "zh": f"{zh}预算 {payout.budget} 中以前各期已用 {{spent}}"},
            {"spent": "spent"},
        )  # fmt: skip
    if payout.budget is not None and payout.if_over == "scale":
        yield Reason(
            "BUDGET",
            steps["scaled"],
            {
                "en": f"lowered with all others to the budget of {payout.budget}",
                "zh": f"按预算 {payout.budget} 同比下调",
            },
        )
    if payout.holdback is not None:
        until = payout.holdback.until
        late = {"en": "until it is final", "zh": "待结果确定后发放"}
        if isinstance(until, Length):
            late = {
                "en": f"for {until} after the period",
                "zh": f"期末后 {until.count} {UNITS[f'unit {until.unit}'].zh}发放",
            }
        yield Reason(
            "HELD_BACK",
            b.gt(steps["held_back"], whole(0)),
            {"en": f"{{held}} is held back {late['en']}", "zh": f"预留 {{held}}，{late['zh']}"},
            {"held": "held_back"},
        )
    if limits.per_agent is not None:
        yield Reason(
            "LIMIT:per_agent",
            steps["over_limit"],
            {"en": f"over the limit of {limits.per_agent}", "zh": f"超过上限 {limits.per_agent}"},
        )


def _unknown(steps: Steps, checked: CheckedRuleSet) -> Iterable[Reason]:
    rules = checked.ruleset
    payout = rules.payout
    if payout.kind == "percent":
        yield Reason(
            f"BASE_UNKNOWN:{payout.of}",
            steps["base_unknown"],
            {"en": f"the roster says no {payout.of} to take the percent of", "zh": f"花名册中没有 {payout.of}"},
        )
    if payout.kind == "rate":
        yield Reason(
            f"UNITS_UNKNOWN:{payout.units}",
            b.is_missing(steps[f"known:{payout.units}"]),
            {"en": f"how many {payout.units} there are is not known", "zh": f"{payout.units} 数量未知"},
        )
    if accumulates(payout):
        en, zh = STRETCH_WORDS[payout.accumulate]
        yield Reason(
            "EARLIER_OPEN",
            steps["so_far:open"],
            {"en": f"an earlier period of the {en} is not closed yet", "zh": f"本{zh}有更早的周期尚未关账"},
        )
    if prorated(payout) is not None:
        yield Reason(
            "PRESENCE_UNKNOWN",
            presence_unknown(steps, payout),
            {"en": "the share of full time is not known", "zh": "出勤比例未知"},
        )
    if figure(checked, "multiply") is not None:
        yield Reason(
            "MULTIPLY_UNKNOWN",
            multiply_unknown(checked),
            {"en": "the factor of the payout is not known", "zh": "金额系数未知"},
        )
    if payout.kind == "pool":
        waits = b.and_(b.eq(steps["standing"], whole(Eligibility.ELIGIBLE)), steps["pool_waits"])
        yield Reason(
            "SHARE_UNKNOWN",
            split_weight_unknown(checked),
            {"en": "the weight of the share in the pool is not known", "zh": "分配权重未知"},
        )
        yield Reason(
            "POOL_WAITS",
            waits if not carries(payout) else b.and_(waits, b.not_(b.coalesce(b.name(OPEN, BOOL), b.lit(value=False)))),
            {"en": "the pool waits for somebody whose decision is not known", "zh": "奖池等待他人结果确定后分配"},
        )
        nobody = b.and_(b.eq(steps["eligibility"], whole(Eligibility.ELIGIBLE)), b.le(steps["share_weight"], whole(0)))
        yield Reason("POOL_NOBODY", nobody, {"en": "no share in the pool", "zh": "奖池中没有份额"})
        if carries(payout):
            yield from _carried(steps, waits)


def _carried(steps: Steps, waits: Node) -> Iterable[Reason]:
    """What came from earlier pools, and what goes on to the next."""
    is_open = b.coalesce(b.name(OPEN, BOOL), b.lit(value=False))
    yield Reason(
        "POOL_EARLIER_OPEN",
        b.and_(waits, is_open),
        {"en": "an earlier pool, of which something may be left, is not closed yet", "zh": "更早的奖池尚未关账"},
    )
    yield Reason(
        "POOL_TAKEN",
        b.ne(steps[TAKEN], whole(0)),
        {"en": "{taken} of earlier pools is in this one", "zh": "本奖池含以前结转 {taken}"},
        {"taken": TAKEN},
    )
    yield Reason(
        "POOL_REST",
        b.gt(steps[REST], whole(0)),
        {"en": "nobody has a share; {rest} goes into the next pool", "zh": "无人分得，{rest} 转入下期奖池"},
        {"rest": REST},
    )


def _so_far(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    payout = rules.payout
    if accumulates(payout):
        en, zh = STRETCH_WORDS[payout.accumulate]
        yield Reason(
            "ACCUMULATED",
            b.gt(steps["so_far:units"], whole(0)),
            {
                "en": f"{{units}} {payout.units} of earlier periods of the {en} count too; {{worth}} is settled",
                "zh": f"本{zh}以前各期 {payout.units} {{units}} 一并计数，其中 {{worth}} 已结算",
            },
            {"units": "so_far:units", "worth": "so_far:worth"},
        )


STRETCH_WORDS = {"quarter": ("quarter", "季度"), "year": ("year", "年度")}


def _bounds(steps: Steps, checked: CheckedRuleSet) -> Iterable[Reason]:
    payout = checked.ruleset.payout
    if figure(checked, "cap") is not None:
        most = "the cap" if payout.cap is None else payout.cap
        yield Reason(
            "CAPPED",
            b.and_(steps["capped"], b.not_(steps["lifted"]), _is_paid(steps)),
            {"en": f"cut to {most}", "zh": f"封顶 {payout.cap if payout.cap is not None else ''}".strip()},
        )
    if figure(checked, "minimum") is not None:
        least = "the minimum" if payout.minimum is None else payout.minimum
        yield Reason(
            "MINIMUM",
            b.and_(steps["lifted"], _is_paid(steps)),
            {"en": f"raised to {least}", "zh": f"保底 {payout.minimum if payout.minimum is not None else ''}".strip()},
        )


def _shares(steps: Steps, rules: RuleSet) -> Iterable[Reason]:
    if prorated(rules.payout) is not None:
        yield Reason(
            "PRESENCE",
            b.ne(steps["presence"], steps["presence_full"]),
            {"en": "{part} of {full} of full time", "zh": "全勤 {full} 中的 {part}"},
            {"part": "presence", "full": "presence_full"},
        )
    yield Reason(
        "PART_PERIOD",
        b.lt(steps["days"], steps["period_days"]),
        {
            "en": "{days} of the {period_days} days that the plan covers",
            "zh": "{period_days} 天中的 {days} 天",
        },
        {"days": "days", "period_days": "period_days"},
    )
    if "joined_days" in steps:
        yield Reason(
            "SHORT_STRETCH",
            b.gt(steps["joined_days"], whole(0)),
            {
                "en": "{joined} days under another rule set, too few to stand alone, are scored here",
                "zh": "另一规则下的 {joined} 天过短，并入此处计分",
            },
            {"joined": "joined_days"},
        )


def _is_paid(steps: Steps) -> Node:
    return b.gt(steps["amount"], whole(0))
