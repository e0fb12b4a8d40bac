"""Bytes of a rule or project file -> TOML tables, or what is wrong with the text, in words of people who type rules.

Before the parser sees the text, a scan of the raw lines finds the slips of an office keyboard (Chinese quotes,
full-width signs, %, commas, currency signs, dates), so that the answer is not "Invalid value".  Slips that have
one obvious meaning are mended in memory, length for length, so that the rest of the file is checked too; the file
is refused all the same.  Limits of size, depth and key length come first: a parser may spend minutes on 100 kB.
"""

# ruff: noqa: RUF001 -- the signs that look like plain ones are what this file is about

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import tomli
from attrs import frozen

from kpiengine.documents import messages
from kpiengine.documents.finding import Finding
from kpiengine.documents.locate import Locator
from kpiengine.documents.pieces import Pieces

LARGEST_FILE = 1_000_000
LONGEST_LINE = 10_000
DEEPEST = 16
LONGEST_KEY = 16

_STRINGS = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*", re.DOTALL
)
_NOT_LINE = re.compile(r"[^\n]")
_LEFT, _RIGHT = "“„‟＂「『〝❝", "”“‟＂」』〞❞"
_SINGLE = "‘’‚‛＇"
_QUOTED = re.compile(f'[{_LEFT}”]([^{_LEFT}{_RIGHT}"\n]*)[{_RIGHT}"]?')
_SINGLE_QUOTED = re.compile(f"[{_SINGLE}]([^{_SINGLE}\n]*)[{_SINGLE}]?")
_CLOSED, _SINGLE_CLOSED = (re.compile(pattern.pattern.removesuffix("?")) for pattern in (_QUOTED, _SINGLE_QUOTED))
_CURRENCY = "¥￥$€£₱₩₹元円"
_VALUE = r"(?<==)[ \t]*"
_MONEY_BEFORE = re.compile(rf"{_VALUE}([{_CURRENCY}]|[A-Z]{{3}}(?=[ \t]*[-+\d]))[ \t]*(?=[-+\d])")
_MONEY_AFTER = re.compile(rf"{_VALUE}[-+]?[\d.,_]*\d[ \t]*([{_CURRENCY}]|[A-Z]{{3}}\b)")
_PERCENT = re.compile(r"([-+]?\d[\d.,_]*)[ \t]*([%％])")
_COMMAS = re.compile(rf"{_VALUE}([-+]?\d+(?:,\d+)+(?:\.\d+)?)(?=[ \t]*(?:[,}}\]#]|$|\n))")
_GROUPED = re.compile(rf"{_VALUE}([-+]?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?)(?=[ \t]*(?:[,}}\]#]|$|\n))")
_SLASHED = re.compile(rf"{_VALUE}(\d{{4}})([-/.年])(\d{{1,2}})([-/.月])(\d{{1,2}})(日?)(?![\d-])")
_LONG = re.compile(r"\d[\d_]{30,}|\d[eE][-+]?\d{3,}")
_ODD = re.compile(r"\d(?:[e/_]|,\d|\d{29}|\d{3}[-.])")  # what the slips in figures and days have in common
_KEYS = re.compile(r"[=,{}\[\]]")
_WORDS = re.compile(r"[\w·-]*[^\x00-\x7f][\w·-]*")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufeff]"
)


@frozen
class Hints:
    """What the scan may say about the file's surroundings: currency paid, and units of metrics by id."""

    currency: str | None = None
    units: Mapping[str, str] | None = None


@frozen
class Text:
    """One file as text; `document` is None when nothing could be parsed."""

    locator: Locator
    document: dict[str, Any] | None
    findings: tuple[Finding, ...]


def pieces_of(hints: Hints | None = None) -> Pieces:
    """Pieces for texts that are read with these hints, for the time of one run."""
    return Pieces(lambda lines: _plain(lines, hints or Hints()), _sound)


def _plain(lines: str, hints: Hints) -> bool:
    """Whether there is nothing to find in lines that neither begin nor end inside a text or bracketed value.

    Most are plain at first sight: signs of the keyboard outside quotes, no capitals as currencies have, no day.
    """
    if len(lines) <= LONGEST_LINE and lines.replace("\n", " ").isprintable():
        bare = _STRINGS.sub('""', lines)
        signs = bare.isascii() and bare == bare.lower() and "$" not in bare and "%" not in bare
        if signs and bare.count(".") < LONGEST_KEY and _ODD.search(bare) is None:
            return True
    code = code_only(lines)
    return not any(_beyond_limits(code, Locator("", lines))) and _unslipped(lines, code, hints)


def _unslipped(lines: str, code: str, hints: Hints) -> bool:
    scan = _Scan(lines, Locator("", lines), hints, code)
    scan.run()
    return scan.readable and not scan.findings


def _sound(text: str) -> dict[str, Any] | None:
    """The tables of a text whose lines are plain."""
    locator = Locator("", text)
    if text.count("[") + text.count("{") > DEEPEST and any(_beyond_limits(code_only(text), locator)):
        return None
    return _parse(locator)[0]


def read_text(raw: bytes, path: str, hints: Hints | None = None, pieces: Pieces | None = None) -> Text:
    """Decode, scan and parse; every fault of the text is in `findings`.

    With `pieces` (made with the same hints) the tables may be shared with other texts.
    """
    if len(raw) > LARGEST_FILE:
        return Text(Locator(path, ""), None, (messages.file_too_large(len(raw), LARGEST_FILE),))
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        return Text(Locator(path, ""), None, (messages.not_utf8(line, column, error.start, raw[error.start]),))
    shared = None if pieces is None else pieces.document(text)
    if shared is not None:
        return Text(Locator(path, text, original=text), shared, ())
    locator = Locator(path, text)
    code = code_only(text)
    beyond = tuple(_beyond_limits(code, locator))
    if beyond:
        return Text(locator, None, beyond)
    mended = _Scan(text, locator, hints or Hints(), code)
    mended.run()
    if not mended.readable:
        return Text(locator, None, tuple(mended.findings))
    locator = Locator(path, mended.text, original=text)
    document, fault = _parse(locator)
    return Text(locator, document, (*mended.findings, *((fault,) if fault else ())))


def mend(text: str) -> tuple[str, tuple[Finding, ...]]:
    """The text with plain quotes, plain signs, and numbers without % and commas; and what was mended.

    Only slips that can mean one thing: what is not closed, or a comma that may be a decimal sign, stays as it is.
    """
    return _Scan(text, Locator("", text), Hints()).mend()


def code_only(text: str) -> str:
    """The same text with everything inside quotes and comments blanked, length for length."""
    return _STRINGS.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    written = found[0]
    inside = " " * len(written) if "\n" not in written else _NOT_LINE.sub(" ", written)
    return inside if written[0] == "#" else written[0] + inside[1:-1] + written[-1]


def _beyond_limits(code: str, locator: Locator) -> Iterator[Finding]:
    depth = 0
    for number, line in enumerate(code.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            yield messages.line_too_long(number, len(line), LONGEST_LINE)
        elif line.count(".") >= LONGEST_KEY and any(p.count(".") >= LONGEST_KEY for p in _KEYS.split(line)):
            yield messages.key_too_long(number, LONGEST_KEY)
    for sign in re.finditer(r"[\[\]{}]", code):
        depth += 1 if sign[0] in "[{" else -1
        if depth > DEEPEST:
            yield messages.too_deep(*locator.position(sign.start()), DEEPEST)
            return


class _Scan:
    """One pass of each slip over the text; `text` is the text as far as it could be mended."""

    def __init__(self, text: str, locator: Locator, hints: Hints, code: str | None = None) -> None:
        self.text = text
        self.locator = locator
        self.hints = hints
        self.findings: list[Finding] = []
        self.readable = True
        # a text, and the same without what stands in quotes and remarks
        self._blanked = ("", "") if code is None else (text, code)

    @property
    def code(self) -> str:
        """The text as it is now, without what stands in quotes and remarks."""
        if self._blanked[0] is not self.text:
            self._blanked = (self.text, code_only(self.text))
        return self._blanked[1]

    def run(self) -> None:
        """Look for each slip in turn; a mended one is out of the way of the next."""
        self._unseen()
        if not self.text.isascii():
            self._quotes(_QUOTED, '"')
            self._quotes(_SINGLE_QUOTED, "'")
            self._wide_signs()
        self._money(_MONEY_BEFORE)
        self._money(_MONEY_AFTER)
        if "%" in self.code or "％" in self.code:
            self._each(_PERCENT, self._percent)
        self._each(_COMMAS, self._commas)
        self._each(_LONG, self._long)
        self._each(_SLASHED, self._date)
        if not self.text.isascii():
            self._each(_WORDS, self._word)

    def mend(self) -> tuple[str, tuple[Finding, ...]]:
        """The slips that can mean one thing only."""
        self._quotes(_CLOSED, '"')
        self._quotes(_SINGLE_CLOSED, "'")
        self._wide_signs()
        self._each(_PERCENT, self._percent)
        self._each(_GROUPED, self._commas)
        return self.text, tuple(self.findings)

    def _each(self, pattern: re.Pattern[str], handle: Any) -> None:  # noqa: ANN401 -- a method of this class
        for found in pattern.finditer(self.code):
            handle(found)

    def _say(self, offset: int, finding: Finding) -> None:
        at = self.locator.position(offset)
        self.findings.append(Finding(finding.code, finding.message, finding.remedy, at=at))

    def _replace(self, start: int, old_end: int, new: str) -> None:
        """Put `new` in place, padded to the length of what it replaces: columns stay as they are."""
        self.text = self.text[:start] + new.ljust(old_end - start) + self.text[old_end:]

    def _unseen(self) -> None:
        for found in _UNSEEN.finditer(self.text):
            self._say(found.start(), messages.unseen(found[0]))
            self._replace(found.start(), found.end(), " ")

    def _quotes(self, pattern: re.Pattern[str], plain: str) -> None:
        at = 0
        while found := pattern.search(self.code, at):
            start, end = found.span()
            inside = self.text[found.start(1) : found.end(1)]
            closed = end > found.end(1)
            mark = "" if re.fullmatch(r"[-+]?\d+(?:\.\d+)?", inside.strip()) else plain
            self._say(start, messages.foreign_quotes(self.text[start], inside.strip(), mark))
            self._replace(start, end, (mark or " ") + inside + (mark if closed else ""))
            self.readable = self.readable and closed
            at = end

    def _wide_signs(self) -> None:
        code = self.code
        pattern = r"[\uff01-\uff04\uff06-\uff5e\u3000-\u3002\u3010\u3011\xa0\u2000-\u200a\u2212\u2013\u2014]+"
        for found in re.finditer(pattern, code):
            run = found[0]
            plain = "".join(_PLAIN.get(sign) or unicodedata.normalize("NFKC", sign) for sign in run)
            if run == "＄":
                continue
            self._say(found.start(), messages.full_width(run, plain))
            self._replace(found.start(), found.end(), plain)

    def _money(self, pattern: re.Pattern[str]) -> None:
        for found in pattern.finditer(self.code):
            self._say(found.start(1), messages.currency_sign(found[1], self._currency()))
            self._replace(found.start(1), found.end(1), "")

    def _percent(self, found: re.Match[str]) -> None:
        metric = self._metric(found.start())
        unit = (self.hints.units or {}).get(metric or "")
        self._say(found.start(2), messages.percent_sign(found[1].strip(), metric if unit == "%" else None))
        self._replace(found.start(2), found.end(2), "")

    def _commas(self, found: re.Match[str]) -> None:
        written = found[1]
        grouped = re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", written) is not None
        self._say(found.start(1), messages.comma_in_number(written, grouped=grouped))
        self._replace(found.start(1), found.end(1), written.replace(",", "_" if grouped else "."))
        self.readable = self.readable and (grouped or written.count(",") == 1)

    def _date(self, found: re.Match[str]) -> None:
        year, first, month, second, day, tail = found.groups()
        right = f"{year}-{int(month):02d}-{int(day):02d}"
        written = f"{year}{first}{month}{second}{day}{tail}"
        if written == right:
            return
        self._say(found.start(1), messages.date_form(written, right))
        start = min(found.start(1), found.end() - len(right))  # one digit more takes a space before: offsets hold
        if self.text[start : found.start(1)].strip():
            self.readable = False
        else:
            self._replace(start, found.end(), right)

    def _long(self, found: re.Match[str]) -> None:
        self._say(found.start(), messages.long_number(found[0]))
        self.readable = False

    def _word(self, found: re.Match[str]) -> None:
        if any(sign.isalpha() for sign in found[0]):
            self._say(found.start(), messages.other_letters(found[0]))
        else:
            self._say(found.start(), messages.unknown_sign(found[0]))
        self.readable = False

    def _currency(self) -> str | None:
        said = re.search(r"^[ \t]*currency[ \t]*=[ \t]*[\"']([A-Z]{3})[\"']", self.text, re.MULTILINE)
        return said[1] if said else self.hints.currency

    def _metric(self, offset: int) -> str | None:
        """The metric of the [kpi.NAME] section around `offset`, as far as the raw lines tell."""
        start = self.text.rfind("\n[", 0, offset)
        heading = re.match(r"\n?\[kpi\.(\w+)", self.text[max(start, 0) :])
        if heading is None:
            return None
        end = self.text.find("\n[", offset)
        section = self.text[max(start, 0) : end if end >= 0 else None]
        said = re.search(r"^[ \t]*metric[ \t]*=[ \t]*[\"'](\w+)[\"']", section, re.MULTILINE)
        return said[1] if said else heading[1]


_PLAIN = {"。": ".", "、": ",", "【": "[", "】": "]", "−": "-", "–": "-", "—": "-"}


def _parse(locator: Locator) -> tuple[dict[str, Any] | None, Finding | None]:
    try:
        return tomli.loads(locator.text, parse_float=Decimal), None
    except tomli.TOMLDecodeError as error:
        return None, _parser_fault(error, locator)
    except (RecursionError, ValueError, ArithmeticError):  # limits of Python itself, such as 4,300 digits
        return None, messages.unreadable()


def _parser_fault(error: tomli.TOMLDecodeError, locator: Locator) -> Finding:
    at = (error.lineno, error.colno)
    if error.msg.startswith(("Cannot overwrite", "Cannot declare", "Duplicate", "Cannot mutate")):
        for path, first, second in locator.twice:
            line, _ = locator.position(first)
            return messages.written_twice(".".join(map(str, path)), line, locator.position(second))
    if error.msg.startswith("Unclosed"):
        opened = _last_opened(locator.text[: error.pos])
        if opened is not None:
            return messages.not_closed(locator.text[opened], locator.position(opened))
    return messages.not_toml(error.msg, locator.line(*at).source or "", at)


def _last_opened(text: str) -> int | None:
    """The offset of the last bracket that is not closed."""
    opened: list[int] = []
    for sign in re.finditer(r"[\[\]{}]", code_only(text)):
        if sign[0] in "[{":
            opened.append(sign.start())
        elif opened:
            opened.pop()
    return opened[-1] if opened else None
