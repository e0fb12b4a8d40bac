"""The wording of faults in the text of a rule or project file, before it has keys: what is wrong, and what to type."""

# ruff: noqa: RUF001 -- these messages are about the very signs that look like plain ones

import re
import unicodedata

from kpiengine.documents.finding import Finding
from kpiengine.documents.wording import code_points, latin_like, shown


def unreadable_file(reason: str) -> Finding:
    """The file could not be opened."""
    return Finding("KPI001", f"the file cannot be read: {reason}")


def not_utf8(line: int, column: int, offset: int, byte: int) -> Finding:
    """Bytes of another encoding."""
    message = f"byte {offset + 1} of the file (hex {byte:02x}) is not UTF-8"
    return Finding("KPI002", message, "save the file as UTF-8", at=(line, column))


def file_too_large(size: int, limit: int) -> Finding:
    """A file beyond the size of any that people write."""
    return Finding("KPI003", f"the file has {size:,} bytes; it may have at most {limit:,}")


def line_too_long(line: int, length: int, limit: int) -> Finding:
    """A line beyond any that a person types."""
    return Finding("KPI003", f"the line has {length:,} characters; a line has at most {limit:,}", at=(line, 1))


def key_too_long(line: int, limit: int) -> Finding:
    """A dotted key of very many parts."""
    return Finding("KPI003", f"the key has more than {limit} parts", "write it as a heading", at=(line, 1))


def too_deep(line: int, column: int, limit: int) -> Finding:
    """Brackets in brackets in brackets."""
    return Finding("KPI003", f"brackets are nested deeper than {limit}", at=(line, column))


def unseen(sign: str) -> Finding:
    """A character that cannot be seen or turns the writing around."""
    name = unicodedata.name(sign, "control character")
    return Finding("KPI004", f"an invisible character stands here: U+{ord(sign):04X} {name}", "delete it")


def not_toml(reason: str, source: str, at: tuple[int, int]) -> Finding:
    """What the parser said of the line `source`, in words that help."""
    said, remedy = _PARSER.get(reason, (reason[:1].lower() + reason[1:], None))
    before, rest = source[: at[1] - 1].strip(), source[at[1] - 1 :].strip()
    if reason == "Invalid value" and source.rstrip().endswith("="):
        said, remedy = "there is no value after =", "write one, or take the line out"
    elif reason.startswith(("Expected newline", "Invalid value")) and _yes_or_no(source):
        said, remedy = "yes and no are written true and false", f"type {_yes_or_no(source)}"
    elif reason.startswith(("Expected newline", "Invalid value")) and _bare_text(source):
        said, remedy = "a text needs quotes", f"type {_bare_text(source)}"
    elif reason.startswith("Expected newline") and rest.startswith(("//", ";", "--")):
        said, remedy = "a remark begins with #", f"type # in the place of {rest[: 1 if rest[0] == ';' else 2]}"
    elif reason.startswith("Expected newline") and _LEADING_ZERO.search(source[: at[1]]):
        said, remedy = "a number has no leading 0", f"type {rest.split('#')[0].strip()}"
    elif reason.startswith("Expected '=' after a key"):
        value = rest.lstrip(": ").split("#")[0].strip()
        said, remedy = "a line is `key = value`, and here the = is missing", f"type {before} = {value or '...'}"
    return Finding("KPI010", said, remedy, at=at)


def not_closed(sign: str, at: tuple[int, int]) -> Finding:
    """A bracket without its partner, pointed at where it begins: the parser only notices at the end."""
    return Finding("KPI010", f"this {sign} is not closed", f"add {']' if sign == '[' else '}'} at its end", at=at)


_PARSER = {
    "Invalid value": ("this is no value", "numbers stand as they are, texts in quotes, dates as 2026-10-01"),
    "Expected newline or end of document after a statement": (
        "the line goes on after its value",
        "write one `key = value` on a line",
    ),
    "Expected ']' at the end of a table declaration": ("the heading is not closed", "add ] at its end"),
    "Expected ']]' at the end of an array declaration": (
        "the heading is not closed",
        "write [NAME], in single brackets",
    ),
    'Expected "\'"': ("a quote is not closed", "add ' at the end of the text"),
    "Unterminated string": ("a quote is not closed", 'add " at the end of the text'),
    "Illegal character '\\n'": ("a quote is not closed on this line", "add it at the end of the text"),
    "Invalid statement": ("this is no `key = value` and no [heading]", None),
    "Unescaped '\\' in a string": ("a \\ in double quotes begins an escape", "use single quotes, or type \\\\"),
}


def _yes_or_no(source: str) -> str | None:
    word = source.partition("=")[2].split("#")[0].strip().casefold()
    return "true" if word in {"yes", "true", "on"} else "false" if word in {"no", "false", "off"} else None


def _bare_text(source: str) -> str | None:
    """The text after = in the quotes that it lacks: single ones around a condition, which may hold a text itself."""
    _, equals, value = source.partition("=")
    word = value.split("#")[0].strip()
    if not equals or not word[:1].isalpha() or "'" in word:
        return None
    if _COMPARED.search(word):
        return f"'{word}'"
    return None if "=" in word or '"' in word else f'"{word}"'


_LEADING_ZERO = re.compile(r"[=\s][-+]?0\d$")
_COMPARED = re.compile(r"[<>]|[=!]=")


def unreadable() -> Finding:
    """The parser gave up for a reason of its own."""
    return Finding("KPI010", "the file cannot be read as TOML: a value is too large or too deep")


def foreign_quotes(sign: str, inside: str, plain: str) -> Finding:
    """Quotes of a Chinese keyboard or a word processor."""
    kind = (
        "Chinese quotes"
        if sign in "“”‘’「」『』〝〞"
        else "full-width quotes"
        if sign in "＂＇"
        else "typographic quotes"
    )
    return Finding("KPI011", f"these are {kind}", f"type {plain}{inside}{plain}")


def full_width(run: str, plain: str) -> Finding:
    """Signs or digits of double width."""
    if not plain.strip():
        return Finding("KPI012", "this space is not the plain one", "type a plain space")
    return Finding("KPI012", f"this {run} is full-width", f"type the plain {plain}")


def percent_sign(number: str, metric: str | None) -> Finding:
    """88 %."""
    why = f": {metric} is in percent already" if metric else ""
    return Finding("KPI013", f"no % sign{why}", f"type {number}")


def comma_in_number(written: str, *, grouped: bool) -> Finding:
    """1,200 or 37,5."""
    if not grouped:
        return Finding("KPI014", "no commas in numbers", f"the decimal sign is a point: {written.replace(',', '.')}")
    return Finding("KPI014", "no commas in numbers", f"type {written.replace(',', '')} or {written.replace(',', '_')}")


def currency_sign(sign: str, currency: str | None) -> Finding:
    """¥300."""
    pays = f": this rule set pays in {currency}" if currency else ""
    remedy = "take it out" if currency else f"take {sign} out and say the currency once, in [ruleset]"
    return Finding("KPI015", f"no currency sign{pays}", remedy)


def date_form(written: str, right: str) -> Finding:
    """2026/10/01 or 2026-10-1."""
    return Finding("KPI016", f"a date is not written {written}", f"type {right}")


def other_letters(word: str) -> Finding:
    """A key in Chinese, or with a letter of another alphabet."""
    if any(latin_like(sign) for sign in word):
        return Finding("KPI017", f"names are letters a-z; in {word}, {code_points(word)}", "type the name again")
    return Finding("KPI017", "names are letters a-z", f"put {word} into `title`")


def unknown_sign(sign: str) -> Finding:
    """Any other sign outside quotes."""
    return Finding("KPI012", f"this sign has no place here: {code_points(sign)}", "delete it, or put it into quotes")


def long_number(written: str) -> Finding:
    """Very many digits."""
    return Finding("KPI019", f"the number {shown(written)} is too long", "at most 15 digits before the point")


def written_twice(name: str, first: int, at: tuple[int, int]) -> Finding:
    """A key or heading that stands already."""
    return Finding("KPI020", f"{name} is already written in line {first}", "keep one of the two", at=at)
