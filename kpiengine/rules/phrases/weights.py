"""Sentences about scenarios, weights and the days on which they differ."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

WEIGHTS: Mapping[str, Sentence] = {
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
        en="Who is under these rules for fewer than {days} of a {period} is scored under the longer ones beside them.",
        zh="一个{period}内适用本规则不足 {days}的，并入相邻较长的规则计分。",
    ),
    "each team": Sentence(
        en="Who changes the team is scored for each team on the days there, with its targets; the scores are mixed by "
        "the agent's own {blend}.",
        zh="期内换组的，各组按在该组的日子和该组的目标分别计分，总分按本人在各组的{blend}加权。",
    ),
    "days": Sentence(en="days", zh="天数"),
    "handle_time": Sentence(en="handle time", zh="处理时长"),
    "contacts": Sentence(en="contacts", zh="联络量"),
    "paid_hours": Sentence(en="paid hours", zh="计薪工时"),
    "main": Sentence(en="main scenario", zh="主要场景"),
    "row": Sentence(en="  In {name}: {weights} = 100.", zh="  {name} 场景：{weights}，合计 100。"),
    "reweight": Sentence(
        en="While {condition}{where}: {what} ({name}{because}). If that cannot be known: {policy}.",
        zh="当{condition}时{where}：{what}（{name}{because}）。无法得知时：{policy}。",
    ),
    "reweight order": Sentence(
        en="Where several of these hold, the first of {names} counts, alone.",
        zh="同时成立时，按 {names} 的顺序只取第一个。",
    ),
    "in scenario": Sentence(en=" (in {name})", zh="（{name} 场景）"),
    "set": Sentence(en="the weights are {weights}", zh="权重为 {weights}"),
    "shift": Sentence(en="weights move by {weights}", zh="权重变动 {weights}"),
    "move": Sentence(
        en="{points} points of weight go from {source} to {to}", zh="{points} 点权重由 {source} 转给 {to}"
    ),
    "max weight": Sentence(en="No KPI may weigh more than {n}.", zh="单个指标的权重不得超过 {n}。"),
}
