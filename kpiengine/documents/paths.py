"""How a file is called in faults: so that whoever reads them can open it from where he stands."""

from pathlib import Path


def from_here(path: Path) -> str:
    """The path from the current directory where the file lies in or below it, else in full; `path` is absolute."""
    here, said = f"{Path.cwd().as_posix().rstrip('/')}/", path.as_posix()
    return said.removeprefix(here) or "."
