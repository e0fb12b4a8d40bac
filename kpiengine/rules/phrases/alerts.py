"""Sentences about alerts."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

ALERTS: Mapping[str, Sentence] = {
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
    "alert few": Sentence(en=", {n} cases or more", zh="，至少 {n} 例"),
    "alert info": Sentence(en="Note", zh="提示"),
    "alert warning": Sentence(en="Warning", zh="预警"),
    "alert critical": Sentence(en="Critical warning", zh="严重预警"),
    "alert praise": Sentence(en="Praise", zh="表扬"),
}
