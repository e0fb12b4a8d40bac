"""Sentences about the score, and what gates ask of it."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

GATES: Mapping[str, Sentence] = {
    "score": Sentence(
        en="Points and score are rounded to {decimals}; the score is at most {maximum}. If fewer than "
        "{min_weight} points of weight were measured, the decision is held.",
        zh="得分与总分保留 {decimals}；总分最高 {maximum}。有数据的权重不足 {min_weight} 时暂不决定。",
    ),
    "gate": Sentence(
        en="Gate {name}{level}: {condition}, else {otherwise}. If that cannot be known: {policy}.",
        zh="门槛 {name}{level}：{condition}，否则{otherwise}。无法得知时：{policy}。",
    ),
    "named": Sentence(en="{name} ({title})", zh="{name}（{title}）"),
    "policy hold": Sentence(en="hold", zh="暂不决定"),
    "policy pass": Sentence(en="it counts as passed", zh="视为通过"),
    "policy fail": Sentence(en="it counts as failed", zh="视为未通过"),
    "no_bonus": Sentence(en="no bonus", zh="无奖金"),
    "drop one": Sentence(en="1 tier lower", zh="降一级"),
    "drop_tiers": Sentence(en="{n} tiers lower", zh="降 {n} 级"),
    "cap_tier": Sentence(en="at most tier {tier}", zh="最高为等级 {tier}"),
    "pay_percent": Sentence(en="{percent} % of the money", zh="只发金额的 {percent} %"),
}
