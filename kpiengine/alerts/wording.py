"""Why a notice is sent now, in one sentence, in English and Chinese."""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping
from typing import Any

from kpiengine.alerts.policy import WORD_OF, Policy
from kpiengine.alerts.states import Event
from kpiengine.rules.lasting import Length, Times

SEVERITY_ZH = {"info": "提示", "warning": "警告", "critical": "严重"}
_UNIT_ZH = {
    "min": "分钟",
    "h": "小时",
    "day": "天",
    "week": "周",
    "month": "个月",
    "quarter": "个季度",
    "half": "个半年",
    "year": "年",
    "check": "次检查",
}
_BESIDE = {
    "after_quiet": ("it was kept quiet until now", "此前被静默"),
    "late": ("told late, because no run came in time", "因运行延误，补发"),
    "corrected": ("data that came later changed what was said", "后到的数据改变了此前的结果"),
}


def why(policy: Policy, row: Mapping[str, Any]) -> dict[str, str]:
    """The sentence by language; `row` is one of `timeline.NOTICES`."""
    en, zh = _cause(policy, row)
    beside = [words for column, words in _BESIDE.items() if row[column]]
    return {"en": "; ".join([en, *(e for e, _ in beside)]), "zh": "；".join([zh, *(z for _, z in beside)])}


def length(value: Length, language: str) -> str:
    """60 min; 2 weeks."""
    return str(value) if language == "en" else f"{value.count} {_UNIT_ZH[value.unit]}"


def _cause(policy: Policy, row: Mapping[str, Any]) -> tuple[str, str]:
    event, now, before = Event(row["event"]), WORD_OF.get(row["severity"], ""), WORD_OF.get(row["before"], "")
    match event:
        case Event.FIRED if policy.praise and policy.of == 1:
            return f"it was reached in {row['window']}", f"{row['window']} 达成"
        case Event.FIRED:
            return _lasted(policy.times, str(row["window"]))
        case Event.WORSE | Event.MILDER:
            return (
                f"it is {now} now, and {before} was told last",
                f"现为{SEVERITY_ZH.get(now, now)}，上次为{SEVERITY_ZH.get(before, before)}",
            )
        case Event.ESCALATED:
            after = policy.escalation.after if policy.escalation else Length(0, "min")
            return (
                f"it has been on for {length(after, 'en')}, and nobody has acknowledged it",
                f"已持续 {length(after, 'zh')}，尚无人确认",
            )
        case Event.REPEATED:
            every = policy.repeat or Length(0, "min")
            return (
                f"it is still on; a reminder comes every {length(every, 'en')}",
                f"仍在持续；每 {length(every, 'zh')}提醒一次",
            )
        case _:
            return "it has ended", "已结束"


def _lasted(times: Times | None, window: str) -> tuple[str, str]:
    if times is None or times.of == 1:
        return f"it holds in {window}", f"{window} 成立"
    unit = _UNIT_ZH[times.unit]
    if times.least == times.of:
        return f"it has held for {times}", f"已连续 {times.of} {unit}成立"
    return f"it has held in {times}", f"最近 {times.of} {unit}中有 {times.least} {unit}成立"
