"""What everything that was installed comes to, as one digest: the engine's and the plugins' source, and all versions.

It changes whenever a line of the engine or of a plugin does, also where nobody gave it a new version, and whenever a
package is installed, removed or replaced by another version.  It is no lock: it says that something changed, not what.
"""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import kpiengine
from kpiengine.registry.found import find_plugins


def source_digest() -> str:
    """SHA-256 over the interpreter, the names and versions of all packages, and the source of engine and plugins."""
    digest = hashlib.sha256(sys.version.encode())
    for name in sorted(_installed()):
        digest.update(f"\n{name}".encode())
    for file in sorted({file for place in (*kpiengine.__path__, *_plugins()) for file in _sources(place)}):
        digest.update(f"\n{file}\n".encode())
        with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 -- hundreds of files; a Path for each costs more than the digest
            digest.update(opened.read())
    return digest.hexdigest()


def _installed() -> Iterator[str]:
    """Folders that packages describe themselves in; their names hold the versions."""
    for place in sys.path:
        folder = Path(place or ".")
        if folder.is_dir():
            yield from (entry.name for entry in folder.iterdir() if entry.name.endswith((".dist-info", ".egg-info")))


def _plugins() -> Iterator[str]:
    """Where the packages of the plugins lie that were loaded; one that was not has no say in any check."""
    tops = {found.entry_point.module.partition(".")[0] for found in find_plugins()}
    for top in sorted(tops):
        module = sys.modules.get(top)
        places: Iterable[str] = getattr(module, "__path__", None) or [getattr(module, "__file__", None) or ""]
        yield from (place for place in places if place)


def _sources(place: str) -> Iterator[str]:
    if not os.path.isdir(place):  # noqa: PTH112 -- as above
        yield place
    for folder, below, files in os.walk(place):
        below[:] = [name for name in below if name != "__pycache__"]
        yield from (f"{folder}/{name}" for name in files)
