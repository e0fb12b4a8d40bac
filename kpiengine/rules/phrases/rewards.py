"""Sentences about rewards that are no money."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

REWARDS: Mapping[str, Sentence] = {
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
        en="{level}: {condition}. If that cannot be known: {policy}", zh="{level}：{condition}。无法得知时：{policy}"
    ),
}
