"""[ruleset]: who it is for, from when, and what it belongs to."""

from datetime import date
from typing import Any

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.lengths import Duration
from kpiengine.rules.kinds.numbers import Day
from kpiengine.rules.kinds.periods import PeriodName
from kpiengine.rules.kinds.tables import Match
from kpiengine.rules.kinds.texts import RULE_SET_ID, Choice, Id, Text, Titles
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import KpiLevel, PeriodKind, State

WEEK_DAYS = 7
CURRENCY_CODE = Text("ISO code", longest=3)


def _make(_: str, values: dict[str, Any]) -> Head:
    name = values.get("id", "")
    blanks = {
        "id": name,
        "plan": name,
        "start": date.min,
        "period": PeriodKind.MONTH,
        "agents": {},
        "title": {"": name},
    }
    cutoff = values.get("cutoff_days")
    days = {} if cutoff is None else {"cutoff_days": cutoff.count * (WEEK_DAYS if cutoff.unit == "week" else 1)}
    return Head(**{**blanks, **values, **days})


SECTION = Section(
    "ruleset",
    "Who the rule set is for, from when, and which plan it belongs to.",
    (
        Key(
            "id",
            Id(RULE_SET_ID),
            "The name of the rule set, for ever: it stands in every result and statement and is never used again for "
            "something else. a-z, 0-9, `_` and `-`, at most 64.",
            'id = "phone-sh"',
            required=True,
        ),
        Key(
            "plan",
            Id(RULE_SET_ID),
            "What rule sets belong to. Rule sets of one plan never share an agent on one day; `[plan.X] covers` in "
            "the project file says who must have one.",
            'plan = "bonus"',
            default="the id",
        ),
        Key(
            "title",
            Titles(),
            "What people read; one text, or one per language.",
            'title = { en = "Phone support", zh = "电话支持" }',
            default="the id",
        ),
        Key(
            "from",
            Day(),
            "The first day, **included**; the first day of a period.",
            "from = 2026-10-01",
            field="start",
            required=True,
        ),
        Key("to", Day(), "The last day, **included**.", "to = 2026-12-31", default="open"),
        Key(
            "period",
            PeriodName(),
            "What one scorecard and one payment span. A week begins on Monday, a quarter, half or year in January; "
            "pay periods and fiscal calendars are declared as `[period.NAME]` in the project file.",
            'period = "month"',
            required=True,
        ),
        Key(
            "count_when",
            Choice(("happened", "mature")),
            "For metrics that look ahead (first-contact resolution, repeat calls): a contact counts in the period in "
            "which it happened, and late ones change it; or in which it became final, so that each counts once and "
            "nothing is provisional. It then counts on the day on which it became final, with the team and the rule "
            "set of that day. Say it (KPI450) where a metric is not final when the period is decided.",
            'count_when = "mature"',
            default="happened",
        ),
        Key(
            "cutoff",
            Duration(("day", "week"), zero=True),
            "What was known this long after the end of the period decides the pay, where rows say when they were last "
            "changed; what comes later is paid as an adjustment. No option of the command line changes it.",
            'cutoff = "5 days"',
            field="cutoff_days",
            default="3 days",
        ),
        Key(
            "level",
            Choice(
                tuple(KpiLevel),
                {"person": "agent", "center": "centre", "group": "team"},
                make=KpiLevel,
            ),
            "What is scored: each agent, or the teams, sites or the whole centre in which those whom `agents` names "
            "work; or every queue, of the sites that `agents` names. KPIs and conditions then mean the unit, which has "
            "no attributes of a person.",
            'level = "team"',
            default="agent",
        ),
        Key(
            "agents",
            Match(),
            "Whom: attribute = value, or a list of allowed values; all must hold; asked for each day of the roster. "
            'People only, unless `kind = "ai"`.',
            'agents = { site = "manila", line = ["phone", "chat"] }',
            required=True,
        ),
        Key(
            "except",
            Match(),
            "Whom of these it leaves out, in the same form.",
            'except = { team = "training" }',
            field="excluded",
            default="none",
        ),
        Key(
            "currency",
            CURRENCY_CODE,
            "What amounts of money are in, one per rule set.",
            'currency = "PHP"',
            default="the project's",
        ),
        Key(
            "extends",
            Id(RULE_SET_ID),
            "Takes over a rule set of the project: what is said here wins key by key, and a value, a list in [ ] too, "
            "is replaced whole. `off = true` under a heading or in a row takes it out. `id`, `from`, `to` and "
            "`agents` are never taken over. `kpiengine rules resolve` shows the whole.",
            'extends = "phone-sh"',
            default="none",
        ),
        Key(
            "state",
            Choice(
                tuple(State),
                {"active": "live", "production": "live", "test": "shadow", "trial": "shadow", "off": "draft"},
                make=State,
            ),
            "`shadow`: computed and shown, never paid nor announced. `draft`: checked only.",
            'state = "shadow"',
            default="live",
        ),
        Key("owner", Text(), "Who answers for the rule set.", 'owner = "ops.lead"', default="none"),
        Key(
            "review_by",
            Day(),
            "When somebody wants to look at it again; a warning (KPI414) when the day has passed.",
            "review_by = 2027-03-31",
            default="none",
        ),
        Key(
            "because",
            Text(),
            "The reason for the rule set or its change.",
            'because = "minutes of 15 Sept"',
            default="none",
        ),
    ),
    _make,
    Head,
    required=True,
)
