"""All metric files of a project -> the catalogue with what they declare, and every fault of every file.

What they bring stands in the catalogue as the plugin "project", so that rule files, `kpiengine metrics` and run records
treat it as they treat any other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from kpiengine.diagnostics import Diagnostic, Level, in_file_order
from kpiengine.documents import messages as text_messages
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.documents.paths import from_here
from kpiengine.documents.text import LARGEST_FILE, Hints, read_text
from kpiengine.metric_files import messages
from kpiengine.metric_files.making import make_metric
from kpiengine.metric_files.records import MetricRecord, TableRecord
from kpiengine.metric_files.structure import FileRecords, Reading, read_structure
from kpiengine.metric_files.tables import make_table
from kpiengine.plugin import Catalogue, FactTable, Metric, PluginInfo, View
from kpiengine.plugin.exclusions import ENGINE_TABLES
from kpiengine.project import Project
from kpiengine.project.records import METRIC_FILES
from kpiengine.registry.formulas import judge_on
from kpiengine.rules.paths import rule_paths

PLUGIN = "project"


@frozen
class _File:
    """One file while it is checked; `path` is relative to the project."""

    path: str
    locator: Locator
    records: FileRecords
    reading: Reading
    sha256: str
    findings: list[Finding] = field(factory=list)

    def sound(self, *path: str) -> bool:
        """Whether nothing was reported at or under this path."""
        return not any(f.path[: len(path)] == path for f in (*self.reading.findings, *self.findings))


def with_metric_files(project: Project, catalogue: Catalogue) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """The catalogue with the project's own metrics, views and tables, and what is wrong with their files.

    A metric with a fault is not there; `Catalogue.withheld` says so.
    """
    paths = tuple(rule_paths(project.folder, project.metrics))
    if not paths:
        if project.metrics == METRIC_FILES:
            return catalogue, ()
        finding = messages.no_metric_files(project.metrics)
        place = project.place("project", "metrics")
        return catalogue, (Diagnostic(finding.code, finding.severity, finding.message, place, finding.remedy),)
    files = [_read(path, project.folder) for path in paths]
    tables = _tables(files, catalogue)
    known = evolve(catalogue, tables={**catalogue.tables, **tables})
    views, metrics = _metrics(files, known)
    faults = in_file_order(file.locator.diagnose(f) for file in files for f in file.findings)
    return _together(known, tables, views, metrics, files), tuple(faults)


def _read(path: Path, folder: Path) -> _File:
    shown, named = from_here(path), path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        finding = text_messages.unreadable_file(error.strerror or str(error))
        return _File(named, Locator(shown, ""), FileRecords(), Reading(), "", [finding])
    text = read_text(raw, shown, Hints())
    sha256 = hashlib.sha256(raw).hexdigest()
    if text.document is None:
        return _File(named, text.locator, FileRecords(), Reading(), sha256, list(text.findings))
    records, reading = read_structure(text.document)
    return _File(named, text.locator, records, reading, sha256, [*text.findings, *reading.findings])


def _tables(files: Sequence[_File], catalogue: Catalogue) -> dict[str, FactTable]:
    found: dict[str, tuple[FactTable | None, _File]] = {}
    for file in files:
        for record in file.records.tables:
            if _is_new("table", record, file, found, {**catalogue.tables, **ENGINE_TABLES}, catalogue):
                table, faults = make_table(record) if file.sound("table", record.id) else (None, ())
                file.findings.extend(faults)
                found[record.id] = (table, file)
    return {id_: table for id_, (table, _) in found.items() if table is not None}


def _metrics(files: Sequence[_File], catalogue: Catalogue) -> tuple[dict[str, View], dict[str, Metric]]:
    found: dict[str, tuple[Metric | None, _File]] = {}
    views: dict[str, View] = {}
    lost = {record.id for file in files for record in file.records.tables} - catalogue.tables.keys()
    for file in files:
        for record in file.records.metrics:
            if not _is_new("metric", record, file, found, catalogue.metrics, catalogue):
                continue
            found[record.id] = (None, file)
            if record.facts in lost or not file.sound("metric", record.id):
                continue  # what is wrong was said
            made = make_metric(record, catalogue)
            file.findings.extend(made.findings)
            found[record.id] = (made.metric, file)
            if made.view is not None:
                views[made.view.id] = made.view
    return views, {id_: metric for id_, (metric, _) in found.items() if metric is not None}


def _is_new(  # noqa: PLR0913, PLR0917 -- what is looked at, and everything that may have it already
    what: str,
    record: MetricRecord | TableRecord,
    file: _File,
    found: Mapping[str, tuple[object, _File]],
    taken: Mapping[str, object],
    catalogue: Catalogue,
) -> bool:
    """Whether nobody else has the id; else both are named."""
    path = (what, record.id)
    if record.id in taken:
        name = catalogue.origin.get(f"{what} {record.id}", "kpiengine")
        owner = next((f"{i.name} ({i.distribution} {i.version})" for i in catalogue.plugins if i.name == name), name)
        file.findings.append(messages.has_one_already(what, record.id, owner, path))
        return False
    if record.id in found:
        file.findings.append(messages.in_two_files(what, record.id, found[record.id][1].path, path))
        return False
    return True


def _together(
    known: Catalogue,
    tables: Mapping[str, FactTable],
    views: Mapping[str, View],
    metrics: Mapping[str, Metric],
    files: Sequence[_File],
) -> Catalogue:
    brought = {
        f"{kind} {id_}" for kind, some in (("table", tables), ("view", views), ("metric", metrics)) for id_ in some
    }
    withheld = {
        f"metric {record.id}": f"KPI624 its metric {record.id} cannot be used: {file.path} has faults"
        for file in files
        for record in file.records.metrics
        if record.id not in metrics and record.id not in known.metrics
    }
    bad = any(finding.severity is Level.ERROR for file in files for finding in file.findings)
    sums = "".join(file.sha256 for file in files)
    info = PluginInfo(
        PLUGIN,
        ", ".join(file.path for file in files),
        hashlib.sha256(sums.encode()).hexdigest()[:12],
        tuple(sorted(brought)),
        "\n".join(withheld.values()) or None if bad else None,
    )
    every = {**known.views, **views}
    return evolve(
        known,
        metrics={**known.metrics, **metrics},
        views=every,
        origin={**known.origin, **dict.fromkeys(sorted(brought), PLUGIN)},
        plugins=(*known.plugins, info),
        withheld={**known.withheld, **withheld},
        judge=judge_on(every, known.tables.values()),
    )
