"""Sentences about who a rule set is for and from when, and what was accepted of it."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

HEAD: Mapping[str, Sentence] = {
    "head": Sentence(
        en="{title}. From {start}{until}, every {period}, for{subjects}: {people}{but}.{wait}",
        zh="{title}。自 {start} 起{until}，每{period}一次，适用于{subjects}：{people}{but}。{wait}",
    ),
    "teams": Sentence(en=" the teams of", zh="以下人员所在的团队"),
    "sites": Sentence(en=" the sites of", zh="以下人员所在的站点"),
    "queues": Sentence(en=" every queue at the sites of", zh="以下人员所在站点的各队列"),
    "centres": Sentence(en=" the whole centre, as far as it has", zh="全中心（只计以下人员）"),
    "mature": Sentence(
        en=" A contact counts in the {period} in which it became final.", zh="一次联络计入其结果确定的那个{period}。"
    ),
    "happened": Sentence(
        en=" A contact counts in the {period} in which it happened; what shows later changes the result.",
        zh="一次联络计入其发生的那个{period}；之后才显现的情况会改变结果。",
    ),
    "cutoff": Sentence(
        en=" What is known {length} after the end of the {period} decides; what comes later is an adjustment.",
        zh="以每{period}结束后 {length}内已知的数据为准；之后的变化另作调整。",
    ),
    "until": Sentence(en=" to {to}, both included", zh="至 {to}（含首尾两日）"),
    "but": Sentence(en="; but not: {people}", zh="；不含：{people}"),
    "state shadow": Sentence(
        en="A shadow: computed and shown, never paid nor announced.", zh="影子规则：只计算和展示，不发放，也不通知。"
    ),
    "state draft": Sentence(en="A draft: only checked.", zh="草稿：只做检查。"),
    "attribute role": Sentence(en="role", zh="岗位"),
    "attribute site": Sentence(en="site", zh="站点"),
    "attribute team": Sentence(en="team", zh="团队"),
    "attribute line": Sentence(en="line", zh="业务线"),
    "attribute kind": Sentence(en="kind", zh="类型"),
    "accept": Sentence(
        en="Accepted until {until} by {by}: {code}, because {because}.",
        zh="{by} 接受 {code} 至 {until}，理由：{because}。",
    ),
}
