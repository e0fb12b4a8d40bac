"""[alert.NAME]: a condition that somebody should hear of."""

from typing import Any

from attrs import frozen

from kpiengine.documents.finding import Path
from kpiengine.rules.keys import BAD, Key, Report, Section
from kpiengine.rules.kinds.lasting import Often
from kpiengine.rules.kinds.lengths import Duration
from kpiengine.rules.kinds.nested import Table
from kpiengine.rules.kinds.numbers import WHOLE
from kpiengine.rules.kinds.tables import Names
from kpiengine.rules.kinds.texts import Choice, Condition, Text, Titles
from kpiengine.rules.lasting import Length
from kpiengine.rules.messages import values as messages
from kpiengine.rules.model.alert import SEVERITIES, Action, Alert, Escalate
from kpiengine.rules.model.words import KpiLevel, PeriodKind

UNKNOWN = Choice(("keep", "fire", "resolve"), {"hold": "keep"})

ACTION = Section(
    "action",
    "Names that other systems know.",
    (
        Key("course", Text("course id", 64), "A course that is suggested.", 'course = "empathy-1"'),
        Key("coach", Text("receiver", 64), "Who coaches.", 'coach = "lead"'),
        Key("event", Text("event id", 64), "An event that another system waits for.", 'event = "staffing.short"'),
    ),
    lambda _, values: Action(**values),
    Action,
)

ESCALATE = Section(
    "escalate",
    "Who else is told when it has fired for so long, and nobody has acknowledged it.",
    (
        Key("after", Duration(), "How long it has fired.", 'after = "2 h"', required=True),
        Key("notify", Names("list of receivers"), "Who is told then.", 'notify = ["wfm"]', required=True),
    ),
    lambda _, values: Escalate(**{"after": Length(1, "day"), "notify": (), **values}),
    Escalate,
)


@frozen
class Severities:
    """One condition, or a table with one for each severity."""

    words: str = "condition, or one per severity"

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- text, a table of texts, or BAD
        """The text, or severity -> text."""
        if not isinstance(value, dict):
            return Condition().read(value, path, report)
        found = {}
        for word, text in value.items():
            if word not in SEVERITIES:
                report.add(messages.not_one_of((*path, word), word, SEVERITIES, None))
                return BAD
            read = Condition().read(text, (*path, word), report)
            if read is BAD:
                return BAD
            found[word] = read
        if not found:
            report.add(messages.condition_expected(path, value))
            return BAD
        return found

    def schema(self) -> dict[str, Any]:
        """A string, or an object of strings."""
        one = Condition().schema()
        table = {
            "type": "object",
            "properties": dict.fromkeys(SEVERITIES, one),
            "minProperties": 1,
            "additionalProperties": False,
        }
        return {"anyOf": [one, table]}


@frozen
class Quiets:
    """The word "all", or a list of alerts."""

    words: str = '"all" or list of alert ids'

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- the word, names, or BAD
        """The word or the names."""
        if isinstance(value, str):
            return Choice(("all",), also="a list of alerts").read(value, path, report)
        return Names("list of alert ids").read(value, path, report)

    def schema(self) -> dict[str, Any]:
        """Either."""
        return {"anyOf": [{"enum": ["all"]}, Names("list of alert ids").schema()]}


def _make(name: str, values: dict[str, Any]) -> Alert:
    return Alert(**{"id": name, "when": "", "title": {"": name}, **values})


SECTION = Section(
    "alert",
    "A condition that somebody should hear of; it never changes pay.",
    (
        Key(
            "when",
            Severities(),
            "When it fires: one condition, or one per severity, of which the highest that holds counts.",
            "when = 'csat < 70'",
            required=True,
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Low satisfaction" }',
            default="the name",
        ),
        Key(
            "severity",
            Choice(
                ("info", "warning", "critical"),
                {"warn": "warning", "error": "critical", "high": "critical", "low": "info"},
            ),
            "How bad it is.",
            'severity = "critical"',
            default="warning",
        ),
        Key("kind", Choice(("warning", "praise")), "Praise has no severity.", 'kind = "praise"', default="warning"),
        Key(
            "min_sample",
            WHOLE,
            "With fewer cases than this a value in `when` counts as unknown.",
            "min_sample = 5",
            default="each KPI's or metric's",
        ),
        Key(
            "message",
            Titles(),
            "What is sent. `{name}` of any name in `when`, `{agent}`, `{period}`, `{sample}` and `{target}`; "
            "unknown names are errors.",
            'message = "{agent}: CSAT {csat} is under 70"',
            default="made from the rule",
        ),
        Key(
            "level",
            Choice(tuple(KpiLevel), make=KpiLevel),
            "Whose values are judged: one notice for each agent, team, queue, site, or for the centre.",
            'level = "team"',
            default="that of the rule set",
        ),
        Key(
            "every",
            Duration(words_instead=tuple(PeriodKind)),
            "How often it is judged. Other than at the end of the period, `kpiengine watch` judges it.",
            'every = "15 min"',
            default="the period",
        ),
        Key("window", Duration(), "Over which stretch it is measured.", 'window = "30 min"', default="as `every`"),
        Key(
            "hours",
            Choice(("always", "open")),
            "`open`: judged only inside the working hours of the site or queue.",
            'hours = "open"',
            default="always",
        ),
        Key(
            "for",
            Often(),
            "In how many windows in a row, or in how many of the last ones, `when` must hold.",
            'for = "2 of 3 checks"',
            field="times",
            default="1",
        ),
        Key(
            "unless",
            Condition(),
            "A window in which it holds counts neither for nor against.",
            "unless = 'on_leave'",
            default="none",
        ),
        Key("clear", Condition(), "What ends it.", "clear = 'csat >= 80'", default="not `when`"),
        Key(
            "keep_firing",
            Duration(),
            "It stays on this long after `when` has ended.",
            'keep_firing = "1 week"',
            default="0",
        ),
        Key(
            "if_missing",
            UNKNOWN,
            "If the condition cannot be known: `keep` leaves its state, `fire` counts as true, `resolve` as false.",
            'if_missing = "fire"',
            default="keep",
        ),
        Key(
            "if_few",
            UNKNOWN,
            "The same for some data, but fewer cases than are needed.",
            'if_few = "resolve"',
            default="keep",
        ),
        Key(
            "quiets",
            Quiets(),
            "While it fires these send nothing for subjects inside it: all others, or a list of alerts.",
            'quiets = "all"',
            default="none",
        ),
        Key(
            "notify",
            Names("list of receivers"),
            "Who is told: receivers of the project file, `agent` and `lead`.",
            'notify = ["lead"]',
            default="nobody: shown only",
        ),
        Key(
            "group_by",
            Choice(("receiver", "team", "queue", "site", "centre")),
            "One message for each of these.",
            'group_by = "site"',
            default="receiver",
        ),
        Key(
            "repeat_every",
            Duration(),
            "Repeated this often while it fires.",
            'repeat_every = "60 min"',
            default="never",
        ),
        Key(
            "escalate",
            Table(ESCALATE),
            "Who else is told if it goes on; once for each time that it fires, unless somebody acknowledged it.",
            'escalate = { after = "2 h", notify = ["wfm"] }',
            default="nobody",
        ),
        Key(
            "action",
            Table(ACTION),
            "What it starts beside the message, written into the event for other systems.",
            'action = { course = "empathy-1" }',
            default="none",
        ),
        Key("because", Text(), "The reason.", 'because = "service contract of 2026"', default="none"),
    ),
    _make,
    Alert,
    named=True,
)
