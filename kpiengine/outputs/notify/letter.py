"""The notices of one message as text, in English or Chinese: what is so, for whom, and why it is said now.

What begins comes before what ends, the worse before the milder.  More than the receiver wants to read are counted.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from kpiengine.alerts.policy import WORD_OF
from kpiengine.alerts.states import Event
from kpiengine.alerts.wording import SEVERITY_ZH
from kpiengine.ledger.notices import Noted
from kpiengine.ledger.outbox import Message
from kpiengine.outputs.inert import inert
from kpiengine.scores.sentences import title

PERSON = "{agent}"
_WORDS: Mapping[str, Mapping[int, str]] = {
    "en": {
        Event.FIRED: "NEW",
        Event.WORSE: "WORSE",
        Event.MILDER: "BETTER",
        Event.ESCALATED: "STILL ON, ESCALATED",
        Event.REPEATED: "STILL ON",
        Event.RESOLVED: "OVER",
    },
    "zh": {
        Event.FIRED: "新发生",
        Event.WORSE: "加重",
        Event.MILDER: "减轻",
        Event.ESCALATED: "持续中，已升级",
        Event.REPEATED: "持续中",
        Event.RESOLVED: "已结束",
    },
}
_SEVERAL = {"alert": "alerts", "note of praise": "notes of praise", "alert over": "alerts over"}
_PRAISE = {"en": "PRAISE", "zh": "表扬"}


@frozen
class Letter:
    """Title and text of a message; `key` tells a repeated one from a new one.

    `paragraphs` are those of the text, one for each notice that it lists.
    """

    key: str
    title: str
    text: str
    notices: tuple[Noted, ...]
    paragraphs: tuple[str, ...] = ()
    language: str = "en"


def letter(
    message: Message, project: str, people: Mapping[str, Mapping[str, str]], language: str, lines: int
) -> Letter:
    """The message as it is read."""
    ordered = sorted(message.notices, key=_urgency)
    shown = ordered[:lines] if lines else ordered
    paragraphs = tuple(_paragraph(notice, people, language) for notice in shown)
    where = f" ({inert(message.place)})" if message.place else ""
    head = _heading(ordered, project, where, language)
    text = _joined(paragraphs, len(ordered), message.key, language)
    return Letter(message.key, head, text, tuple(ordered), paragraphs, language)


def fitted(whole: Letter, most: int) -> Letter:
    """The letter with as many of its notices as fit into so many bytes; the others are counted."""
    for count in range(len(whole.paragraphs), 0, -1):
        text = _joined(whole.paragraphs[:count], len(whole.notices), whole.key, whole.language)
        if len(text.encode()) <= most:
            return evolve(whole, text=text)
    return evolve(whole, text=_joined((), len(whole.notices), whole.key, whole.language)) if whole.notices else whole


def _joined(paragraphs: Sequence[str], count: int, key: str, language: str) -> str:
    """The text: these paragraphs, how many notices there are beside them, and the key."""
    more, parts = count - len(paragraphs), list(paragraphs)
    if more:
        also = ("and ", " more", "另有 ") if paragraphs else ("", " in all", "共 ")
        parts.append(
            f"{also[0]}{more}{also[1]}; `kpiengine alerts history` lists them"
            if language == "en"
            else f"{also[2]}{more} 条；用 `kpiengine alerts history` 查看"
        )
    return "\n\n".join([*parts, f"Message {key}" if language == "en" else f"消息编号 {key}"]) + "\n"


def _urgency(notice: Noted) -> tuple[int, int, int, int]:
    ended = notice.event == Event.RESOLVED
    return (int(ended), int(notice.body["praise"]), -int(notice.body["severity"]), notice.id)


def _heading(notices: Sequence[Noted], project: str, where: str, language: str) -> str:
    praise = sum(bool(notice.body["praise"]) for notice in notices)
    over = sum(notice.event == Event.RESOLVED for notice in notices)
    counts = [
        (len(notices) - praise - over, "alert", "条预警"),
        (praise, "note of praise", "条表扬"),
        (over, "alert over", "条已结束"),
    ]
    if language == "zh":
        said = "、".join(f"{count} {zh}" for count, _, zh in counts if count)
        return f"{inert(project)}{where}：{said}"
    said = ", ".join(f"{count} {_SEVERAL[en] if count != 1 else en}" for count, en, _ in counts if count)
    return f"{inert(project)}{where}: {said}"


def _paragraph(notice: Noted, people: Mapping[str, Mapping[str, str]], language: str) -> str:
    said, event = notice.body, Event(notice.event)
    name = people.get(notice.subject, {}).get("name") if notice.level == "agent" else None
    who = inert(name or notice.subject)
    what = inert(title(said["titles"], language, notice.series.alert))
    severity = WORD_OF.get(said["severity"], "")
    if said["praise"]:
        head = f"{_PRAISE[language]}  {what}"
    elif language == "zh":
        head = f"{_WORDS[language][event]}  {what}（{SEVERITY_ZH.get(severity, severity)}）"
    else:
        head = f"{_WORDS[language][event]}  {what} ({severity})"
    if event == Event.RESOLVED or f"message_{language}" not in said:
        values = f" ({inert(said['values'])})" if said.get("values") else ""
        text = f"{who}{values}"
    else:
        text = inert(str(said[f"message_{language}"]).replace(PERSON, name or notice.subject))
    reason = f"  Why now: {said['why']['en']}." if language == "en" else f"  原因：{said['why']['zh']}。"
    lines = [f"{head}  {inert(said['window'])}", f"  {text}", reason]
    if said.get("action"):
        lines.append(f"  {'Starts' if language == 'en' else '启动'}: {inert(said['action'])}")
    return "\n".join(lines)
