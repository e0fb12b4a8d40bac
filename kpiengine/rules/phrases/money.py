"""Sentences about where money comes from, what bounds it, and when it is paid."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence, same

MONEY: Mapping[str, Sentence] = {
    "rates": Sentence(
        en="Each of the {units} is paid at the rate of its own stretch: {rates}{cap}.",
        zh="{units} 按各段单价计：{rates}{cap}。",
    ),
    "rates whole": Sentence(
        en="All {units} are paid at the last rate reached: {rates}{cap}.",
        zh="全部 {units} 按达到的最高单价计：{rates}{cap}。",
    ),
    "accumulate quarter": Sentence(
        en="The count goes on over the quarter; each {period} pays what it adds to the ones before.",
        zh="数量按季度累计；每{period}只付比以前各期增加的部分。",
    ),
    "accumulate year": Sentence(
        en="The count goes on over the year; each {period} pays what it adds to the ones before.",
        zh="数量按年度累计；每{period}只付比以前各期增加的部分。",
    ),
    "rate first": Sentence(en="the first {n}: {currency} {pay}", zh="前 {n} 个：{currency} {pay}"),
    "rate only": Sentence(en="{currency} {pay} each", zh="每个 {currency} {pay}"),
    "rate from": Sentence(en="from the {n}: {currency} {pay}", zh="第 {n} 个起：{currency} {pay}"),
    "rate over": Sentence(en="over {n}: {currency} {pay}", zh="超过 {n}：{currency} {pay}"),
    "at most": Sentence(en="; at most {currency} {amount}", zh="；最多 {currency} {amount}"),
    "pool": Sentence(
        en="{currency} {pool} for {per}, split by {split}{tiers}, to the last cent.",
        zh="{per} {currency} {pool}，按{split}{tiers}分配，精确到分。",
    ),
    "pool differs": Sentence(
        en="A pool for {per}, split by {split}{tiers}, to the last cent.",
        zh="{per}奖池，按{split}{tiers}分配，精确到分。",
    ),
    "pool per all": Sentence(en="all together", zh="全体"),
    "pool per team": Sentence(en="each team", zh="每个团队"),
    "pool per site": Sentence(en="each site", zh="每个站点"),
    "pool per centre": Sentence(en="the whole centre", zh="全中心"),
    "pool tiers": Sentence(en=", times the tier's share", zh="乘以等级系数"),
    "resplit": Sentence(
        en="If a share is corrected later: the pool is split again, and everybody's share changes.",
        zh="事后更正时：奖金池重新分配，所有人的份额随之变化。",
    ),
    "top_up": Sentence(
        en="If a share is corrected later: that one is paid the difference, the others keep theirs.",
        zh="事后更正份额时：只补本人差额，他人不变。",
    ),
    "carry on": Sentence(
        en="What nobody has a share of goes into the next {period}'s pool.",
        zh="无人分得的奖金转入下{period}的奖金池。",
    ),
    "divisor": Sentence(en="A bigger pool never lowers a share.", zh="奖池增大不会减少任何人的份额。"),
    "payout multiply": Sentence(en="The amount is multiplied by {factor}.", zh="金额乘以 {factor}。"),
    "minimum": Sentence(
        en="At least {currency} {minimum} per {subject} and {period}.",
        zh="每个{subject}每{period}至少 {currency} {minimum}。",
    ),
    "by line": Sentence(en="{what}, {of}: {lines}.", zh="{what}，按{of}：{lines}。"),
    "by cap": Sentence(en="At most", zh="最多"),
    "by minimum": Sentence(en="At least", zh="至少"),
    "by multiply": Sentence(en="Multiplied", zh="系数"),
    "by pool": Sentence(en="The pool", zh="奖池"),
    "of tenure_months": Sentence(en="by full months of tenure", zh="满月司龄"),
    "of date": Sentence(en="by date", zh="日期"),
    "of site": Sentence(en="by site", zh="站点"),
    "of team": Sentence(en="by team", zh="团队"),
    "from line": Sentence(en="from {at}: {value}", zh="{at} 起：{value}"),
    "name line": Sentence(en="{at}: {value}", zh="{at}：{value}"),
    "money": same("{currency} {amount}"),
    "prorate": Sentence(
        en="For full time. Others get the share of {by} in the full-time {period}{leave}{most}{rates}.",
        zh="以上为全勤标准。其他人按全勤{period}中{by}的比例{leave}{most}{rates}。",
    ),
    "prorate paid_hours": Sentence(en="paid hours", zh="计薪工时"),
    "prorate worked_days": Sentence(en="worked days", zh="出勤天数"),
    "prorate calendar_days": Sentence(en="calendar days times the contract", zh="日历天数乘合同比例"),
    "prorate leave": Sentence(en=", counting {leave} as worked", zh="，{leave}视同出勤"),
    "prorate most": Sentence(en=", at most {percent} %", zh="，最高 {percent} %"),
    "prorate rates": Sentence(en="; the marks of the rates shrink with it", zh="；单价分段同比缩小"),
    "budget hold": Sentence(
        en="Over {currency} {budget} in one {period} the run is held.",
        zh="每{period}合计超过 {currency} {budget} 时暂停发放。",
    ),
    "budget scale": Sentence(
        en="Over {currency} {budget} in one {period} all are lowered alike.",
        zh="每{period}合计超过 {currency} {budget} 时同比下调。",
    ),
    "holdback": Sentence(en="{percent} % is held back {until}.", zh="预留 {percent} %，{until}。"),
    "until matured": Sentence(en="until matured", zh="待结果确定后发放"),
    "until length": Sentence(en="for {length}", zh="{length}后发放"),
    "clawback": Sentence(
        en="What was paid may be lowered for {within}; at most {percent} % of what is due is taken{carry}.",
        zh="已发金额在 {within}内可下调；最多扣当期应发的 {percent} %{carry}。",
    ),
    "carry": Sentence(en="; the rest is carried for {length}, then dropped", zh="；余额结转 {length}，之后作废"),
    "limits": Sentence(en="The run is held over: {limits}.", zh="超过以下上限时暂停发放：{limits}。"),
    "limit per_agent": Sentence(en="{currency} {n} for one", zh="单人 {currency} {n}"),
    "limit per_rule": Sentence(en="{currency} {n} for this rule set", zh="本规则 {currency} {n}"),
    "limit per_run": Sentence(en="{currency} {n} in all", zh="合计 {currency} {n}"),
    "limit change_percent": Sentence(en="{n} % change of the total", zh="总额变动 {n} %"),
    "cap": Sentence(
        en="At most {currency} {cap} per {subject} and {period}.", zh="每个{subject}每{period}最多 {currency} {cap}。"
    ),
    "rounding": Sentence(
        en="The amount is rounded once, as the last step, {how}{decimals}.",
        zh="金额只在最后一步舍入一次：{how}{decimals}。",
    ),
    "half_up": Sentence(en="half up", zh="四舍五入"),
    "half_even": Sentence(en="half to even", zh="四舍六入五成双"),
    "down": Sentence(en="down", zh="舍去"),
    "decimals": Sentence(en=" to {decimals}", zh="，保留 {decimals}"),
}
