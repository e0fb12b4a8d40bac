"""[kpi.NAME]: a metric with a target, a curve and a weight."""

from typing import Any

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.lengths import Duration
from kpiengine.rules.kinds.numbers import WHOLE, Flag, Number
from kpiengine.rules.kinds.tables import Policy, Settings, Slice
from kpiengine.rules.kinds.texts import Choice, Condition, Id, Reference, Text, Titles
from kpiengine.rules.model.kpi import Kpi, Relax
from kpiengine.rules.model.words import GatePolicy, KpiLevel
from kpiengine.rules.sections.curve import CURVE
from kpiengine.rules.varied import Inner, Varied

MARKS = Section(
    "marks",
    "Marks that hold instead.",
    tuple(key for key in CURVE if key.name in {"target", "floor", "stretch"}),
    lambda _, values: values,
    dict,
)

RELAX = Section(
    "relax",
    "Other marks while a condition on the period holds. What was applied is in the result.",
    (
        Key(
            "when",
            Condition(),
            "When these marks hold.",
            "when = 'arrivals > 1200'",
            required=True,
        ),
        *MARKS.keys,
        Key(
            "priority",
            Number("whole number", 0, 1000, whole=True),
            "Where several may hold at once: the highest counts, alone.",
            "priority = 10",
            default="0",
        ),
        Key(
            "if_missing",
            Choice(tuple(GatePolicy), make=GatePolicy),
            "If the condition cannot be known: `hold` makes the points unknown, `pass` relaxes, `fail` does not.",
            'if_missing = "fail"',
            default="hold",
        ),
        Key("because", Text(), "The reason.", 'because = "storm of 12 October"', default="none"),
    ),
    lambda name, values: Relax(**{"id": name, "when": "", **values}),
    Relax,
)


def _make(name: str, values: dict[str, Any]) -> Kpi:
    return Kpi(**{"id": name, "metric": name, "title": {"": name}, **values})


_WHAT: tuple[Key, ...] = (
    Key(
        "metric",
        Reference(),
        "What is measured; `kpiengine metrics` lists them.",
        'metric = "csat_pct"',
        default="the KPI's name",
    ),
    Key(
        "title",
        Titles(),
        "What people read; one text, or one per language.",
        'title = { en = "Satisfaction" }',
        default="the name",
    ),
    Key(
        "params",
        Settings(),
        "The metric's own settings; unknown names and values are errors.",
        "params = { repeat_days = 14 }",
        default="the metric's",
    ),
    Key(
        "slice",
        Slice(),
        "Only these rows count: dimension = value, or a list of values; all dimensions must hold. Every metric has "
        "dimensions of its own, and whatever is dated by an instant has `hour` (0 to 23) and `weekday` of local time, "
        "and `in_hours` and `peak` (true or false) by the project's default calendar.",
        'slice = { channel = "voice" }',
        default="all",
    ),
    Key(
        "level",
        Choice(tuple(KpiLevel), {"person": "agent", "center": "centre", "group": "team"}, make=KpiLevel),
        "Whose value it is: an agent takes the value of the team or site of that day, or of the whole centre; of "
        "queues the mean of those that he worked, weighted by his contacts there.",
        'level = "team"',
        default="that of the rule set",
    ),
)

BY = Varied(
    Section("by", "Keys that differ.", CURVE, lambda _, values: values, dict),
    {"scenario": Section("by", "Keys that differ.", (*_WHAT, *CURVE), lambda _, values: values, dict)},
)

SECTION = Section(
    "kpi",
    "A metric inside the rule set. Its name is what conditions and messages call it.",
    (
        *_WHAT,
        *CURVE,
        Key(
            "window",
            Duration(("day", "week", "month", "quarter", "year")),
            "Measured over this long, up to the end of the period, from merged parts: a whole number of the rule set's "
            "periods, at most 24. Earlier days count whatever rule set held then.",
            'window = "3 months"',
            default="the period",
        ),
        Key(
            "better",
            Choice(("higher", "lower", "within")),
            "Which way is good; only to override the metric's.",
            'better = "lower"',
            default="the metric's",
        ),
        Key(
            "weight",
            Number("number", 0, 100),
            "The share of the score; all weights make 100. A KPI without one is watched only.",
            "weight = 40",
            default="watched only",
        ),
        Key(
            "min_sample",
            WHOLE,
            "With fewer cases than this the value counts as unknown; `if_few` decides. Conditions use it too.",
            "min_sample = 10",
            default="the metric's",
        ),
        Key(
            "if_missing",
            Policy(),
            "What an unknown value does: `redistribute` gives its weight to the others, `team` takes the team's value, "
            "`hold` makes the score unknown, a number gives these points.",
            'if_missing = "team"',
            default="hold",
        ),
        Key(
            "if_few",
            Policy(),
            "The same for some data, but fewer cases than `min_sample`.",
            'if_few = "redistribute"',
            default="as `if_missing`",
        ),
        Key(
            "proven",
            Number("percent", 50, 99),
            "For shares: the points are those of the Wilson lower end (the upper one if lower is better) of the value "
            "at this confidence, so that few cases must be better to count as good.",
            "proven = 80",
            default="off",
        ),
        Key(
            "lean",
            Number("whole number", 0, 100_000, whole=True),
            "Pulls a small sample to the team's value: as if this many more cases at the team's value had come.",
            "lean = 10",
            default="0",
        ),
        Key("group", Id(), "The dimension that it rolls up to.", 'group = "experience"', default="the metric's"),
        Key("because", Text(), "The reason.", 'because = "minutes of 15 Sept"', default="none"),
        Key("ramp", Flag(), "false: `[ramp]` does not ease this one.", "ramp = false", default="true"),
        Key(
            "relax",
            Inner(RELAX),
            "Other marks under a condition, each with a name.",
            "relax = { storm = { when = 'arrivals > 1200', target = 80 } }",
            default="none",
            inherit=2,
        ),
        Key(
            "by",
            BY,
            "The keys that differ: a table of names (`by.site`, `by.team`, `by.scenario`), or lines with `from` "
            "(`by.tenure_months`, `by.date`). A date counts from the first period that starts on it or later. A key "
            "stands either in the section or in one `by`.",
            "by = { site = { manila = { target = 80, floor = 60 } } }",
            default="none",
            inherit=3,
        ),
    ),
    _make,
    Kpi,
    named=True,
)
