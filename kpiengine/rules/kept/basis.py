"""What the check of a rule file depends on beside rule files, as one digest: if anything of it changes, all is new."""

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date

from kpiengine.plugin import Catalogue, Metric
from kpiengine.project import Project
from kpiengine.rules.paths import rule_paths

FORMAT = 1  # of what is kept; another one is not read


def basis_of(project: Project, catalogue: Catalogue, source: str, today: date, doubts: Collection[str]) -> str:
    """SHA-256 over the engine and plugins (`source`), what they brought, project file, metric files and the day.

    Lints depend on the day (`review_by`, acceptances), so nothing is kept from one day to the next.
    """
    digest = hashlib.sha256(json.dumps([FORMAT, source, project.sha256, sorted(doubts), today.isoformat()]).encode())
    for text in _brought(catalogue):
        digest.update(f"\n{text}".encode())
    for path in rule_paths(project.folder, project.metrics):
        digest.update(f"\n{path}\n{_content(path.read_bytes())}".encode())
    return digest.hexdigest()


def _content(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _brought(catalogue: Catalogue) -> Iterator[str]:
    """What plugins brought this time: they are programs, and may bring something else without another text."""
    for info in catalogue.plugins:
        yield repr((info.name, info.distribution, info.version, info.brought, info.problem))
    yield repr(sorted(catalogue.withheld.items()))
    yield from map(_described, catalogue.metrics.values())
    yield repr([(curve.id, curve.title) for curve in catalogue.curves.values()])


def _described(metric: Metric) -> str:
    fixed = (metric.title, metric.unit, metric.decimals, metric.range, metric.better, metric.levels, metric.control)
    return repr((metric.id, *fixed, metric.min_sample, metric.group, metric.personal, metric.human, metric.params))
