"""Where checks are kept: one file a project in the user's own cache folder, outside the project.

It lies outside so that nobody can send somebody else a project that claims to be checked.  It is never needed: what is
not there, damaged, of another release or of another day counts as nothing, and what cannot be written is not kept.
Several processes may use it at once, as the file is replaced whole: the last one stays, and each of them is right.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import frozen


def cache_folder() -> Path | None:
    """The user's folder for what can be made again, by the custom of the system; None if there is no home."""
    with suppress(RuntimeError):  # no home
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "kpiengine" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "kpiengine"
        said = os.environ.get("XDG_CACHE_HOME", "")
        return (Path(said) if Path(said).is_absolute() else Path.home() / ".cache") / "kpiengine"
    return None


def kept_file(project: Path) -> Path | None:
    """The file of one project, by its folder."""
    folder = cache_folder()
    name = hashlib.sha256(os.fsencode(project)).hexdigest()[:32]
    return None if folder is None else folder / "check" / f"{name}.json"


@frozen
class KeptChecks:
    """What is kept of one project on one basis (`basis.basis_of`), by the digest of each rule file's content."""

    file: Path
    basis: str

    def read(self) -> Mapping[str, Any]:
        """Nothing if anything is wrong with it, or if it was kept on another basis."""
        try:
            digest, _, body = self.file.read_text("utf-8").partition("\n")
            found = json.loads(body) if digest == _digest(body) else None
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict) or found.get("basis") != self.basis:
            return {}
        files = found.get("files")
        return files if isinstance(files, dict) else {}

    def write(self, files: Mapping[str, Any]) -> None:
        """Replace what was kept; nothing happens where that cannot be done."""
        body = json.dumps({"basis": self.basis, "files": files}, ensure_ascii=False)
        folder = self.file.parent
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder, prefix=self.file.stem)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as opened:
                    opened.write(f"{_digest(body)}\n{body}")
                Path(name).replace(self.file)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
