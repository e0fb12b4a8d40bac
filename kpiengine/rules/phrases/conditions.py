"""How the text of a condition is read: patterns and the words for them, in every language."""

import re

from kpiengine.rules.phrases.sentence import Sentence, same

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
}
_OUTLIERS = {
    r"outlier_high(?=\()": Sentence(en=r"\1 above that of {group}{how}", zh=r"\1 高于{group}{how}"),
    r"outlier_low(?=\()": Sentence(en=r"\1 below that of {group}{how}", zh=r"\1 低于{group}{how}"),
    r"outlier(?=\()": Sentence(en=r"\1 away from that of {group}{how}", zh=r"\1 偏离{group}{how}"),
}
_HOW = {  # how far out, with the numbers that hold where none is written
    r",\s*\"iqr\"\s*,\s*([\d.]+)\s*": Sentence(
        en=r" by more than \2 distances of the quartiles", zh=r" 超过四分位距的 \2 倍"
    ),
    r",\s*\"z\"\s*,\s*([\d.]+)\s*": Sentence(en=r" by more than \2 standard deviations", zh=r" 超过 \2 个标准差"),
    r",\s*\"z\"\s*": Sentence(en=" by more than 2 standard deviations", zh=" 超过 2 个标准差"),
    r"(?:,\s*\"iqr\"\s*)?": Sentence(en=" by more than 1.5 distances of the quartiles", zh=" 超过四分位距的 1.5 倍"),
}
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
    (
        rf"\bhistory_mean\({_OF},\s*1\s*\)",
        Sentence(en=r"\1 of the period before, as closed", zh=r"上一个已关账周期的 \1"),
    ),
    (
        rf"\bhistory_mean\({_OF},\s*(\d+)\s*\)",
        Sentence(en=r"the mean of \1 in the \2 periods before, as closed", zh=r"此前 \2 个已关账周期 \1 的平均值"),
    ),
    (
        r"\btimes\(([^()]+),\s*(\d+)\s*\)",
        Sentence(
            en=r"the number of periods, of the \2 before and this one, with \1", zh=r"本期与此前 \2 个周期中 \1 的期数"
        ),
    ),
    (rf"\bchange\({_OF}\)", Sentence(en=r"the change of \1 since the period before", zh=r"\1 较上一周期的变化")),
    (
        rf"\btrend\({_OF},\s*(\d+)\s*\)",
        Sentence(en=r"the trend of \1 per period in the last \2", zh=r"\1 最近 \2 个周期的每期走势"),
    ),
    *(
        (
            rf"\b{function}\({_OF}{pattern}(?:,\s*\d+\s*)?\)",
            Sentence(en=words.en.format(group=en), zh=words.zh.format(group=zh)),
        )
        for function, words in _OF_PEERS.items()
        for pattern, (en, zh) in _GROUPS.items()
    ),
    *(
        (
            rf"\b{function}\({_OF}{far}{pattern}(?:,\s*\d+\s*)?\)",
            Sentence(en=words.en.format(group=en, how=how.en), zh=words.zh.format(group=zh, how=how.zh)),
        )
        for function, words in _OUTLIERS.items()
        for far, how in _HOW.items()
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
        (r"[\"]", same("")),
    )
)
