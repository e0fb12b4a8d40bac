"""kpiengine.toml -> Project, or every fault of the file at once.

Reads one file and nothing else: no data file is opened here, and no plugin is asked.  Values of the right kind
that only later stages can judge (headers, expressions, table names) pass as they are.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias, cast

from attrs import evolve, frozen

from kpiengine.diagnostics import Diagnostic, Place, Refused, in_file_order
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import LARGEST_FILE, read_text
from kpiengine.errors import KpiError
from kpiengine.money import minor_units
from kpiengine.periods import OpeningHours, check_zone
from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.plugin.roster import AGENTS
from kpiengine.project import messages
from kpiengine.project.calendars import read_calendar
from kpiengine.project.named import days_of, value_of
from kpiengine.project.periods import read_period
from kpiengine.project.records import METRIC_FILES, Engine, FactSource, Mapped, MatchTable, PlanCoverage, Project, Site
from kpiengine.project.section import ID, WORD, Section

FILE_NAME = "kpiengine.toml"
MOST_DECIMALS = 9
LARGEST_STORED = 10**15  # twice this, times a weight, is still far from Int64
MEMORY_UNITS = {"MB": 10**6, "GB": 10**9}


# A part of the file whose faults make others doubtful: what it should have said may be what they miss.
Doubt: TypeAlias = Literal["currency", "roster"]


@frozen
class Reading:
    """A project file as far as it can be read; `project` is None where it is no TOML, or not there at all."""

    project: Project | None
    faults: tuple[Diagnostic, ...] = ()  # in file order
    doubts: frozenset[Doubt] = frozenset()


def read_project(folder: Path) -> Project:
    """The project in `folder`; raises `Refused` with every fault of the file, in file order."""
    reading = read_as_far_as_possible(folder)
    if reading.project is None or reading.faults:
        raise Refused(reading.faults)
    return reading.project


def read_as_far_as_possible(folder: Path) -> Reading:
    """The project and its faults: what is broken has its default, so that rule files can be checked all the same."""
    file = folder.resolve() / FILE_NAME
    if not file.is_file():
        return Reading(None, (messages.no_project(folder, from_here(file)),))
    with file.open("rb") as opened:
        raw = opened.read(LARGEST_FILE + 1)
    read = read_text(raw, from_here(file))
    faults = [read.locator.diagnose(finding) for finding in read.findings]
    if read.document is None:
        return Reading(None, tuple(in_file_order(faults)))
    root = Section((), read.document, read.locator, faults)
    doubts: set[Doubt] = set()
    project = _project(root, file.parent, hashlib.sha256(raw).hexdigest(), doubts)
    return Reading(project, tuple(in_file_order(faults)), frozenset(doubts))


def _project(root: Section, folder: Path, sha256: str, doubts: set[Doubt]) -> Project:
    root.check_keys()
    if root.faults:  # a heading that nobody reads may be any of the others
        doubts |= {"currency", "roster"}
    _check_format(root)
    before = len(root.faults)
    if "project" not in root.data:
        root.fault(messages.missing_key(Place(root.locator.path), "section [project]", "", "[project]"))
    head = root.section("project")
    head.check_keys()
    outside = head.flag("allow_outside", default=False)
    name = head.required("name", 'name = "my-centre"') if head.data else ""
    if name and not ID.fullmatch(name):
        head.fault(messages.bad_id(head.place("name"), "project", name, dashes=True))
    zone = (_zone(head, required=True) if head.data else None) or "UTC"
    currency = _currency(head)
    sites = {key: _site(key, section, zone, currency) for key, section in root.named("site", "site")}
    if len(root.faults) > before:
        doubts.add("currency")
    named = dict(root.named("calendar", "calendar"))
    dated = {key: section for key, section in named.items() if "on" in section.data}
    opening = {key: read_calendar(key, section, zone) for key, section in named.items() if key not in dated}
    calendar = _calendar(head, opening)
    own = {key: read_period(key, section) for key, section in root.named("period", "period")}
    for key, site in sites.items():
        sites[key] = evolve(site, calendar=_calendar(root.section("site").section(key), opening))
    facts = _tables(root, doubts, outside=outside)
    plans = {key: _plan(key, section) for key, section in root.named("plan", "plan")}
    _check_plans(root, plans, sites)
    named_days = {key: days_of(section) for key, section in dated.items()}
    benchmarks = {key: value_of(section) for key, section in root.named("benchmark", "benchmark", pattern=WORD)}
    return Project(
        name=name,
        folder=folder,
        path=FILE_NAME,
        sha256=sha256,
        zone=zone,
        language=cast("Any", head.choice("language", ("en", "zh"), "en")),
        currency=currency,
        allow_outside=outside,
        calendar=calendar,
        sites=sites,
        opening=opening,
        periods={key: made for key, made in own.items() if made is not None},
        plans=plans,
        named_days=named_days,
        benchmarks=benchmarks,
        rules=_paths(head, "rules", outside=outside) or ("rules/*.toml",),
        metrics=_paths(head, "metrics", outside=outside) or METRIC_FILES,
        facts=facts,
        allowed_plugins=_plugins(root),
        engine=_engine(root, outside=outside),
        outputs=Path((_checked_paths(root.section("outputs"), "folder", outside=outside) or ("out",))[0]),
        locator=root.locator,
    )


def _check_format(root: Section) -> None:
    value = root.data.get("format")
    if value is None:
        root.fault(messages.missing_key(Place(root.locator.path), "format", "", "format = 1 on its first line"))
    elif value is True or value != 1:
        root.fault(messages.other_format(root.place("format"), value))


def _zone(section: Section, *, required: bool = False) -> str | None:
    text = section.required("timezone", 'timezone = "Asia/Shanghai"') if required else section.text("timezone")
    if not text:
        return None
    try:
        check_zone(text)
    except KpiError as error:
        section.fault(messages.unknown_zone(section.place("timezone"), error.message))
        return None
    return text


def _currency(section: Section) -> str | None:
    text = section.text("currency")
    if text is None:
        return None
    try:
        minor_units(text)
    except KpiError as error:
        section.fault(messages.unknown_currency(section.place("currency"), error.message))
        return None
    return text


def _site(name: str, section: Section, zone: str, currency: str | None) -> Site:
    section.check_keys()
    return Site(name, _zone(section) or zone, _currency(section) or currency)


def _calendar(section: Section, opening: Mapping[str, OpeningHours]) -> str | None:
    """The name of one of the file's calendars."""
    name = section.text("calendar")
    if name is None or name in opening:
        return name
    section.fault(messages.unknown_name(section.place("calendar"), "calendar", name, list(opening)))
    return None


def _plan(name: str, section: Section) -> PlanCoverage:
    section.check_keys()
    return PlanCoverage(name, _match(section.section("covers")), section.texts("pays_beside") or ())


def _match(section: Section) -> MatchTable:
    found: dict[str, tuple[str, ...]] = {}
    for attribute in section.data:
        values = section.texts(attribute)
        if values is not None:
            found[attribute] = values
    return found


def _check_plans(root: Section, plans: Mapping[str, PlanCoverage], sites: Mapping[str, Site]) -> None:
    for plan in plans.values():
        for other in plan.pays_beside:
            if other not in plans or other == plan.id:
                place = root.place("plan", plan.id, "pays_beside")
                root.fault(messages.unknown_name(place, "other plan", other, [p for p in plans if p != plan.id]))
        for site in plan.covers.get("site", ()):
            if sites and site not in sites:
                place = root.place("plan", plan.id, "covers", "site")
                root.fault(messages.unknown_name(place, "site", site, list(sites)))


def _plugins(root: Section) -> tuple[str, ...] | None:
    section = root.section("plugins")
    section.check_keys()
    return section.texts("allow")


def _engine(root: Section, *, outside: bool) -> Engine:
    section = root.section("engine")
    section.check_keys()
    spill = _checked_paths(section, "spill", outside=outside)
    return Engine(
        name=cast("Any", section.choice("name", ("polars", "duckdb", "pyspark"), "polars")),
        memory=_memory(section),
        spill=Path(spill[0]) if spill else None,
    )


def _memory(section: Section) -> int | None:
    text = section.text("memory")
    if text is None:
        return None
    amount, _, unit = text.strip().partition(" ")
    if not (amount.isascii() and amount.isdigit() and unit in MEMORY_UNITS and int(amount)):
        section.fault(messages.not_allowed(section.place("memory"), "memory", text, 'type it as "4 GB" or "512 MB"'))
        return None
    return int(amount) * MEMORY_UNITS[unit]


def _checked_paths(section: Section, key: str, *, outside: bool) -> tuple[str, ...] | None:
    """One path; sections that hold nothing else are checked for unknown keys on the way."""
    if section.path == ("outputs",):
        section.check_keys()
    if section.text(key) is None:
        return None
    return _paths(section, key, outside=outside)


def _paths(section: Section, key: str, *, outside: bool) -> tuple[str, ...] | None:
    """Relative paths or globs; without `allow_outside` none may be absolute or climb out with `..`.

    One that is refused is reported and left out.
    """
    found: list[str] = []
    for text in section.texts(key) or ():
        path = PurePosixPath(text)
        if "\\" in text or "\0" in text:
            section.fault(messages.not_allowed(section.place(key), key, text, "type / between folders"))
        elif not outside and (path.is_absolute() or ".." in path.parts or text.startswith("~")):
            section.fault(messages.leaves_project(section.place(key), key, text))
        else:
            found.append(text)
    return tuple(found) or None


def _tables(root: Section, doubts: set[Doubt], *, outside: bool) -> Mapping[str, FactSource]:
    found: dict[str, FactSource] = {}
    for key, section in root.named("facts", "fact table", pattern=WORD):
        before = len(root.faults)
        found[key] = _facts(key, section, outside=outside)
        if key == AGENTS.id:
            _check_roster(section, found[key])
            if len(root.faults) > before:
                doubts.add("roster")
    return found


def _check_roster(section: Section, source: FactSource) -> None:
    """A column that the roster has anyway may get other words or limits here, but it stays what it is."""
    for name, column in source.extra.items():
        own = AGENTS.columns.get(name)
        if own is not None and own.type is not column.type:
            section.fault(messages.other_type(section.place("extra", name), name, own.type, column.type))


def _facts(table: str, section: Section, *, outside: bool) -> FactSource:
    section.check_keys()
    source = _paths(section, "source", outside=outside) or ()
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
        zone=_zone(section),
        ambiguous=cast("Any", section.choice("ambiguous", ("reject", "first"), "reject")),
        max_rejected_rows=section.whole("max_rejected_rows", 0, most=10**9),
        max_rejected_percent=_percent(section),
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


def _percent(section: Section) -> Decimal | None:
    value = section.number("max_rejected_percent")
    if value is not None and not 0 <= value <= 100:  # noqa: PLR2004 -- a percentage
        place = section.place("max_rejected_percent")
        section.fault(messages.not_allowed(place, "max_rejected_percent", value, "it is from 0 to 100"))
        return None
    return value


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
