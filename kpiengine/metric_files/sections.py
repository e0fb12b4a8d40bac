"""The headings of a metric file and their keys: reading and the reference page come from these."""

from collections.abc import Mapping
from typing import Any

from kpiengine.metric_files.kinds import Columns, Length, Parts, Range
from kpiengine.metric_files.records import MetricKind, MetricRecord, TableRecord
from kpiengine.plugin import Better, Control
from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.tables import Names, Settings
from kpiengine.rules.kinds.texts import Choice, Condition, Reference, Text, Titles

FORMAT = 1
KINDS = ("ratio", "mean", "count", "followed_within")
# Which keys only some kinds have, and one that must stand.
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "share": ("ratio",),
    "of": ("mean",),
    "per": ("ratio", "followed_within"),
    "events": ("followed_within",),
    "same": ("followed_within",),
    "within": ("followed_within",),
    "where": KINDS,
    "parts": ("parts",),
    "value": ("parts",),
    "sample": ("parts",),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "ratio": ("share",),
    "mean": ("of",),
    "followed_within": ("same", "within"),
    "parts": ("parts", "value", "sample"),
}
# Words of other tools, and what they are called here.
WORDS: Mapping[str, str] = {
    "name": "title",
    "type": "kind",
    "table": "facts",
    "from": "facts",
    "filter": "where",
    "condition": "where",
    "numerator": "share",
    "denominator": "where",
    "entity": "same",
    "window": "within",
    "formula": "value",
    "expr": "value",
    "description": "docs",
    "direction": "better",
    "n": "sample",
    "min_n": "min_sample",
    "anchor": "time",
    "level": "levels",
    "parameters": "params",
    "primary_key": "key",
    "fields": "columns",
}


def _metric(name: str, values: dict[str, Any]) -> MetricRecord:
    return MetricRecord(**{"id": name, "title": {"en": name}, **values})


def _table(name: str, values: dict[str, Any]) -> TableRecord:
    return TableRecord(**{"id": name, "title": {"en": name}, **values})


METRIC = Section(
    "metric",
    "A metric, by the name that rule files call it. It counts rows of a table (`facts`, `time`, `agent`) or of a view "
    "that a plugin brings (`view`). With a `kind` it says which rows; without one it names its parts and a formula.",
    (
        Key("title", Titles(), "What people read; one text, or one per language.",
            'title = { en = "Save rate", zh = "挽留率" }', required=True),
        Key("unit", Text(longest=20), "The unit of the value.", 'unit = "%"', required=True),
        Key("better", Choice(tuple(Better), {"up": "higher", "down": "lower", "more": "higher", "less": "lower"},
                             make=Better), "Which way is good; `neutral` is never scored.", 'better = "higher"',
            required=True),
        Key("kind", Choice(KINDS, make=MetricKind),
            "`ratio`: of the rows, how many per hundred are `share`. `mean`: the mean of `of`. `count`: how many rows. "
            "`followed_within`: how many per hundred are followed by another of the `same` within a time.",
            'kind = "ratio"', default="by parts"),
        Key("view", Reference("view"), "The view that is counted on: of a plugin, as `kpiengine plugins` lists them.",
            'view = "handled_legs"'),
        Key("facts", Reference("table"), "Instead: the fact table that is counted on.", 'facts = "retention_cases"'),
        Key("time", Reference("column"), "With `facts`: the instant that says in which period a row counts.",
            'time = "closed_at"'),
        Key("agent", Reference("column"), "With `facts`: whose row it is. Without it there is a value for the centre "
            "only.", 'agent = "agent_id"'),
        Key("queue", Reference("column"), "With `facts`: the queue of a row.", 'queue = "queue_id"'),
        Key("where", Condition(), "Which rows count at all.", "where = 'channel == \"phone\"'", default="all"),
        Key("share", Condition(), "`ratio`: the rows that are counted per hundred. A row for which it is not known "
            "counts on neither side.", "share = 'outcome == \"saved\"'"),
        Key("of", Condition("formula"), "`mean`: what the mean is of; rows without it do not count.",
            "of = 'closed_at - opened_at'"),
        Key("per", Number("whole number", 1, 1_000_000, whole=True), "`ratio`, `followed_within`: per how many.",
            "per = 1000", default='100 for the unit "%", else 1'),
        Key("same", Names("list of columns"), "`followed_within`: what two rows must have in common. A row that lacks "
            "one of these does not count.", 'same = ["customer_id", "topic"]'),
        Key("within", Length(), "`followed_within`: the longest time from a row to the next.", 'within = "7 days"'),
        Key("events", Condition(), "`followed_within`: which rows may follow.", "events = 'direction == \"inbound\"'",
            default="all"),
        Key("parts", Parts(), "Without a kind: what is counted and summed, by name: `count()`, `count_if(CONDITION)`, "
            "`sum(X)`, `sum_if(X, CONDITION)`, `min(X)`, `max(X)`.",
            "parts = { saved = 'count_if(outcome == \"saved\")', cases = 'count()' }"),
        Key("value", Condition("formula"), "Without a kind: the formula over the parts. It is rounded once.",
            "value = '100 * saved / cases'"),
        Key("sample", Reference("part"), "Without a kind: the part that says on how many cases the value rests.",
            'sample = "cases"'),
        Key("decimals", Number("whole number", 0, 6, whole=True), "To how many decimals the value is rounded.",
            "decimals = 1", default="0 for a count, else 1"),
        Key("range", Range(), "The least and the most that the value can be, both included.", "range = [0, 100]",
            default="0 to `per`, or any"),
        Key("min_sample", Number("whole number", 0, 1_000_000, whole=True), "Fewer cases are too few, unless a rule "
            "set says otherwise.", "min_sample = 30", default="1"),
        Key("group", Text(longest=40), "The group under which `kpiengine metrics` lists it.", 'group = "retention"',
            default="own"),
        Key("control", Choice(tuple(Control), make=Control), "Who can move the value.", 'control = "agent"',
            default="shared"),
        Key("levels", Names("list of levels"), "For whom it may be measured: agent, team, queue, site, centre.",
            'levels = ["team", "centre"]', default="all that its rows allow"),
        Key("matures_after", Length(), "How long after the period a value may still change; until then it is "
            "provisional.", 'matures_after = "60 days"', default="`within`, or what the view says"),
        Key("params", Settings(), "Names with a value that a rule set may change, for conditions and formulas; also "
            "what a view needs to know.", "params = { limit_s = 20 }"),
        Key("docs", Titles(), "What the figure means.", 'docs = { en = "Customers who stayed, per hundred asked." }',
            default="none"),
        Key("example", Text(), "A worked example in words.", 'example = "3 of 4 stayed: 75.0 %"', default="none"),
        Key("source", Text(), "Where the definition comes from.", 'source = "minutes of 15 Sept"', default="none"),
    ),
    _metric,
    MetricRecord,
    named=True,
)  # fmt: skip
TABLE = Section(
    "table",
    "A fact table of your own, for rows that no plugin has a table for. `[facts.NAME]` in kpiengine.toml then says "
    "which files it is read from.",
    (
        Key("title", Titles(), "What people read.", 'title = { en = "Retention cases", zh = "挽留个案" }',
            default="the name"),
        Key("doc", Text(), "What one row is.", 'doc = "One row per customer who wanted to leave."', default="none"),
        Key("key", Names("list of columns"), "The columns that tell rows apart.", 'key = ["case_id"]', required=True),
        Key("columns", Columns(), "The columns: name = type, or a table with type and limits.",
            'columns = { case_id = "text", closed_at = "instant" }', required=True),
        Key("time", Reference("column"), "The column that dates a row.", 'time = "closed_at"', default="none"),
        Key("version", Reference("column"), "The column by which a newer row replaces an older one.",
            'version = "updated_at"', default="none"),
    ),
    _table,
    TableRecord,
    named=True,
)  # fmt: skip
SECTIONS = (METRIC, TABLE)
