"""Bytes of a text file in one read: fingerprint, encoding, zero bytes, line ends; unpacked where compressed.

UTF-8 files without compression are left where they lie and read again by the engine; everything else becomes UTF-8
bytes in memory.  Raises Refused (exit 3) for what is no text: bad bytes with their offset and line, zero bytes,
truncated gzip, a web page, a workbook.
"""

import codecs
import gzip
import hashlib
import io
import zlib
from typing import BinaryIO

from attrs import frozen

from kpiengine.sources import messages
from kpiengine.sources.files import CHUNK, FoundFile

MAX_RATIO = 100
RATIO_FROM = 8 * CHUNK  # small files of equal rows may well shrink a hundredfold

_BOM = b"\xef\xbb\xbf"
_UTF8 = codecs.lookup("utf-8").name
_OTHER_KINDS = (
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
    (b"PAR1", "a Parquet file"),
)


@frozen
class TextFile:
    """A text file ready for a CSV reader: `source` is its path, or its text as UTF-8 bytes."""

    file: FoundFile
    source: str | bytes
    sha256: str
    quotes: bool  # there is a double quote somewhere
    lone_cr: bool  # there is a carriage return that does not belong to a line feed

    def open(self) -> io.TextIOWrapper:
        """The text from its beginning, byte order mark skipped, line ends as they are."""
        raw: BinaryIO = io.BytesIO(self.source) if isinstance(self.source, bytes) else self.file.path.open("rb")
        return io.TextIOWrapper(raw, "utf-8-sig", newline="")


def read_text(file: FoundFile, encoding: str) -> TextFile:
    """Read the file once and look at every byte."""
    shown = file.shown
    if file.stamp.size == 0:
        raise messages.refused(messages.empty(shown))
    digest = hashlib.sha256()
    look = _Look(shown, encoding)
    try:
        with file.path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            reader: BinaryIO = _Counted(raw, digest)  # type: ignore[assignment]  # has the one method that is used
            if packed:
                _unpack(reader, look, shown)
            else:
                while chunk := reader.read(CHUNK):
                    look.take(chunk)
            look.end()
    except OSError as fault:
        raise messages.refused(messages.cannot_read(shown, fault.strerror or str(fault))) from fault
    kept = packed or look.recoded
    return TextFile(file, look.text() if kept else str(file.path), digest.hexdigest(), look.quotes, look.lone_cr)


def _unpack(reader: BinaryIO, look: "_Look", shown: str) -> None:
    """All members of a gzip file; a file that ends early is refused, as is one that grows beyond reason."""
    look.keep = True
    size = 0
    try:
        with gzip.GzipFile(fileobj=reader) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > RATIO_FROM and size > MAX_RATIO * look.size_on_disk(reader):
                    raise messages.refused(messages.bomb(shown, MAX_RATIO))
                look.take(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise messages.refused(messages.truncated(shown, str(fault).rstrip("."))) from fault
    if size == 0:
        raise messages.refused(messages.empty(shown))


class _Counted:
    """A reader that hashes what it hands out."""

    def __init__(self, raw: BinaryIO, digest: "hashlib._Hash") -> None:
        self.raw = raw
        self.digest = digest
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.raw.read(size)
        self.digest.update(chunk)
        self.count += len(chunk)
        return chunk


class _Look:
    """Looks at the bytes as they come: decodes strictly, counts lines, notes quotes and line ends."""

    def __init__(self, shown: str, encoding: str) -> None:
        self.shown = shown
        self.encoding = encoding
        self.recoded = codecs.lookup(encoding).name != _UTF8
        self.keep = self.recoded
        self.quotes = False
        self.lone_cr = False
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._kept: list[bytes] = []
        self._offset = 0
        self._line = 1
        self._last_cr = False
        self._begun = False

    @staticmethod
    def size_on_disk(reader: BinaryIO) -> int:
        count: int = reader.count  # type: ignore[attr-defined]  # only _Counted comes here
        return count

    def take(self, chunk: bytes) -> None:
        """One more piece of the file, unpacked."""
        pending = len(self._decoder.getstate()[0])
        if not self._begun:
            _refuse_other_kinds(self.shown, chunk)
        try:
            text = self._decoder.decode(chunk)
        except UnicodeError as fault:
            raise self._refused(chunk, fault, pending) from fault
        plain = text.encode() if self.recoded else chunk
        if not self._begun:
            self._begun = True
            start = text.lstrip("\ufeff \t\r\n")
            if start.startswith("<"):
                raise messages.refused(messages.not_text(self.shown, start, "a web page or XML"))
            plain = plain.removeprefix(_BOM)
        if b"\0" in plain:
            line = self._line + plain[: plain.index(b"\0")].count(b"\n")
            raise messages.refused(messages.zero_byte(self.shown, line))
        self.quotes = self.quotes or b'"' in plain
        self._note_line_ends(plain)
        if self.keep:
            self._kept.append(plain)
        self._offset += len(chunk)
        self._line += plain.count(b"\n")

    def end(self) -> None:
        """The file is over; half a character is a fault."""
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeError as fault:
            raise self._refused(b"", fault, len(self._decoder.getstate()[0])) from fault
        self.lone_cr = self.lone_cr or self._last_cr

    def text(self) -> bytes:
        """All of the text as UTF-8."""
        return b"".join(self._kept)

    def _note_line_ends(self, plain: bytes) -> None:
        if self._last_cr and not plain.startswith(b"\n"):
            self.lone_cr = True
        self._last_cr = plain.endswith(b"\r")
        if not self.lone_cr and plain.count(b"\r") - self._last_cr > plain.count(b"\r\n"):
            self.lone_cr = True

    def _refused(self, chunk: bytes, fault: UnicodeError, pending: int) -> Exception:
        start = fault.start if isinstance(fault, UnicodeDecodeError) else 0
        data = fault.object if isinstance(fault, UnicodeDecodeError) else chunk
        line = self._line + bytes(data[:start]).count(b"\n")
        found = bytes(data[start : start + 1])
        return messages.refused(
            messages.bad_bytes(self.shown, self.encoding, self._offset - pending + start, line, found)
        )


def _refuse_other_kinds(shown: str, chunk: bytes) -> None:
    for start, what in _OTHER_KINDS:
        if chunk.startswith(start):
            raise messages.refused(messages.not_text(shown, start.decode("latin-1"), what))
