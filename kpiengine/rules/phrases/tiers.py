"""Sentences about what adds to the score, and about tiers and ranks."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence, same

TIERS: Mapping[str, Sentence] = {
    "tier": Sentence(en="Tier {name}: from {start}{under}{pay}.", zh="等级 {name}：{start} 起{under}{pay}。"),
    "under": Sentence(en=", under {next}", zh="，低于 {next}"),
    "up": Sentence(en=" up", zh="，上不封顶"),
    "bonus": Sentence(en=": {currency} {amount}", zh="：{currency} {amount}"),
    "percent": Sentence(en=": {percent} % of {of}", zh="：{of} 的 {percent} %"),
    "multiply": Sentence(en=", times {multiply}", zh="，乘以 {multiply}"),
    "share": Sentence(en=": share times {multiply}", zh="：份额乘以 {multiply}"),
    "tier ranked": Sentence(en="Tier {name}: the best {share}{pay}.", zh="等级 {name}：前 {share}{pay}。"),
    "share percent": same("{n} %"),
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
    "rewards": Sentence(en=" and {rewards}", zh="，并得{rewards}"),
}
