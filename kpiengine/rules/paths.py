"""Which files are rule files, what a run records them as, and their bytes."""

import os
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path, PurePath

from kpiengine.documents import messages
from kpiengine.documents.finding import Finding
from kpiengine.documents.text import LARGEST_FILE


def rule_paths(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """The files that `rules = [...]` names, each once, sorted; rule tests are no rule files.

    Those are `*.test.toml`, and everything in a folder `tests` below the project.
    """
    found: set[Path] = set()
    for pattern in patterns:
        pure = PurePath(pattern)
        if pure.is_absolute():
            matches = Path(pure.anchor).glob(str(pure.relative_to(pure.anchor)))
        else:
            matches = folder.glob(pattern)
        found.update(path for path in matches if path.is_file() and not _is_test(path, folder))
    yield from sorted(found, key=attrgetter("parts"))


def _is_test(path: Path, folder: Path) -> bool:
    if path.name.endswith(".test.toml"):
        return True
    return "tests" in path.parts and "tests" in PurePath(in_project(folder, path)).parts[:-1]


def in_project(folder: Path, path: Path) -> str:
    """The path relative to the project's folder, with / on every system: the same wherever the command runs."""
    inside = f"{folder.as_posix().rstrip('/')}/"
    said = path.as_posix()
    return said.removeprefix(inside)


def bytes_of(path: Path) -> bytes | Finding:
    """The content of a rule file, at most one byte more than any may have; a finding where it cannot be opened."""
    try:
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size  # to ask for more would take and give back as much memory
            return file.read(min(size, LARGEST_FILE) + 1)
    except OSError as error:
        return messages.unreadable_file(error.strerror or str(error))
