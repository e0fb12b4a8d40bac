"""Project files from text, and the faults of one."""

from pathlib import Path

import pytest

from kpiengine.codes import CODES
from kpiengine.diagnostics import Refused
from kpiengine.project import read_project


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str | bytes):
        raw = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "kpiengine.toml").write_bytes(raw)
        return read_project(tmp_path)

    return read


@pytest.fixture
def faults(read):
    def faults(text: str | bytes):
        with pytest.raises(Refused) as caught:
            read(text)
        assert all(d.code in CODES for d in caught.value.diagnostics)
        return caught.value.diagnostics

    return faults
