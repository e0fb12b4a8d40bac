"""What is said when files cannot be read: one named constructor per fault, codes KPI300 to KPI329.

Text from a file is never shown raw: `shown` cuts it and writes everything but printable ASCII and letters as
code points, so that a cell cannot colour a terminal or forge a line.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from kpiengine.diagnostics import Diagnostic, Level, Place, Refused
from kpiengine.errors import Exit

SHOWN = 80


def shown(text: str, limit: int = SHOWN) -> str:
    """`text` in quotes, cut to `limit` characters, with invisible and control characters as code points."""
    cut = text[:limit]
    safe = "".join(c if _plain(c) else f"\\u{{{ord(c):04X}}}" for c in cut)
    return f'"{safe}"' + ("..." if len(text) > limit else "")


def code_points(text: str) -> str:
    """The characters of `text` that are not ASCII, as U+XXXX, for look-alikes such as full-width digits."""
    found = dict.fromkeys(c for c in text[:SHOWN] if ord(c) > 126)  # noqa: PLR2004 -- the last printable ASCII one
    return ", ".join(f"U+{ord(c):04X}" for c in found)


def _plain(char: str) -> bool:
    return char == " " or unicodedata.category(char)[0] in "LNPS"


def error(code: str, message: str, place: Place | None = None, remedy: str | None = None) -> Diagnostic:
    """A fault that stops the run."""
    return Diagnostic(code, Level.ERROR, message, place, remedy)


def refused(*faults: Diagnostic) -> Refused:
    """The data is refused (exit code 3); nothing was published."""
    return Refused(faults, exit_code=Exit.DATA)


def no_file(place: Place, table: str, pattern: str) -> Diagnostic:
    """A source matched nothing."""
    return error(
        "KPI300",
        f"table {table}: no file matches {shown(pattern)}",
        place,
        "check the path; it is relative to the project file",
    )


def not_regular(path: str, what: str) -> Diagnostic:
    """A folder, pipe or device where a file is due."""
    return error(
        "KPI301", f"this is a {what}, not a file", Place(path), "name the file, or a pattern such as data/*.csv"
    )


def outside_project(path: str) -> Diagnostic:
    """A symbolic link leads out of the project."""
    return error(
        "KPI302",
        "this leads to a file outside the project folder",
        Place(path),
        "copy the file into the project, or set allow_outside = true in [project]",
    )


def cannot_read(path: str, reason: str) -> Diagnostic:
    """The operating system or the reader gave up on the file."""
    return error("KPI303", f"the file cannot be read: {reason}", Place(path), "export it again")


def changed(path: str) -> Diagnostic:
    """Size, time or inode differ from before."""
    return error(
        "KPI304",
        "the file was changed while it was read, so its figures cannot be trusted",
        Place(path),
        "run again when nothing writes to it",
    )


def empty(path: str) -> Diagnostic:
    """Zero bytes."""
    return error(
        "KPI305",
        "the file is empty: no input, not even a header",
        Place(path),
        "export it again; earlier results stay as they are",
    )


def bad_bytes(path: str, encoding: str, offset: int, line: int, found: bytes) -> Diagnostic:
    """Bytes that are no text in the declared encoding."""
    return error(
        "KPI306",
        f"byte {offset} (0x{found[:1].hex().upper()}) is not {encoding}",
        Place(path, line),
        'declare the encoding, such as encoding = "gb18030", or save the file as UTF-8',
    )


def zero_byte(path: str, line: int) -> Diagnostic:
    """A NUL in a text file."""
    return error(
        "KPI307",
        "there is a zero byte in the text; the file is damaged, UTF-16 or no text at all",
        Place(path, line),
        'export it again, or declare encoding = "utf-16"',
    )


def truncated(path: str, reason: str) -> Diagnostic:
    """A gzip file that ends early or is damaged."""
    return error(
        "KPI308", f"the compressed file is cut short or damaged ({reason})", Place(path), "copy or export it again"
    )


def bomb(path: str, ratio: int) -> Diagnostic:
    """A gzip file that grows beyond reason."""
    return error(
        "KPI309",
        f"the file grows more than {ratio} times when unpacked, which no export does",
        Place(path),
        "unpack it by hand and look at it",
    )


def not_text(path: str, start: str, what: str) -> Diagnostic:
    """A web page or workbook saved under the name of a CSV file."""
    return error(
        "KPI310",
        f"this is {what}, not rows: it begins with {shown(start)}",
        Place(path, 1),
        "export the data as CSV or Parquet",
    )


def double_header(path: str, line: int, name: str) -> Diagnostic:
    """Two columns with one name."""
    return error(
        "KPI311",
        f"two columns are called {shown(name)}, so it is not known which is meant",
        Place(path, line),
        "rename or remove one of them",
    )


def other_headers(path: str, first: str, missing: Sequence[str], extra: Sequence[str]) -> Diagnostic:
    """Two parts of one table have different columns."""
    what = "; ".join(
        f"{word} {', '.join(map(shown, names))}"
        for word, names in (("it lacks", missing), ("it has beside", extra))
        if names
    )
    return error(
        "KPI312",
        f"its columns are not those of {first}: {what}",
        Place(path, 1),
        "parts of one table need the same columns",
    )


def long_field(path: str, line: int, size: int, limit: int) -> Diagnostic:
    """One cell larger than the limit."""
    return error(
        "KPI313",
        f"one cell holds {size} bytes, more than the {limit} that are let in",
        Place(path, line),
        "look for a missing quote or line break",
    )


def bad_quotes(path: str, line: int, reason: str) -> Diagnostic:
    """A quoted cell that does not close, or goes on after its quote."""
    return error(
        "KPI314",
        f"the quotes do not match: {reason}",
        Place(path, line),
        'a quote inside a quoted cell is written twice: ""',
    )


def part_types(path: str, first: str, column: str, here: str, there: str) -> Diagnostic:
    """Two Parquet parts give one column different types."""
    return error(
        "KPI315",
        f"column {shown(column)} is {here} here and {there} in {first}",
        Place(path),
        "write all parts with one schema; nothing is cast in silence",
    )


def bad_format(place: Place, text: str, why: str) -> Diagnostic:
    """A date or time format that cannot be used."""
    return error(
        "KPI317", f"{shown(text)} is no format for dates and times: {why}", place, 'write it like "%d/%m/%Y %H:%M:%S"'
    )


def names(words: Iterable[str], most: int = 12) -> str:
    """A list of header names for a sentence, cut after `most`."""
    listed = [shown(w) for w in words]
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
