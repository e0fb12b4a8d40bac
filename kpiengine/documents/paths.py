"""How a file is called in faults: so that whoever reads them can open it from where he stands."""

from pathlib import Path


def from_here(path: Path) -> str:
    """The path from the current directory where the file lies in or below it, else in full; `path` is absolute."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
