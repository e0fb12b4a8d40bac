"""Files of a table: found by pattern, known to be regular files of the project, stamped.

A stamp is size, time and inode; `check_unchanged` compares it again after the file was used.  Hidden files and files
that begin with `_` (left by other engines) are not read but counted.
"""

import glob
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import frozen

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.sources import messages

CHUNK = 1 << 20

_KINDS = (
    (stat.S_ISDIR, "folder"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


@frozen
class Stamp:
    """What tells cheaply that a file was touched."""

    size: int
    changed_ns: int
    inode: int


@frozen
class FoundFile:
    """A file to read: where it lies, how the user knows it, and its stamp before the first byte was read."""

    path: Path
    shown: str
    stamp: Stamp


@frozen
class Found:
    """The files of one source in order of their names, and how many were passed over as hidden."""

    files: tuple[FoundFile, ...]
    hidden: int = 0


def find_files(folder: Path, patterns: Iterable[str], table: str, place: Place, *, allow_outside: bool) -> Found:
    """All files that the patterns name, sorted by path, each once.

    Raises Refused (exit 3) for a pattern without a match and for anything but a regular file inside the project.
    """
    faults: list[Diagnostic] = []
    found: dict[str, FoundFile] = {}
    hidden = 0
    for pattern in patterns:
        if not glob.has_magic(pattern):
            names = [pattern]
            if not (folder / pattern).exists():
                faults.append(messages.no_file(place, table, pattern))
                continue
        else:
            # Path.glob cannot say which names are hidden
            every = glob.glob(pattern, root_dir=folder, recursive=True, include_hidden=True)  # noqa: PTH207 -- as above
            names = sorted(name for name in every if not _is_hidden(name))
            hidden += len(every) - len(names)
            if not names:
                faults.append(messages.no_file(place, table, pattern))
        for name in names:
            one = _regular(folder, name, allow_outside=allow_outside)
            if isinstance(one, Diagnostic):
                faults.append(one)
            else:
                found.setdefault(os.fspath(one.path), one)
    if faults:
        raise messages.refused(*faults)
    return Found(tuple(sorted(found.values(), key=lambda f: f.shown)), hidden)


def kept_files(kept: Mapping[str, Path], names: Iterable[str] | None = None) -> Found:
    """Files of an earlier run under the names that they had then; all of them, or those of these names.

    Raises OSError for one that is gone.
    """
    wanted = kept if names is None else {name: kept[name] for name in names}
    return Found(tuple(FoundFile(path, shown, stamp(path)) for shown, path in sorted(wanted.items())))


def stamp(path: Path) -> Stamp:
    """Size, time of change and inode as they are now."""
    now = path.stat()
    return Stamp(now.st_size, now.st_mtime_ns, now.st_ino)


def check_unchanged(files: Iterable[FoundFile]) -> None:
    """Raise Refused (exit 3) if any file is not what it was when it was found."""
    faults = [messages.changed(file.shown) for file in files if not _same(file)]
    if faults:
        raise messages.refused(*faults)


def _same(file: FoundFile) -> bool:
    try:
        return stamp(file.path) == file.stamp
    except OSError:
        return False


def _is_hidden(name: str) -> bool:
    parts = Path(name).parts
    return any(p.startswith(".") and p not in {".", ".."} for p in parts) or parts[-1].startswith("_")


def _regular(folder: Path, name: str, *, allow_outside: bool) -> FoundFile | Diagnostic:
    shown = Path(name).as_posix()
    try:
        real = (folder / name).resolve(strict=True)
        if not allow_outside and not real.is_relative_to(folder.resolve()):
            return messages.outside_project(shown)
        mode = real.stat().st_mode
        if not stat.S_ISREG(mode):
            return messages.not_regular(shown, next((word for test, word in _KINDS if test(mode)), "special file"))
        return FoundFile(real, shown, stamp(real))
    except (OSError, RuntimeError) as fault:  # RuntimeError: a loop of links
        return messages.cannot_read(shown, getattr(fault, "strerror", None) or "the link leads in a circle")
