"""The sentences of `rules read`: each stands here once, with all its languages side by side.

A sentence without one of them cannot be written, and a new language is a new field of `Sentence`.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

import re
from collections.abc import Mapping

from attrs import fields, frozen


@frozen(kw_only=True)
class Sentence:
    """One sentence, or a part of one, in every language; filled with `str.format`."""

    en: str
    zh: str


def _same(text: str) -> Sentence:
    return Sentence(en=text, zh=text)


SENTENCES: Mapping[str, Sentence] = {
    "head": Sentence(
        en="{title}. From {start}{until}, every {period}, for{subjects}: {people}{but}.{wait}",
        zh="{title}。自 {start} 起{until}，每{period}一次，适用于{subjects}：{people}{but}。{wait}",
    ),
    "teams": Sentence(en=" the teams of", zh="以下人员所在的团队"),
    "sites": Sentence(en=" the sites of", zh="以下人员所在的站点"),
    "centres": Sentence(en=" the whole centre, as far as it has", zh="全中心（只计以下人员）"),
    "mature": Sentence(
        en=" A contact counts in the {period} in which it became final.", zh="一次联络计入其结果确定的那个{period}。"
    ),
    "happened": Sentence(
        en=" A contact counts in the {period} in which it happened; what shows later changes the result.",
        zh="一次联络计入其发生的那个{period}；之后才显现的情况会改变结果。",
    ),
    "cutoff": Sentence(
        en=" What is known {days} days after the {period} decides; what comes later is an adjustment.",
        zh="以{period}结束后 {days} 天内已知的数据为准；之后的变化另作调整。",
    ),
    "until": Sentence(en=" to {to}, both included", zh="至 {to}（含首尾两日）"),
    "but": Sentence(en="; but not: {people}", zh="；不含：{people}"),
    "or": Sentence(en=" or ", zh="或"),
    "state shadow": Sentence(
        en="A shadow: computed and shown, never paid nor announced.", zh="影子规则：只计算和展示，不发放，也不通知。"
    ),
    "state draft": Sentence(en="A draft: only checked.", zh="草稿：只做检查。"),
    "period day": Sentence(en="day", zh="日"),
    "period week": Sentence(en="week", zh="周"),
    "period month": Sentence(en="month", zh="月"),
    "period quarter": Sentence(en="quarter", zh="季度"),
    "period half": Sentence(en="half-year", zh="半年"),
    "period year": Sentence(en="year", zh="年"),
    "period of calendar": Sentence(en="period of {name}", zh="{name} 周期"),
    "attribute role": Sentence(en="role", zh="岗位"),
    "attribute site": Sentence(en="site", zh="站点"),
    "attribute team": Sentence(en="team", zh="团队"),
    "attribute line": Sentence(en="line", zh="业务线"),
    "attribute kind": Sentence(en="kind", zh="类型"),
    "kpi": Sentence(en="{name}: {what}.{rest}", zh="{name}：{what}。{rest}"),
    "kpi by": Sentence(en="{name}:{rest}", zh="{name}：{rest}"),
    "kpi name": Sentence(en="{name}, {weight}", zh="{name}，{weight}"),
    "weight": Sentence(en="weight {weight}", zh="权重 {weight}"),
    "watched": Sentence(en="watched only", zh="仅观察"),
    "line": Sentence(en="  {case}: {what}.", zh="  {case}：{what}。"),
    "line of": _same("{of} {at}"),
    "line from": Sentence(en="{of} {at}", zh="{of} {at} 起"),
    "by scenario": Sentence(en="scenario", zh="场景"),
    "by site": Sentence(en="site", zh="站点"),
    "by team": Sentence(en="team", zh="团队"),
    "by tenure_months": Sentence(en="from month", zh="司龄月数"),
    "by date": Sentence(en="from", zh="自"),
    "mark": _same("{key} {value}"),
    "mark target": Sentence(en="target", zh="目标"),
    "mark floor": Sentence(en="floor", zh="底线"),
    "mark stretch": Sentence(en="stretch", zh="挑战"),
    "span": Sentence(en="{first} to {second}", zh="{first} 至 {second}"),
    "relax": Sentence(
        en="  While {condition}: {marks} instead ({name}{because}). If that cannot be known: {policy}.",
        zh="  当{condition}时：改用{marks}（{name}{because}）。无法得知时：{policy}。",
    ),
    "condition hold": Sentence(en="the decision is held", zh="暂不决定"),
    "condition pass": Sentence(en="it counts as so", zh="视为是"),
    "condition fail": Sentence(en="it counts as not so", zh="视为否"),
    "proven": Sentence(
        en=" What counts is the end of the {percent} % interval (Wilson) on the worse side.",
        zh="按 {percent} % 置信区间（Wilson）较差的一端计。",
    ),
    "lean": Sentence(
        en=" A small sample leans to the team: as if {n} more cases at the team's value had come.",
        zh="样本少时向团队靠拢：如同另有 {n} 例取团队的值。",
    ),
    "no ramp": Sentence(en=" New people get no easier target here.", zh="新人在此没有放宽的目标。"),
    "ramp": Sentence(en="New people, by full {of} of tenure: {steps}.", zh="新人，按司龄{of}：{steps}。"),
    "ramp tenure_months": Sentence(en="months", zh="满月数"),
    "ramp tenure_days": Sentence(en="days", zh="满天数"),
    "eased": Sentence(
        en="from {at}: every personal target {percent} % of the way back to its floor",
        zh="自 {at} 起：每个个人目标向底线退回 {percent} %",
    ),
    "not eased": Sentence(en="from {at}: the full target", zh="自 {at} 起：完整目标"),
    "scenarios": Sentence(
        en="Scenarios by {by}: each is scored on its own contacts; {mixed}{few}.{rest}",
        zh="场景按 {by} 区分：各用自己的联络计分；{mixed}{few}。{rest}",
    ),
    "mixed": Sentence(en="the scores are mixed by the agent's own {blend}", zh="总分按本人在各场景的{blend}加权"),
    "main only": Sentence(
        en="only the main one counts, in which the agent has most handle time", zh="只计本人处理时长最多的主要场景"
    ),
    "least share": Sentence(en="; a scenario under {percent} % is left out", zh="；占比低于 {percent} % 的场景不计"),
    "other scenario": Sentence(
        en=" Contacts of any other scenario belong to {name}.", zh="其余场景的联络归入 {name}。"
    ),
    "min days": Sentence(
        en="Who is under these rules for fewer than {n} days of a {period} is scored under the longer ones beside "
        "them.",
        zh="一个{period}内适用本规则不足 {n} 天的，并入相邻较长的规则计分。",
    ),
    "own measures": Sentence(en=" each scenario measures it in its own way.", zh="各场景以自己的方式衡量。"),
    "whole period": Sentence(en=" over the whole {period}", zh="（整个{period}）"),
    "handle_time": Sentence(en="handle time", zh="处理时长"),
    "contacts": Sentence(en="contacts", zh="联络量"),
    "paid_hours": Sentence(en="paid hours", zh="计薪工时"),
    "main": Sentence(en="main scenario", zh="主要场景"),
    "row": Sentence(en="  In {name}: {weights} = 100.", zh="  {name} 场景：{weights}，合计 100。"),
    "reweight": Sentence(
        en="While {condition}{where}: {what} ({name}{because}). If that cannot be known: {policy}.",
        zh="当{condition}时{where}：{what}（{name}{because}）。无法得知时：{policy}。",
    ),
    "in scenario": Sentence(en=" (in {name})", zh="（{name} 场景）"),
    "because": Sentence(en=": {text}", zh="：{text}"),
    "set": Sentence(en="the weights are {weights}", zh="权重为 {weights}"),
    "shift": Sentence(en="weights move by {weights}", zh="权重变动 {weights}"),
    "move": Sentence(
        en="{points} points of weight go from {source} to {to}", zh="{points} 点权重由 {source} 转给 {to}"
    ),
    "max weight": Sentence(en="No KPI may weigh more than {n}.", zh="单个指标的权重不得超过 {n}。"),
    "formula": Sentence(en=": points = {formula}, from 0 to {top}", zh="：得分 = {formula}，限于 0 至 {top}"),
    "curve": Sentence(en=": points by {curve}, {marks}", zh="：按“{curve}”计分，{marks}"),
    "bands line": Sentence(en=": {bands}, straight lines between", zh="：{bands}，中间按直线计"),
    "straight formula": Sentence(
        en=": {low} points at {floor} or worse, {high} at {target} or better, a straight line between",
        zh="：{floor} 或更差得 {low} 分，{target} 或更好得 {high} 分，中间按直线计",
    ),
    "queues": Sentence(en=" of the queues worked, by the agent's contacts there", zh="（按本人在各队列的联络量）"),
    "slice": Sentence(en=", only {slice}", zh="，只计 {slice}"),
    "over": Sentence(en=" over {length} up to the end of the {period}", zh="（截至{period}末 {length}合计）"),
    "and": Sentence(en=" and ", zh=" 且 "),
    "yes": Sentence(en="yes", zh="是"),
    "no": Sentence(en="no", zh="否"),
    "level agent": Sentence(en=" of the agent", zh="（按个人）"),
    "level team": Sentence(en=" of the team", zh="（按团队）"),
    "level queue": Sentence(en=" of the queue", zh="（按队列）"),
    "level site": Sentence(en=" of the site", zh="（按站点）"),
    "level centre": Sentence(en=" of the centre", zh="（按全中心）"),
    "straight": Sentence(
        en=": {low} points at {floor} or worse, {high} at {target} or better, a straight line between "
        "(half way: {half} = {half_points})",
        zh="：{floor} 或更差得 {low} 分，{target} 或更好得 {high} 分，中间按直线计（半程：{half} = {half_points} 分）",
    ),
    "stretch": Sentence(
        en="; {points} at {stretch} or better, a straight line from the target",
        zh="；{stretch} 或更好得 {points} 分，自目标起按直线计",
    ),
    "range": Sentence(
        en=": {high} points from {first} to {second}, {low} points at {below} or less and at {above} or more, "
        "straight lines between",
        zh="：{first} 至 {second} 得 {high} 分，不高于 {below} 及不低于 {above} 得 {low} 分，中间按直线计",
    ),
    "pass": Sentence(en=": {high} points at {target} or better, else 0", zh="：{target} 或更好得 {high} 分，否则 0 分"),
    "pass range": Sentence(
        en=": {high} points from {first} to {second}, else 0", zh="：{first} 至 {second} 得 {high} 分，否则 0 分"
    ),
    "bands": Sentence(en=": {bands}", zh="：{bands}"),
    "band from": Sentence(en="{points} points from {edge}", zh="自 {edge} 起 {points} 分"),
    "band over": Sentence(en="{points} points over {edge}", zh="超过 {edge} 得 {points} 分"),
    "target only": Sentence(en="; target {target}", zh="；目标 {target}"),
    "few": Sentence(en=" Under {n} cases it is unknown: {policy}.", zh="少于 {n} 例视为未知：{policy}。"),
    "missing": Sentence(en=" If unknown: {policy}.", zh="未知时：{policy}。"),
    "few and missing": Sentence(
        en=" Under {n} cases: {few}. Without data: {missing}.", zh="少于 {n} 例：{few}。无数据：{missing}。"
    ),
    "redistribute": Sentence(en="its weight goes to the others", zh="其权重分给其他指标"),
    "team": Sentence(en="the team's value counts", zh="取团队的值"),
    "hold": Sentence(en="the decision is held", zh="暂不决定"),
    "points": Sentence(en="{points} points", zh="{points} 分"),
    "score": Sentence(
        en="Points and score are rounded to {decimals} decimals; the score is at most {maximum}. If fewer than "
        "{min_weight} points of weight were measured, the decision is held.",
        zh="得分与总分保留 {decimals} 位小数；总分最高 {maximum}。有数据的权重不足 {min_weight} 时暂不决定。",
    ),
    "gate": Sentence(
        en="Gate {name}{level}: {condition}, else {otherwise}. If that cannot be known: {policy}.",
        zh="门槛 {name}{level}：{condition}，否则{otherwise}。无法得知时：{policy}。",
    ),
    "policy hold": Sentence(en="hold", zh="暂不决定"),
    "policy pass": Sentence(en="it counts as passed", zh="视为通过"),
    "policy fail": Sentence(en="it counts as failed", zh="视为未通过"),
    "no_bonus": Sentence(en="no bonus", zh="无奖金"),
    "drop one": Sentence(en="1 tier lower", zh="降一级"),
    "drop_tiers": Sentence(en="{n} tiers lower", zh="降 {n} 级"),
    "cap_tier": Sentence(en="at most tier {tier}", zh="最高为等级 {tier}"),
    "pay_percent": Sentence(en="{percent} % of the money", zh="只发金额的 {percent} %"),
    "tier": Sentence(en="Tier {name}: from {start}{under}{pay}.", zh="等级 {name}：{start} 起{under}{pay}。"),
    "under": Sentence(en=", under {next}", zh="，低于 {next}"),
    "up": Sentence(en=" up", zh="，上不封顶"),
    "bonus": Sentence(en=": {currency} {amount}", zh="：{currency} {amount}"),
    "percent": Sentence(en=": {percent} % of {of}", zh="：{of} 的 {percent} %"),
    "multiply": Sentence(en=", times {multiply}", zh="，乘以 {multiply}"),
    "share": Sentence(en=": share times {multiply}", zh="：份额乘以 {multiply}"),
    "tier ranked": Sentence(en="Tier {name}: the best {share}{pay}.", zh="等级 {name}：前 {share}{pay}。"),
    "share percent": _same("{n} %"),
    "share count": Sentence(en="{n}", zh="{n} 名"),
    "rank": Sentence(
        en="Tiers go by rank of {of} among {among}; equals on an edge {ties}; fewer than {least} are not ranked.",
        zh="等级按{of}在{among}中的排名确定；同分者{ties}；不足 {least} 人时不排名。",
    ),
    "all_in": Sentence(en="all get the better tier", zh="均取较高等级"),
    "all_out": Sentence(en="do not get it", zh="均不取较高等级"),
    "among all": Sentence(en="all of this rule set", zh="本规则全体"),
    "among team": Sentence(en="the team", zh="本团队"),
    "among site": Sentence(en="the site", zh="本站点"),
    "among centre": Sentence(en="the whole centre", zh="全中心"),
    "tiers by": Sentence(en="Tiers go by {of}, not by the score.", zh="等级按 {of} 确定，不按总分。"),
    "points rule": Sentence(
        en="Points {name}: {count}{within}: {steps}{bounds}{approve}.",
        zh="加减分 {name}：{count}{within}：{steps}{bounds}{approve}。",
    ),
    "points within": Sentence(en=", counted over {length}", zh="，{length}内累计"),
    "step warn": Sentence(en="from the {n} a warning", zh="第 {n} 例起提醒"),
    "step warn one": Sentence(en="the {n} is a warning", zh="第 {n} 例提醒"),
    "step each": Sentence(en="from the {n} each {points} points, once", zh="第 {n} 例起每例 {points} 分，只计一次"),
    "points minimum": Sentence(en="; never under {n} in one {period}", zh="；每{period}不低于 {n}"),
    "points maximum": Sentence(en="; never over {n} in one {period}", zh="；每{period}不高于 {n}"),
    "points approve": Sentence(en="; each waits for a yes of {who}", zh="；每次须经 {who} 确认"),
    "rates": Sentence(
        en="Each of the {units} is paid at the rate of its own stretch: {rates}{cap}.",
        zh="{units} 按各段单价计：{rates}{cap}。",
    ),
    "rates whole": Sentence(
        en="All {units} are paid at the last rate reached: {rates}{cap}.",
        zh="全部 {units} 按达到的最高单价计：{rates}{cap}。",
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
    "top_up": Sentence(
        en="If a share is corrected later: that one is paid the difference, the others keep theirs.",
        zh="事后更正份额时：只补本人差额，他人不变。",
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
    "money": _same("{currency} {amount}"),
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
    "rewards": Sentence(en=" and {rewards}", zh="，并得{rewards}"),
    "cap": Sentence(
        en="At most {currency} {cap} per {subject} and {period}.", zh="每个{subject}每{period}最多 {currency} {cap}。"
    ),
    "subject agent": Sentence(en="agent", zh="坐席"),
    "subject team": Sentence(en="team", zh="团队"),
    "subject site": Sentence(en="site", zh="站点"),
    "subject centre": Sentence(en="centre", zh="中心"),
    "rounding": Sentence(
        en="The amount is rounded once, as the last step, {how}{decimals}.",
        zh="金额只在最后一步舍入一次：{how}{decimals}。",
    ),
    "half_up": Sentence(en="half up", zh="四舍五入"),
    "half_even": Sentence(en="half to even", zh="四舍六入五成双"),
    "down": Sentence(en="down", zh="舍去"),
    "decimals": Sentence(en=" to {n} decimals", zh="，保留 {n} 位小数"),
    "reward": Sentence(en="Reward {title} ({kind}{amount}){when}.", zh="奖励 {title}（{kind}{amount}）{when}。"),
    "reward leave": Sentence(en="leave", zh="休假"),
    "reward list": Sentence(en="list", zh="名单"),
    "reward badge": Sentence(en="badge", zh="徽章"),
    "reward course": Sentence(en="course", zh="课程"),
    "reward gift": Sentence(en="gift", zh="礼品"),
    "reward amount": Sentence(en=", {amount}", zh="，{amount}"),
    "reward times": Sentence(en=" in {times}", zh="，须 {times}"),
    "reward unless": Sentence(
        en="; a {period} in which {condition} does not count{back}", zh="；{condition}的{period}不计{back}"
    ),
    "look back": Sentence(en=", looking back {length} at most", zh="，最多回看 {length}"),
    "places": Sentence(en="; {n} places{per}, best {by} first", zh="；{per}{n} 个名额，按{by}排序"),
    "per team": Sentence(en=" per team", zh="每团队"),
    "per site": Sentence(en=" per site", zh="每站点"),
    "per centre": Sentence(en=" per centre", zh="全中心"),
    "by score": Sentence(en="score", zh="总分"),
    "expires": Sentence(en="; it stands for {length}", zh="；有效期 {length}"),
    "reward when": Sentence(
        en=": {condition}. If that cannot be known: {policy}", zh="：{condition}。无法得知时：{policy}"
    ),
    "alert": Sentence(
        en="{kind} {name}, per {subject}, every {period}{window}{hours}: {condition}{rest}.{tell}",
        zh="{kind} {name}，按{subject}，每{period}一次{window}{hours}：{condition}{rest}。{tell}",
    ),
    "alert window": Sentence(en=" over the last {length}", zh="，统计最近 {length}"),
    "alert hours": Sentence(en=", in working hours", zh="，仅营业时间"),
    "alert severity": Sentence(en="{severity} when {condition}", zh="{condition}时{severity}"),
    "severity info": Sentence(en="a note", zh="提示"),
    "severity warning": Sentence(en="warning", zh="预警"),
    "severity critical": Sentence(en="critical", zh="严重预警"),
    "alert for": Sentence(en=", for {times}", zh="，持续 {times}"),
    "alert unless": Sentence(en="; not counting a {period} with {condition}", zh="；{condition}的{period}不计"),
    "alert clear": Sentence(en="; ends when {condition}", zh="；{condition}时解除"),
    "alert keep": Sentence(en="; stays on {length} longer", zh="；解除后保持 {length}"),
    "alert missing fire": Sentence(en="; no data counts as firing", zh="；无数据视为触发"),
    "alert missing resolve": Sentence(en="; no data ends it", zh="；无数据则解除"),
    "alert few fire": Sentence(en="; too few cases count as firing", zh="；样本不足视为触发"),
    "alert few resolve": Sentence(en="; too few cases end it", zh="；样本不足则解除"),
    "quiets all": Sentence(
        en="; meanwhile every other alert of this {subject} is quiet", zh="；期间该{subject}的其他预警静默"
    ),
    "quiets some": Sentence(en="; meanwhile {alerts} are quiet", zh="；期间 {alerts} 静默"),
    "alert to": Sentence(en=" To: {who}.", zh="通知：{who}。"),
    "alert repeat": Sentence(en=" Repeated every {length}.", zh="每 {length}重复。"),
    "alert action": Sentence(en=" It starts: {action}.", zh="触发：{action}。"),
    "subject queue": Sentence(en="queue", zh="队列"),
    "times row": Sentence(en="{n} {unit}", zh="连续 {n} {unit}"),
    "times of": Sentence(en="{n} of {m} {unit}", zh="{m} {unit}中的 {n} {unit}"),
    "unit min": Sentence(en="min", zh="分钟"),
    "unit h": Sentence(en="h", zh="小时"),
    "unit day": Sentence(en="day", zh="天"),
    "unit week": Sentence(en="week", zh="周"),
    "unit month": Sentence(en="month", zh="个月"),
    "unit quarter": Sentence(en="quarter", zh="个季度"),
    "unit half": Sentence(en="half-year", zh="个半年"),
    "unit year": Sentence(en="year", zh="年"),
    "unit check": Sentence(en="check", zh="次"),
    "alert few": Sentence(en=", {n} cases or more", zh="，至少 {n} 例"),
    "alert info": Sentence(en="Note", zh="提示"),
    "alert warning": Sentence(en="Warning", zh="预警"),
    "alert critical": Sentence(en="Critical warning", zh="严重预警"),
    "alert praise": Sentence(en="Praise", zh="表扬"),
    "accept": Sentence(
        en="Accepted until {until} by {by}: {code}, because {because}.",
        zh="{by} 接受 {code} 至 {until}，理由：{because}。",
    ),
    "minutes": Sentence(en="{time} min", zh="{time} 分钟"),
    "hours": Sentence(en="{n} h", zh="{n} 小时"),
    "seconds": Sentence(en="{n} s", zh="{n} 秒"),
}

_OF = r"\s*\"?([^()\",]+?)\"?\s*"  # what a window reads; a function in it was put into words before
_GROUPS = {
    r"(?:,\s*\"ruleset\"\s*)?": ("all", "全体"),
    r",\s*\"team\"\s*": ("the own team", "本团队"),
    r",\s*\"site\"\s*": ("the own site", "本站点"),
}
_OF_PEERS = {
    "peer_mean": Sentence(en=r"the mean of \1 in {group}", zh=r"{group} \1 的平均值"),
    "peer_median": Sentence(en=r"the median of \1 in {group}", zh=r"{group} \1 的中位数"),
    "peer_percentile": Sentence(en=r"the percentile of \1 in {group}", zh=r"\1 在{group}中的百分位"),
    "rank": Sentence(en=r"the rank by \1 in {group}", zh=r"按 \1 在{group}中的名次"),
    r"outlier_high(?=\()": Sentence(en=r"\1 far above that of {group}", zh=r"\1 远高于{group}"),
    r"outlier_low(?=\()": Sentence(en=r"\1 far below that of {group}", zh=r"\1 远低于{group}"),
    r"outlier(?=\()": Sentence(en=r"\1 far from that of {group}", zh=r"\1 远离{group}"),
}
_HOW = r"(?:,\s*\"(?:iqr|z)\"\s*(?:,\s*[\d.]+\s*)?)?"
WINDOWS: tuple[tuple[str, Sentence], ...] = (
    (rf"\bprevious\({_OF}(?:,\s*1\s*)?\)", Sentence(en=r"\1 of the period before", zh=r"上一周期的 \1")),
    (rf"\bprevious\({_OF},\s*(\d+)\s*\)", Sentence(en=r"\1 of \2 periods before", zh=r"前第 \2 个周期的 \1")),
    (
        rf"\bhistory\({_OF},\s*1\s*\)",
        Sentence(en=r"\1 of the period before", zh=r"上一周期的 \1"),
    ),
    (
        rf"\bhistory\({_OF},\s*(\d+)\s*\)",
        Sentence(en=r"\1 over the \2 periods before, taken together", zh=r"此前 \2 个周期合计的 \1"),
    ),
    (rf"\bchange\({_OF}\)", Sentence(en=r"the change of \1 since the period before", zh=r"\1 较上一周期的变化")),
    (
        rf"\btrend\({_OF},\s*(\d+)\s*\)",
        Sentence(en=r"the trend of \1 per period in the last \2", zh=r"\1 最近 \2 个周期的每期走势"),
    ),
    *(
        (
            rf"\b{function}\({_OF}{_HOW if 'outlier' in function else ''}{pattern}(?:,\s*\d+\s*)?\)",
            Sentence(en=words.en.format(group=en), zh=words.zh.format(group=zh)),
        )
        for function, words in _OF_PEERS.items()
        for pattern, (en, zh) in _GROUPS.items()
    ),
)

# How the text of a condition is read: (pattern, words), applied in this order.
CONDITION: tuple[tuple[re.Pattern[str], Sentence], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bin_calendar\(\"(\w+)\"\)", Sentence(en=r"the period begins in \1", zh=r"周期始于 \1 期间")),
        (r"\bcalendar_days\(\"(\w+)\"\)", Sentence(en=r"the days of \1 in the period", zh=r"周期内 \1 的天数")),
        (r"\bbenchmark\(\"(\w+)\"\)", Sentence(en=r"the benchmark \1", zh=r"基准 \1")),
        (r"\bsample\((\w+)\)", Sentence(en=r"the number of cases of \1", zh=r"\1 的样本数")),
        (r"\bpoints\((\w+)\)", Sentence(en=r"the points of \1", zh=r"\1 的得分")),
        (r"\btarget\((\w+)\)", Sentence(en=r"the target of \1", zh=r"\1 的目标")),
        (r"\bteam\((\w+)\)", Sentence(en=r"the team's \1", zh=r"团队的 \1")),
        *WINDOWS,
        (r"\bis_missing\(([^()]+)\)", Sentence(en=r"\1 is unknown", zh=r"\1 未知")),
        (r"\btier\s*>=\s*\"(\w+)\"", Sentence(en=r"tier at least \1", zh=r"等级不低于 \1")),
        (r">=", Sentence(en=" at least ", zh=" 不低于 ")),
        (r"<=", Sentence(en=" at most ", zh=" 不高于 ")),
        (r"==", Sentence(en=" equal to ", zh=" 等于 ")),
        (r"!=", Sentence(en=" other than ", zh=" 不等于 ")),
        (r">", Sentence(en=" over ", zh=" 高于 ")),
        (r"<", Sentence(en=" under ", zh=" 低于 ")),
        (r"\*", Sentence(en=" times ", zh=" 乘以 ")),
        (r"/", Sentence(en=" divided by ", zh=" 除以 ")),
        (r"\band\b", Sentence(en="and", zh="且")),
        (r"\bor\b", Sentence(en="or", zh="或")),
        (r"\bnot\b", Sentence(en="not", zh="非")),
        (r"\bscore\b", Sentence(en="score", zh="总分")),
        (r"\btier\b", Sentence(en="tier", zh="等级")),
        (r"[\"]", _same("")),
    )
)


@frozen
class Phrases:
    """The sentences of one language."""

    language: str

    def knows(self, name: str) -> bool:
        """Whether there is such a sentence."""
        return name in SENTENCES

    def say(self, name: str, /, **parts: object) -> str:
        """One sentence or part of one."""
        text: str = getattr(SENTENCES[name], self.language)
        return text.format(**parts)

    def read_condition(self, text: str, titles: Mapping[str, str] | None = None) -> str:
        """A condition in words.

        Names stay as they are, without their underscores; in other languages than that of the names their titles
        stand instead.
        """
        for pattern, words in CONDITION:
            text = pattern.sub(getattr(words, self.language), text)
        known = {} if self.language == "en" or titles is None else titles
        text = _NAME.sub(lambda found: known.get(found[0], found[0].replace("_", " ")), text)
        return " ".join(text.split())


_NAME = re.compile(r"\b[A-Za-z]\w*\b")

LANGUAGES: Mapping[str, Phrases] = {field.name: Phrases(field.name) for field in fields(Sentence)}
ENGLISH = LANGUAGES["en"]
