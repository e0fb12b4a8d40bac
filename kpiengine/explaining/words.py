"""The sentences of the story, each in every language; what the rules say themselves comes from `rules read`."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

WORDS: Mapping[str, Sentence] = {
    "root": Sentence(
        en="{who} · {period} · {title} (plan {plan}, run {run})",
        zh="{who} · {period} · {title}（方案 {plan}，第 {run} 次运行）",
    ),
    "paid": Sentence(en="{amount}: {tier}, {eligible}", zh="{amount}：{tier}，{eligible}"),
    "unpaid": Sentence(en="This rule set pays nothing.", zh="本规则不涉及奖金。"),
    "not paid yet": Sentence(en="No amount yet: undetermined", zh="暂无金额：待定"),
    "eligible": Sentence(en="eligible", zh="符合发放条件"),
    "not_eligible": Sentence(en="not eligible", zh="不符合发放条件"),
    "undetermined": Sentence(en="undetermined", zh="待定"),
    "no tier": Sentence(en="no tier", zh="无等级"),
    "why": Sentence(en="Why: {because}", zh="原因：{because}"),
    # -- which rules
    "chosen": Sentence(
        en="Rule set {id} ({path}, from {start}): {because}", zh="规则 {id}（{path}，自 {start} 起）：{because}"
    ),
    "for everybody": Sentence(en="it is for everybody", zh="适用于所有人"),
    "not chosen": Sentence(en="not {id}: {because}", zh="未采用 {id}：{because}"),
    "has not": Sentence(en="{name} is {value}, not {wanted}", zh="{name} 为 {value}，而非 {wanted}"),
    "is": Sentence(en="{name} is {value}", zh="{name} 为 {value}"),
    "excepted": Sentence(en="{name} {value} is excepted", zh="{name} {value} 被排除"),
    "not in force": Sentence(en="in force {start} to {to}", zh="有效期 {start} 至 {to}"),
    "open end": Sentence(en="today", zh="今"),
    "also possible": Sentence(en="it holds for other days of the period", zh="适用于本期的其他日期"),
    # -- score
    "score": Sentence(en="Score {score}", zh="总分 {score}"),
    "score unknown": Sentence(en="The score is not known", zh="总分未知"),
    "scenario": Sentence(
        en="Scenario {name}, {work} % of the work: {score}, {mix} % of the score",
        zh="场景 {name}，占工作量 {work} %：{score} 分，占总分 {mix} %",
    ),
    "stint": Sentence(
        en="Team {name}, {work} % of the period: {score}",
        zh="团队 {name}，占本期 {work} %：{score} 分",
    ),
    "scenario out": Sentence(
        en="Scenario {name}, {work} % of the work: left out of the score",
        zh="场景 {name}，占工作量 {work} %：不计入总分",
    ),
    "measured": Sentence(
        en="{measured} points of weight were measured; {least} are needed", zh="已测得权重 {measured}；至少需要 {least}"
    ),
    "group": Sentence(en="Dimension {name}: {score}", zh="维度 {name}：{score}"),
    "scored": Sentence(
        en="{name}: {value} ({n} cases) earns {points} points, weight {weight}",
        zh="{name}：{value}（{n} 例），得 {points} 分，权重 {weight}",
    ),
    "left out": Sentence(en="{name}: {value} ({n} cases), {why}", zh="{name}：{value}（{n} 例），{why}"),
    "watched": Sentence(en="{name}: {value} ({n} cases), watched only", zh="{name}：{value}（{n} 例），仅供观察"),
    "points and": Sentence(en="{why}: {points} points, weight {weight}", zh="{why}：{points} 分，权重 {weight}"),
    "formula": Sentence(en="{formula} = {value}: {parts}", zh="{formula} = {value}：{parts}"),
    "measured as": Sentence(en="{metric}, level {level}{slice}", zh="指标 {metric}，层级 {level}{slice}"),
    "only": Sentence(en=", only {slice}", zh="，仅限 {slice}"),
    "status": Sentence(en="status: {status}", zh="状态：{status}"),
    "used": Sentence(en="counted as {used}", zh="按 {used} 计"),
    "marks": Sentence(en="in force: {marks}", zh="适用：{marks}"),
    "applied": Sentence(en="because of {applied}", zh="依据：{applied}"),
    "line": Sentence(
        en="{low} + ({used} - {from_}) ÷ ({to} - {from_}) × {rise} = {points}",
        zh="{low} + ({used} - {from_}) ÷ ({to} - {from_}) × {rise} = {points}",
    ),
    "beyond": Sentence(en="{used} lies past {mark}, which earns {points}", zh="{used} 已越过 {mark}，得 {points} 分"),
    "inside": Sentence(
        en="{used} lies between {from_} and {to}, which earns {points}",
        zh="{used} 在 {from_} 与 {to} 之间，得 {points} 分",
    ),
    # -- decision
    "tier": Sentence(en="Tier {tier}", zh="等级：{tier}"),
    "by score": Sentence(en="by score: {tier}", zh="按总分：{tier}"),
    "after gates": Sentence(en="after the gates: {tier}", zh="经门槛后：{tier}"),
    "gate met": Sentence(en="Gate {name}: met", zh="门槛 {name}：满足"),
    "gate failed": Sentence(en="Gate {name}: not met", zh="门槛 {name}：未满足"),
    "gate unknown": Sentence(en="Gate {name}: cannot be known", zh="门槛 {name}：无法判断"),
    "money": Sentence(en="Amount {amount}", zh="金额 {amount}"),
    "step amount": Sentence(en="by the rules: {amount}", zh="按规则：{amount}"),
    "percent of": Sentence(
        en="{percent} % of {of} {base}: {percent} ÷ 100 × {base} = {amount}",
        zh="{of} {base} 的 {percent} %：{percent} ÷ 100 × {base} = {amount}",
    ),
    "by rates": Sentence(en="{what} {units}{share}: {sum} = {amount}", zh="{what} {units}{share}：{sum} = {amount}"),
    "no rate": Sentence(
        en="{what} {units}{share}: pay begins over {over}", zh="{what} {units}{share}：超过 {over} 起计"
    ),
    "edges shrink": Sentence(
        en=" (each rate begins at {share} % of its mark, as you were there {share} % of full time)",
        zh="（按全勤的 {share} % 出勤，各档起点同比降至 {share} %）",
    ),
    "of pool": Sentence(
        en="your part of the pool of {pool}, by your weight {weight}{weights}",
        zh="奖金池 {pool}，按您的权数 {weight}{weights} 分配",
    ),
    "pool weights": Sentence(
        en=" of {all} in all",
        zh="（全部权数 {all}）",
    ),
    "step multiplied": Sentence(en="multiplied by {factor}: {amount}", zh="乘以 {factor}：{amount}"),
    "step gated": Sentence(en="after the gates{shares}: {amount}", zh="经门槛后{shares}：{amount}"),
    "step present": Sentence(
        en="for {days} of {of} days{share}: {amount}", zh="按 {of} 天中的 {days} 天{share}：{amount}"
    ),
    "step bounded": Sentence(en="between cap and minimum: {amount}", zh="按上下限后：{amount}"),
    "step budgeted": Sentence(
        en="lowered with all others to the budget, from {due} to {amount}", zh="按预算同比调整：由 {due} 调至 {amount}"
    ),
    "step held back": Sentence(en="held back for later: {held}", zh="暂扣留待以后：{held}"),
    "reward yes": Sentence(en="Reward {name}: given", zh="奖励 {name}：给予"),
    "reward no": Sentence(en="Reward {name}: not given", zh="奖励 {name}：不给予"),
    "reward unknown": Sentence(en="Reward {name}: not known yet", zh="奖励 {name}：待定"),
    "counted": Sentence(
        en="{hits} of those that count; needed are {least} of {of}",
        zh="计入的周期中 {hits} 次满足；需 {of} 次中 {least} 次",
    ),
    "held then": Sentence(en="{period}: it held", zh="{period}：满足"),
    "did not hold then": Sentence(en="{period}: it did not hold", zh="{period}：未满足"),
    "unknown then": Sentence(en="{period}: it could not be known", zh="{period}：无法判断"),
    "does not count": Sentence(en="{period}: does not count", zh="{period}：不计"),
    "no such rule then": Sentence(en="{period}: the rule was not there yet", zh="{period}：当时尚无此规则"),
    "not closed then": Sentence(en="{period}: not closed yet", zh="{period}：尚未关账"),
    "nothing then": Sentence(en="{period}: nothing was stated", zh="{period}：无结果"),
    "periods before": Sentence(en="{n} periods before", zh="前第 {n} 个周期"),
    "earlier results": Sentence(en="Earlier results, as closed", zh="以前各期结果（以关账为准）"),
    "result then": Sentence(en="{period}: {what} {value}", zh="{period}：{what} {value}"),
    "points of": Sentence(
        en="{name}: {cases} new after {earlier} earlier ones: {charge} points; {balance} count now",
        zh="{name}：此前 {earlier} 例，本期 {cases} 例，{charge} 分；现计 {balance} 例",
    ),
    "the pool": Sentence(en="The pool: {own}", zh="奖池：{own}"),
    "the pool with": Sentence(
        en="The pool: {own}, {own_part} of its own and {taken} of earlier pools",
        zh="奖池：{own}，其中本期 {own_part}，以前结转 {taken}",
    ),
    "pool rest": Sentence(
        en="nobody has a share of it: {rest} goes into the next pool", zh="无人分得：{rest} 转入下期奖池"
    ),
    "so far": Sentence(
        en="{units} units counted so far, with {own} of this period; worth {whole} together, {worth} of it in this "
        "period",
        zh="累计 {units} 个，其中本期 {own} 个；合计值 {whole}，本期 {worth}",
    ),
    "settled then": Sentence(
        en="{period}: {units} units, {worth}, as closed", zh="{period}：{units} 个，{worth}（以关账为准）"
    ),
    "cases closed": Sentence(en="{period}: {n}, as closed", zh="{period}：{n} 例（以关账为准）"),
    "cases measured": Sentence(en="{period}: {n}, as measured", zh="{period}：{n} 例（以数据为准）"),
    "alert on": Sentence(en="Alert {name}: raised", zh="预警 {name}：触发"),
    "alert off": Sentence(en="Alert {name}: not raised", zh="预警 {name}：未触发"),
    "alert unknown": Sentence(en="Alert {name}: cannot be known, so not raised", zh="预警 {name}：无法判断，不触发"),
    "all of": Sentence(en="all of these", zh="全部满足"),
    "one of": Sentence(en="one of these", zh="满足其一"),
    "not": Sentence(en="not", zh="非"),
    "unknown?": Sentence(en="is {what} unknown: {verdict}", zh="{what} 是否未知：{verdict}"),
    "cannot be known": Sentence(en="cannot be known", zh="无法判断"),
    "parts": Sentence(en="{sum} = {value}", zh="{sum} = {value}"),
    "stated": Sentence(en="What was closed, and what was adjusted since:", zh="已关账的金额及此后的调整："),
    "stated first": Sentence(
        en="closed at {whole}{later}: {amount} due with {due}{why}",
        zh="关账金额 {whole}{later}：{amount} 随 {due} 发放{why}",
    ),
    "stated again": Sentence(
        en="corrected to {whole}{later} (revision {revision}): {amount} due with {due}{why}",
        zh="更正为 {whole}{later}（第 {revision} 版）：{amount} 随 {due} 结算{why}",
    ),
    "stated held": Sentence(
        en="closed without an amount, which is held{why}; due with {due}", zh="关账时金额待定{why}；随 {due} 结算"
    ),
    "stated by hand": Sentence(en="by hand: {amount} due with {due}{why}", zh="人工调整：{amount} 随 {due} 结算{why}"),
    "stated released": Sentence(
        en="what was held back: {amount} due with {due}", zh="预留部分：{amount} 随 {due} 发放"
    ),
    "stated used up": Sentence(en="of what was held back nothing is left to be paid", zh="预留部分已抵扣，无余额发放"),
    "over kept": Sentence(en="; {over} was paid too much, and is not taken back", zh="；多发 {over}，不予扣回"),
    "over taken": Sentence(
        en="; {over} was paid too much, and is taken from later amounts, at most {percent} % of what falls due",
        zh="；多发 {over}，从以后应发金额中扣回，每期最多扣当期应发的 {percent} %",
    ),
    "taken": Sentence(
        en="taken back with {due}: {amount}, for {paid} had been paid and {whole} is right",
        zh="随 {due} 扣回 {amount}：此前已发 {paid}，应为 {whole}",
    ),
    "taken limit": Sentence(
        en="; at most {percent} % of what falls due may be taken", zh="；每期最多扣当期应发的 {percent} %"
    ),
    "taken rest": Sentence(en="; {rest} is still to be taken", zh="；尚余 {rest} 待扣"),
    "taken with": Sentence(en="{amount} taken back, for it was paid too much then", zh="扣回当时多发的 {amount}"),
    "also due": Sentence(en="Of other periods, due with {due}:", zh="随 {due} 一并结算的其他周期金额："),
    "due in all": Sentence(en="in all due with {due}: {amount}", zh="随 {due} 结算合计：{amount}"),
    "stated later": Sentence(en=", of which {held} later", zh="，其中 {held} 以后发放"),
    "stated because": Sentence(en=" ({cause})", zh="（{cause}）"),
    "said in": Sentence(en="said in {path} under [kpi.{kpi}]{line}", zh="见 {path} 中 [kpi.{kpi}]{line}"),
    "said in line": Sentence(en=", line {of} {at}", zh="，按 {of} {at}"),
    # -- rows
    "rows counted": Sentence(en="{kpi}: rows of {view} that count: {n}", zh="{kpi}：{view} 中计入的行：{n}"),
    "rows left out": Sentence(en="{kpi}: rows of {view} that do not count: {n}", zh="{kpi}：{view} 中不计入的行：{n}"),
    "rows alike": Sentence(en="in every row: {said}", zh="各行相同：{said}"),
    "rows make": Sentence(en="every row counts in: {parts}", zh="各行均计入：{parts}"),
    "rows because": Sentence(en="left out because", zh="不计入的原因"),
    # -- the letter
    "dear": Sentence(en="Dear {name},", zh="{name}，您好："),
    "letter paid": Sentence(
        en="for {period} your bonus under {title} is {amount}. This letter shows how it comes about; you can redo "
        "every sum on a calculator.",
        zh="根据“{title}”，您 {period} 的奖金为 {amount}。以下说明其来历，每一步都可以用计算器复核。",
    ),
    "letter undetermined": Sentence(
        en="for {period} your bonus under {title} cannot be decided yet. Below is what is known, and what is missing.",
        zh="根据“{title}”，您 {period} 的奖金暂时无法确定。以下列出已知的内容和尚缺的内容。",
    ),
    "letter unpaid": Sentence(
        en="these are your figures of {period} under {title}.", zh="以下是您 {period} 在“{title}”下的数据。"
    ),
    "what counted": Sentence(en="What was measured, and what it earned:", zh="各项指标及得分："),
    "you had": Sentence(en="You had {value} in {n} cases.", zh="您的结果：{value}（{n} 例）。"),
    "unit had": Sentence(en="Your {level} had {value} in {n} cases.", zh="您所在{level}的结果：{value}（{n} 例）。"),
    "no cases": Sentence(en="There were no cases.", zh="没有样本。"),
    "no value": Sentence(en="It could not be measured.", zh="无法测得。"),
    "counted as": Sentence(en="Counted as {used}: {why}.", zh="按 {used} 计：{why}。"),
    "leaned": Sentence(
        en="({n} × {own} + {lean} × {team}) ÷ {all}, leaning to the team",
        zh="({n} × {own} + {lean} × {team}) ÷ {all}，向团队靠拢",
    ),
    "proven": Sentence(en="that much is proven by {n} cases", zh="以 {n} 例样本可证明的值"),
    "at most": Sentence(en="{sum}, at most {most}", zh="{sum}，最高 {most}"),
    "before points": Sentence(en="Before additions and deductions: {sum} = {score}", zh="加减分之前：{sum} = {score}"),
    "your figures": Sentence(en="What was measured:", zh="各项数据："),
    "that earns": Sentence(
        en="That earns {points} points, and counts with weight {weight}.", zh="得 {points} 分，权重 {weight}。"
    ),
    "not counted": Sentence(en="It earns no points of its own: {why}.", zh="本项没有得分：{why}。"),
    "your score": Sentence(en="Your score: {sum} = {score}", zh="您的总分：{sum} = {score}"),
    "score in scenario": Sentence(en="Your score in it: {sum} = {score}", zh="本场景得分：{sum} = {score}"),
    "your tier": Sentence(en="Your tier: {tier}.", zh="您的等级：{tier}。"),
    "gate not met": Sentence(en="This was not met.", zh="未满足。"),
    "the money": Sentence(en="The amount:", zh="金额："),
    "rounded": Sentence(en="paid: {amount}", zh="发放：{amount}"),
    "also": Sentence(en="What else bore on it:", zh="其他影响因素："),
    "farewell closed": Sentence(
        en="The period is closed. If a figure looks wrong to you, say so all the same and name this result: "
        "plan {plan}, {period}, run {run}; what is corrected is paid with a later period.",
        zh="本期已关账。如对任何数字有疑问，仍请提出，并注明：方案 {plan}，{period}，第 {run} 次运行；"
        "更正的金额随以后的周期结算。",
    ),
    "farewell": Sentence(
        en="If a figure looks wrong to you, say so before the period is closed and name this result: plan {plan}, "
        "{period}, run {run}.",
        zh="如对任何数字有疑问，请在本期关账前提出，并注明：方案 {plan}，{period}，第 {run} 次运行。",
    ),
}
