"""Files of a test: written into a fresh folder and found as the load stage finds them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kpiengine.diagnostics import Place
from kpiengine.sources.files import Found, find_files


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Found]:
    """Writes one file and finds it."""

    def write(content: bytes | str, name: str = "rows.csv") -> Found:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return find_files(tmp_path, [name], "calls", Place("kpiengine.toml"), allow_outside=False)

    return write
