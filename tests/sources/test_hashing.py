"""Digests beside other work, and those that are begun before it is known which files are read."""

import hashlib
import os
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from kpiengine.sources import hashing
from kpiengine.sources.files import FoundFile, stamp
from kpiengine.sources.hashing import BLOCK, ahead, digest_beside, drop_unasked, sha256


def written(path: Path, content: bytes) -> FoundFile:
    path.write_bytes(content)
    return FoundFile(path, path.name, stamp(path))


@pytest.fixture
def hashed(monkeypatch):
    """The paths that were hashed, in order."""
    paths: list[Path] = []

    def noted(path, *rest):
        paths.append(path)
        return sha256(path, *rest)

    monkeypatch.setattr(hashing, "sha256", noted)
    return paths


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_the_fingerprint_is_that_of_the_bytes(tmp_path, size):
    content = os.urandom(size)
    assert digest_beside(written(tmp_path / "a", content))() == hashlib.sha256(content).hexdigest()


def test_what_was_begun_ahead_is_not_hashed_again(tmp_path, hashed):
    file = written(tmp_path / "a", b"a")
    with ahead([file]):
        assert digest_beside(file)() == digest_beside(file)() == hashlib.sha256(b"a").hexdigest()
    assert hashed == [file.path]


def test_a_file_that_was_touched_since_is_hashed_again(tmp_path, hashed):
    file = written(tmp_path / "a", b"a")
    with ahead([file]):
        os.utime(file.path, ns=(0, 0))
        assert digest_beside(FoundFile(file.path, file.shown, stamp(file.path)))() == hashlib.sha256(b"a").hexdigest()
    assert hashed == [file.path, file.path]


def test_the_smallest_comes_first_and_what_nobody_asked_for_is_dropped(tmp_path, hashed):
    large, small = written(tmp_path / "large", bytes(20 * BLOCK)), written(tmp_path / "small", b"s")
    with ahead([large, small]):
        digest = digest_beside(small)
        drop_unasked()
        digest()
        waiting = digest_beside(large)  # asked for after all
        assert waiting() == hashlib.sha256(bytes(20 * BLOCK)).hexdigest()
    assert [path for path in hashed if path != large.path] == [small.path]
    assert hashed[0] == small.path


def test_nothing_is_waited_for_when_a_run_is_refused(tmp_path):
    file = written(tmp_path / "a", b"")
    os.truncate(file.path, 1 << 40)  # sparse, and hours of work
    file = FoundFile(file.path, file.shown, stamp(file.path))
    with ahead([file]):
        digest = digest_beside(file)
    small = digest_beside(written(tmp_path / "b", b"b"))
    assert small() == hashlib.sha256(b"b").hexdigest()
    with pytest.raises((CancelledError, hashing._Dropped, OSError)):  # noqa: SLF001 -- nobody outside can see it
        digest()


def test_a_file_that_is_gone_is_said_to_whoever_asks(tmp_path):
    file = written(tmp_path / "a", b"a")
    file.path.unlink()
    with ahead([file]), pytest.raises(OSError, match="No such file"):
        digest_beside(file)()
