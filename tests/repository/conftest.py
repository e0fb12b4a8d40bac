"""Fixtures for tests that read the repository itself."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def files(root: Path) -> list[Path]:
    """Every file that is, or would be, committed: relative paths, sorted."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        pytest.skip("not a git work tree: which files belong to the repository cannot be known")
    listed = subprocess.run(  # noqa: S603 (our own arguments)
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(Path(name) for name in listed.stdout.split("\0") if name and (root / name).is_file())
