"""SHA-256 of files, made in a thread beside other work: hashing lets go of the interpreter.

    digest_beside(file)    begins now, and gives what waits for the answer
    ahead(files)           begins before it is known which of the files will be read

Most of a short run is Python, which keeps one processor busy; so files are hashed while plugins and rules are still
being read.  What turns out not to be read is dropped.  A digest that was begun ahead counts only for a file that has
not been touched since: the stamp that was taken before its first byte is that of the file that was found.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from attrs import field, frozen

from kpiengine.sources.files import FoundFile, Stamp

Digest = Callable[[], str]
BLOCK = 8 << 20  # bytes between two looks at the rest of the program; each has to wait for its turn

# One thread: hashing runs beside Python, not against the engine's own threads.
_HASHING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sha256")


class _Dropped(Exception):  # noqa: N818 -- no fault: nobody waits for the digest
    """The file will not be read."""


@frozen
class _Begun:
    """A digest in the making: of the file with this stamp; `dropped` ends it."""

    stamp: Stamp
    result: Future[str]
    dropped: Event
    asked: Event = field(factory=Event)

    def drop(self) -> None:
        self.dropped.set()
        self.result.cancel()


_BEGUN: dict[Path, _Begun] = {}  # before anybody asked


def digest_beside(file: FoundFile) -> Digest:
    """Begins to hash the file in a thread of its own, if that was not done, and gives what waits for the SHA-256."""
    begun = _BEGUN.get(file.path)
    if begun is not None and begun.stamp == file.stamp and not begun.dropped.is_set():
        begun.asked.set()
        return begun.result.result
    return _HASHING.submit(sha256, file.path).result


@contextmanager
def ahead(files: Iterable[FoundFile]) -> Iterator[None]:
    """Hashes these files from now on, the smallest first, until they are dropped or all is over."""
    for file in sorted(files, key=lambda file: file.stamp.size):
        dropped = Event()
        _BEGUN[file.path] = _Begun(file.stamp, _HASHING.submit(sha256, file.path, dropped), dropped)
    try:
        yield
    finally:
        for begun in _BEGUN.values():
            begun.drop()
        _BEGUN.clear()


def drop_unasked() -> None:
    """Ends the hashing of files that nobody asked for so far: everything that is read has been found."""
    for begun in _BEGUN.values():
        if not begun.asked.is_set():
            begun.drop()


def sha256(path: Path, dropped: Event | None = None) -> str:
    """SHA-256 of the file's bytes, in one read."""
    digest = hashlib.sha256()
    block = memoryview(bytearray(BLOCK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            digest.update(block[:count])
            if dropped is not None and dropped.is_set():
                raise _Dropped
    return digest.hexdigest()
