"""Every text that can change a figure of one plan: project file, rule files, metric files, and the plugins' versions.

A bundle is known by one hash, which is what people approve.  Its texts are kept in the ledger, so that a closed period
can be evaluated again by the rules that it was closed with, whatever has become of the files.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from attrs import frozen

from kpiengine.errors import KpiError
from kpiengine.ledger.database import Database
from kpiengine.ledger.entries import canonical
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.paths import rule_paths


@frozen
class Bundle:
    """Texts by their path in the project, and plugins with their versions."""

    files: Mapping[str, str]
    plugins: Mapping[str, str]

    @property
    def text(self) -> str:
        """What it consists of, in one form: each file by its hash."""
        return canonical({"files": {path: _hash(text) for path, text in self.files.items()}, "plugins": self.plugins})

    @property
    def sha256(self) -> str:
        """By which it is known."""
        return _hash(self.text)


def bundle_of(project: Project, catalogue: Catalogue, rulesets: Sequence[CheckedRuleSet]) -> Bundle:
    """The bundle behind these rule sets, read from the files.

    Raises KpiError if a file is no longer the one that was checked.
    """
    known = {project.path: project.sha256}
    known |= {path: sha256 for r in rulesets for path, sha256 in {r.path: r.sha256, **r.bases}.items()}
    metrics = {_shown(project.folder, path): path for path in rule_paths(project.folder, project.metrics)}
    files = {}
    for shown in sorted({*known, *metrics}):
        raw = metrics.get(shown, project.folder / shown).read_bytes()
        if shown in known and hashlib.sha256(raw).hexdigest() != known[shown]:
            raise KpiError(f"{shown} was changed while this command was reading it; nothing was recorded. Run it again")
        files[shown] = raw.decode()
    return Bundle(files, versions(catalogue))


def versions(catalogue: Catalogue) -> dict[str, str]:
    """The plugins that could be loaded, with distribution and version."""
    return {p.name: f"{p.distribution} {p.version}" for p in catalogue.plugins if p.problem is None}


def keep(database: Database, bundle: Bundle) -> None:
    """Adds the texts that are not there yet; inside a transaction."""
    for text in (bundle.text, *bundle.files.values()):
        sha256 = _hash(text)
        if database.value("SELECT sha256 FROM texts WHERE sha256 = :sha256", sha256=sha256) is None:
            database.add("texts", sha256=sha256, body=text)


def find(database: Database, sha256: str) -> Bundle:
    """The bundle of that hash, as it was kept."""
    said = json.loads(text_of(database, sha256))
    return Bundle({path: text_of(database, hash_) for path, hash_ in said["files"].items()}, said["plugins"])


def text_of(database: Database, sha256: str) -> str:
    """A text that was kept; raises KpiError if it is no longer what its hash says."""
    body = database.value("SELECT body FROM texts WHERE sha256 = :sha256", sha256=sha256)
    if body is None or _hash(str(body)) != sha256:
        raise KpiError(
            f"the ledger {database.place} has no sound text {sha256[:12]}; `kpiengine verify --ledger` says more"
        )
    return str(body)


def lay_out(bundle: Bundle, folder: Path) -> None:
    """Writes the texts under the folder, as they lay in the project."""
    for path, text in bundle.files.items():
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts:
            raise KpiError(
                f"{path} lies outside the project, so the period cannot be evaluated by the recorded text; "
                "move the file into the project before the next period is closed"
            )
        file = folder / pure
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")


def _shown(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
