"""How a file is called in faults: so that whoever reads them can open it from where he stands."""

import os
from pathlib import Path


def from_here(path: Path) -> str:
    """The path from the current directory where the file lies in or below it, else in full; `path` is absolute."""
    here = os.getcwd().replace(os.sep, "/").rstrip("/")  # noqa: PTH109 -- a path of its own for each of many files
    return path.as_posix().removeprefix(f"{here}/")
