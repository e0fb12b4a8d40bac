"""Words inside sentences: periods, subjects, lengths of time, and, or."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

from kpiengine.rules.phrases.sentence import Sentence

UNITS: Mapping[str, Sentence] = {
    "or": Sentence(en=" or ", zh="或"),
    "period day": Sentence(en="day", zh="日"),
    "period week": Sentence(en="week", zh="周"),
    "period month": Sentence(en="month", zh="月"),
    "period quarter": Sentence(en="quarter", zh="季度"),
    "period half": Sentence(en="half-year", zh="半年"),
    "period year": Sentence(en="year", zh="年"),
    "period of calendar": Sentence(en="period of {name}", zh="{name} 周期"),
    "because": Sentence(en=": {text}", zh="：{text}"),
    "comma": Sentence(en=", ", zh="、"),
    "and": Sentence(en=" and ", zh=" 且 "),
    "yes": Sentence(en="yes", zh="是"),
    "no": Sentence(en="no", zh="否"),
    "subject agent": Sentence(en="agent", zh="坐席"),
    "subject team": Sentence(en="team", zh="团队"),
    "subject site": Sentence(en="site", zh="站点"),
    "subject centre": Sentence(en="centre", zh="中心"),
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
    "unit case": Sentence(en="case", zh="例"),
    "unit decimal": Sentence(en="decimal", zh="位小数"),
    "unit check": Sentence(en="check", zh="次"),
    "minutes": Sentence(en="{time} min", zh="{time} 分钟"),
    "hours": Sentence(en="{n} h", zh="{n} 小时"),
    "seconds": Sentence(en="{n} s", zh="{n} 秒"),
}
