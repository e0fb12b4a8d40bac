"""[facts.NAME] of the project file -> where each table comes from, how it is written, and what its columns are made of.

Headers, expressions and table names pass as they are: only later stages can judge them.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import messages
from kpiengine.project.paths import path_of, paths_of
from kpiengine.project.records import FactSource, Mapped
from kpiengine.project.section import WORD, Section
from kpiengine.project.zone import zone_of

MOST_DECIMALS = 9
HOUR_MS = 3_600_000
AGE = re.compile(r"([1-9]\d{0,4}) (h|hours?|days?|weeks?)")
LARGEST_STORED = 10**15  # twice this, times a weight, is still far from Int64


def read_facts(root: Section, *, outside: bool) -> tuple[Mapping[str, FactSource], bool]:
    """Every [facts.NAME] by table, and whether the roster's is sound; faults are noted in the section."""
    found: dict[str, FactSource] = {}
    sound = True
    for key, section in root.named("facts", "fact table", pattern=WORD):
        before = len(root.faults)
        found[key] = _facts(key, section, outside=outside)
        if key == AGENTS.id:
            _check_roster(section, found[key])
            sound = len(root.faults) == before
    return found, sound


def _check_roster(section: Section, source: FactSource) -> None:
    """A column that the roster has anyway may get other words or limits here, but it stays what it is."""
    for name, column in source.extra.items():
        own = AGENTS.columns.get(name)
        if own is not None and own.type is not column.type:
            section.fault(messages.other_type(section.place("extra", name), name, own.type, column.type))


def _facts(table: str, section: Section, *, outside: bool) -> FactSource:
    section.check_keys()
    source = paths_of(section, "source", outside=outside) or ()
    derive = section.texts("derive") or ()
    if not source and not derive and not {"source", "derive"} & (section.data.keys() | section.meant):
        section.fault(messages.missing_key(section.place(), "source", section.name, f'source = "data/{table}.csv"'))
    parquet = bool(source) and all(text.endswith((".parquet", ".pq")) for text in source)
    return FactSource(
        table=table,
        source=source,
        derive=derive,
        format=cast("Any", section.choice("format", ("csv", "parquet"), "parquet" if parquet else "csv")),
        encoding=_encoding(section),
        separator=section.character("separator") or ",",
        skip_lines=section.whole("skip_lines", 0, most=1000),
        thousands=section.character("thousands"),
        where=section.text("where"),
        columns=_columns(section.section("columns")),
        names=_aliases(section.section("names")),
        date_format=section.text("date_format"),
        time_format=section.text("time_format"),
        zone=zone_of(section),
        ambiguous=cast("Any", section.choice("ambiguous", ("first", "reject"), "first")),
        max_rejected_rows=section.whole("max_rejected_rows", 0, most=10**9),
        max_rejected_percent=_percent(section, "max_rejected_percent"),
        min_rows=section.whole("min_rows", 0, most=10**12),
        max_drop_percent=_percent(section, "max_drop_percent"),
        max_age_ms=_age(section, table),
        control=path_of(section, "control", outside=outside),
        rows=cast("Any", section.choice("rows", ("unique", "versions", "trusted"), "unique")),
        extra=_extra(section),
    )


def _encoding(section: Section) -> str:
    text = section.text("encoding")
    if text is None:
        return "utf-8"
    if not _is_text_encoding(text):
        wanted = 'it is one such as "utf-8", "gb18030", "latin-1", "cp1252"'
        section.fault(messages.not_allowed(section.place("encoding"), "encoding", text, wanted))
        return "utf-8"
    return text


def _is_text_encoding(name: str) -> bool:
    try:
        "".encode(name)  # refuses rot13, base64 and the like, which are codecs too
    except LookupError:
        return False
    return True


def _percent(section: Section, key: str) -> Decimal | None:
    value = section.number(key)
    if value is not None and not 0 <= value <= 100:  # noqa: PLR2004 -- a percentage
        section.fault(messages.not_allowed(section.place(key), key, value, "it is from 0 to 100"))
        return None
    return value


def _age(section: Section, table: str) -> int | None:
    """`max_age` in milliseconds; rows of the roster are no events, and so never too old."""
    text = section.text("max_age")
    if text is None:
        return None
    found = AGE.fullmatch(text)
    if found is None:
        section.fault(messages.not_allowed(section.place("max_age"), "max_age", text, 'say it as "26 h" or "2 days"'))
        return None
    if table == AGENTS.id:
        wanted = "rows of the roster have no time at which they happened; min_rows and control are for them too"
        section.fault(messages.not_allowed(section.place("max_age"), "max_age", text, wanted))
        return None
    return int(found[1]) * {"h": HOUR_MS, "d": 24 * HOUR_MS, "w": 168 * HOUR_MS}[found[2][0]]


def _columns(section: Section) -> Mapping[str, Mapped]:
    found: dict[str, Mapped] = {}
    for name, value in section.data.items():
        if not _word(section, name, "column"):
            continue
        if isinstance(value, Decimal) and not value.is_finite():
            section.fault(messages.wrong_kind(section.place(name), name, "a finite number", value))
        elif isinstance(value, str | int | Decimal):  # bool is an int
            found[name] = value
        else:
            wanted = "a header or an expression in quotes, or a constant"
            section.fault(messages.wrong_kind(section.place(name), name, wanted, value))
    return found


def _aliases(section: Section) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in section.data:
        header = section.text(name)
        if header is not None and _word(section, name, "name"):
            found[name] = header
    return found


def _word(section: Section, name: str, what: str) -> bool:
    if WORD.fullmatch(name):
        return True
    section.fault(messages.bad_id(section.place(name), what, name, dashes=False))
    return False


def _extra(facts: Section) -> Mapping[str, Column]:
    """Further columns, each as a type's name or as a table with `type` and limits in the column's own unit."""
    outer = facts.section("extra")
    found: dict[str, Column] = {}
    for name, value in outer.data.items():
        if not _word(outer, name, "column"):
            continue
        data = {"type": value} if isinstance(value, str) else value
        if not isinstance(data, dict):
            outer.fault(messages.wrong_kind(outer.place(name), name, 'a type such as "text", or a table', value))
            continue
        found[name] = _column(Section((*outer.path, name), data, outer.locator, outer.faults))
    return found


def _column(section: Section) -> Column:
    section.check_keys()
    if "type" not in section.data.keys() | section.meant:
        section.fault(messages.missing_key(section.place(), "type", section.name, 'type = "text"'))
    kind = ColumnType(section.choice("type", [t.value for t in ColumnType], "text"))
    decimals = section.whole("decimals", 0, most=MOST_DECIMALS)
    if decimals and kind is not ColumnType.NUMBER:
        section.fault(
            messages.not_allowed(section.place("decimals"), "decimals", decimals, 'it goes with type = "number"')
        )
        decimals = 0
    return Column(
        kind,
        decimals=decimals,
        null=not section.flag("required", default=False),
        values=section.texts("values") or (),
        minimum=_stored(section, "minimum", kind, decimals),
        maximum=_stored(section, "maximum", kind, decimals),
    )


def _stored(section: Section, key: str, kind: ColumnType, decimals: int) -> int | None:
    """A limit as the stored integer: scaled, seconds as milliseconds."""
    value = section.number(key)
    if value is None:
        return None
    if kind not in {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DURATION}:
        section.fault(messages.not_allowed(section.place(key), key, value, "only numbers and durations have limits"))
        return None
    stored = value.scaleb(3 if kind is ColumnType.DURATION else decimals)
    if stored != stored.to_integral_value() or abs(stored) > LARGEST_STORED:
        wanted = f"it has at most {decimals} decimals and is not beyond {LARGEST_STORED:,}"
        section.fault(messages.not_allowed(section.place(key), key, value, wanted))
        return None
    return int(stored)
