"""kpiengine.toml -> Project, or every fault of the file at once.

Reads one file and nothing else: no data file is opened here, and no plugin is asked.  Values of the right kind
that only later stages can judge (headers, expressions, table names) pass as they are.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from attrs import evolve, frozen

from kpiengine.diagnostics import Diagnostic, Place, Refused, in_file_order
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import LARGEST_FILE, read_text
from kpiengine.errors import KpiError
from kpiengine.money import minor_units
from kpiengine.periods import OpeningHours
from kpiengine.project import messages
from kpiengine.project.calendars import read_calendar
from kpiengine.project.facts import read_facts
from kpiengine.project.money import read_approval, read_ledger, read_limits
from kpiengine.project.named import days_of, value_of
from kpiengine.project.notify import read_mail, read_receivers
from kpiengine.project.paths import path_of, paths_of
from kpiengine.project.periods import read_period
from kpiengine.project.records import METRIC_FILES, Engine, MatchTable, PlanCoverage, Project, Site
from kpiengine.project.section import ID, WORD, Section
from kpiengine.project.zone import zone_of

FILE_NAME = "kpiengine.toml"
DAY_HOURS = 24
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
    zone = (zone_of(head, required=True) if head.data else None) or "UTC"
    currency = _currency(head)
    full_time = _hours(head, Decimal(8))
    sites = {key: _site(key, section, zone, currency, full_time) for key, section in root.named("site", "site")}
    if len(root.faults) > before:
        doubts.add("currency")
    named = dict(root.named("calendar", "calendar"))
    dated = {key: section for key, section in named.items() if "on" in section.data}
    opening = {key: read_calendar(key, section, zone) for key, section in named.items() if key not in dated}
    calendar = _calendar(head, opening)
    own = {key: read_period(key, section) for key, section in root.named("period", "period")}
    for key, site in sites.items():
        sites[key] = evolve(site, calendar=_calendar(root.section("site").section(key), opening))
    facts, roster_is_sound = read_facts(root, outside=outside)
    if not roster_is_sound:
        doubts.add("roster")
    plans = {key: _plan(key, section) for key, section in root.named("plan", "plan")}
    _check_plans(root, plans, sites)
    named_days = {key: days_of(section) for key, section in dated.items()}
    benchmarks = {key: value_of(section) for key, section in root.named("benchmark", "benchmark", pattern=WORD)}
    outputs = root.section("outputs")
    outputs.check_keys()
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
        full_time_day=full_time,
        sites=sites,
        opening=opening,
        periods={key: made for key, made in own.items() if made is not None},
        plans=plans,
        named_days=named_days,
        benchmarks=benchmarks,
        rules=paths_of(head, "rules", outside=outside) or ("rules/*.toml",),
        metrics=paths_of(head, "metrics", outside=outside) or METRIC_FILES,
        facts=facts,
        allowed_plugins=_plugins(root),
        engine=_engine(root, outside=outside),
        outputs=Path(path_of(outputs, "folder", outside=outside) or "out"),
        limits=read_limits(root),
        approval=read_approval(root),
        receivers=read_receivers(root, outside=outside),
        mail=read_mail(root),
        ledger=read_ledger(root, outside=outside),
        locator=root.locator,
    )


def _check_format(root: Section) -> None:
    value = root.data.get("format")
    if value is None:
        root.fault(messages.missing_key(Place(root.locator.path), "format", "", "format = 1 on its first line"))
    elif value is True or value != 1:
        root.fault(messages.other_format(root.place("format"), value))


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


def _site(name: str, section: Section, zone: str, currency: str | None, full_time: Decimal) -> Site:
    section.check_keys()
    hours = _hours(section, full_time)
    return Site(name, zone_of(section) or zone, _currency(section) or currency, full_time_day=hours)


def _hours(section: Section, otherwise: Decimal) -> Decimal:
    """Hours of a full-time working day."""
    hours = section.number("full_time_day")
    if hours is None:
        return otherwise
    if not 0 < hours <= DAY_HOURS:
        remedy = "hours of a full-time working day, such as 7.5"
        section.fault(messages.not_allowed(section.place("full_time_day"), "full_time_day", hours, remedy))
        return otherwise
    return hours


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
    spill = path_of(section, "spill", outside=outside)
    return Engine(
        name=cast("Any", section.choice("name", ("polars", "duckdb", "pyspark"), "polars")),
        memory=_memory(section),
        spill=Path(spill) if spill else None,
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
