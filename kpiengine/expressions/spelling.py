# ruff: noqa: RUF001 -- this file is about characters that look like others
"""Text -> tokens of the closed grammar: names, numbers, texts in quotes, keywords and a few signs.

Whatever is not in the grammar is refused here, at its character and with what to type instead, before anything
parses it.  Numbers and texts are kept as written, so no value ever passes through a float.
"""

import keyword
import re
import unicodedata
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from attrs import frozen

from kpiengine.expressions.errors import ExpressionError

MAX_LENGTH = 1_000
MAX_DEPTH = 32
MAX_DIGITS = 38

_NEED_VALUE_BEFORE = frozenset({"*", "/", "<", "<=", ">", ">=", "==", "!=", ",", "and", "or", "in", "if", "else"})

KEYWORDS = frozenset({"and", "or", "not", "in", "if", "else"})


class Sort(Enum):
    """What a token is."""

    NAME = "name"
    KEYWORD = "keyword"
    NUMBER = "number"
    TEXT = "text"
    SIGN = "sign"


@frozen
class Token:
    """A piece of the text; `at` is its place from 0, `value` a number's or text's value."""

    sort: Sort
    text: str
    at: int
    value: Decimal | int | str | None = None


Tokens: TypeAlias = tuple[Token, ...]

_BLANK = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEXT = re.compile(r"\"([^\"\\\n\r]*)\"|'([^'\\\n\r]*)'")
_SIGN = re.compile(r"<=|>=|==|!=|[<>+\-*/()\[\],]")

# Longest first; what people type from other languages, and what it is called here.
_FOREIGN = {
    "=>": "type >=",
    "=<": "type <=",
    "<>": "type !=",
    "&&": "type and",
    "||": "type or",
    ":=": "to compare, type ==",
    "**": "there is no power; multiply with x * x",
    "//": "type / and round(x) if a whole number is wanted",
    "<<": "only + - * / can be used",
    ">>": "only + - * / can be used",
    "+=": "to compare, type ==",
    "-=": "to compare, type ==",
    "*=": "to compare, type ==",
    "/=": "to compare, type !=",
    "===": "type ==",
    "!==": "type !=",
    "=": "to compare, type ==",
    "&": "type and",
    "|": "type or",
    "!": "type not",
    "^": "there is no power; multiply with x * x",
    "~": "type not",
    "%": "leave the % sign out: a number stands in the unit of what it is compared with",
    "#": "take the comment out; `because` holds reasons",
    ":": "type x if condition else y",
    "?": "type x if condition else y",
    "{": "lists stand in [ ]",
    "}": "lists stand in [ ]",
    "$": "no currency sign: type the number",
    "@": "only + - * / can be used",
    ";": "one expression only; join conditions with and",
    "\\": "leave it out",
    "`": "names stand without quotes",
    "≥": "type >=",
    "≤": "type <=",
    "≠": "type !=",
    "×": "type *",
    "÷": "type /",
    "−": "type -",
    "–": "type -",
    "—": "type -",
    "“": 'type "',
    "”": 'type "',
    "„": 'type "',
    "‘": 'type "',
    "’": 'type "',
    "«": 'type "',
    "»": 'type "',
    "。": "type .",
    "、": "type ,",
    "¥": "no currency sign: type the number",
    "€": "no currency sign: type the number",
    "£": "no currency sign: type the number",
    "\N{NO-BREAK SPACE}": "type a plain space",
    "\N{IDEOGRAPHIC SPACE}": "type a plain space",
}
_FOREIGN_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_FOREIGN, key=len, reverse=True)))
_FOREIGN_WORDS = {
    "AND": "type and",
    "OR": "type or",
    "NOT": "type not",
    "IN": "type in",
    "is": "type ==, or is_missing(x)",
    "None": "type is_missing(x)",
    "null": "type is_missing(x)",
    "NULL": "type is_missing(x)",
    "nan": "a missing value is asked for with is_missing(x)",
    "TRUE": "type true",
    "FALSE": "type false",
}
# Letters of other alphabets that look like plain ones; full-width ones are found by their compatibility form.
_LOOK_ALIKE = dict(zip("аеорсухіјѕАВЕКМНОРСТХаοαΑΒΕΗΙΚΜΝΟΡΤΧ", "aeopcyxijsABEKMHOPCTXaoaABEHIKMNOPTX", strict=True))


def spell(text: str) -> Tokens:
    """The tokens of an expression; raises `ExpressionError` at the first character that is not in the grammar."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"the expression has {len(text):,} characters; at most {MAX_LENGTH:,} are read",
            1,
            "split it, or give parts of it names of their own",
            code="KPI201",
        )
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank:
            at = blank.end()
            continue
        token = _token(text, at)
        _check_neighbours(tokens[-1] if tokens else None, token)
        tokens.append(token)
        at += len(token.text)
    if not tokens:
        raise _fault("the expression is empty", 0, "write a condition such as csat >= 75")
    _check_brackets(tokens)
    last = tokens[-1]
    if not _ends_value(last):
        raise _fault(f"a value is missing after {last.text}", last.at + len(last.text), "write what comes next")
    return tuple(tokens)


def _token(text: str, at: int) -> Token:
    if (number := _NUMBER.match(text, at)) is not None:
        return _number(text, number)
    if (name := _NAME.match(text, at)) is not None:
        return _word(text, name)
    if (quoted := _TEXT.match(text, at)) is not None:
        return _quoted(quoted)
    foreign = _FOREIGN_SIGN.match(text, at)
    sign = _SIGN.match(text, at)
    if foreign is not None and (sign is None or len(foreign[0]) > len(sign[0])):
        raise _fault(f"{foreign[0].strip() or 'this blank'} is not used here", at, _FOREIGN[foreign[0]])
    if sign is not None:
        return Token(Sort.SIGN, sign[0], at)
    raise _strange(text, at)


def _number(text: str, match: re.Match[str]) -> Token:
    written, at = match[0], match.start()
    rest = text[match.end() : match.end() + 1]
    if rest in ("e", "E", "x", "X", "b", "o", "j"):
        raise _fault(f"{_shown(text, at)} is not a plain number", at, "write all its digits, such as 1500 or 0.05")
    if rest == ".":
        raise _fault("a number needs digits on both sides of its point", at, "write it as 0.5 or 5")
    if rest.isascii() and (rest.isalpha() or rest == "_"):
        raise _fault(f"{_shown(text, at)} is not a plain number", at, "leave the unit out, or write minutes(30)")
    digits = written.replace("_", "")
    whole = digits.partition(".")[0]
    if len(whole) > 1 and whole.startswith("0"):
        raise _fault("a number cannot start with 0", at, f"write it as {whole.lstrip('0') or '0'}")
    if len(digits.replace(".", "")) > MAX_DIGITS:
        raise _fault(f"a number can have at most {MAX_DIGITS} digits", at, "write a smaller one")
    return Token(Sort.NUMBER, written, at, Decimal(digits) if "." in digits else int(digits))


def _word(text: str, match: re.Match[str]) -> Token:
    word, at = match[0], match.start()
    rest = text[match.end() : match.end() + 1]
    if rest in ('"', "'"):
        raise _fault("text starts with its quote", at, f"take out the {word} before the quote, or put a sign between")
    if rest == ".":
        raise _fault("a name has no dots and no parts", match.end(), "use one of the names that the project declares")
    if rest and not rest.isascii() and rest.isalnum():
        raise _strange(text, match.end())
    if word in KEYWORDS:
        return Token(Sort.KEYWORD, word, at)
    if word in _FOREIGN_WORDS:
        raise _fault(f"{word} is not used here", at, _FOREIGN_WORDS[word])
    if keyword.iskeyword(word) and word not in ("True", "False"):
        raise _fault(f"{word} is not used here", at, "conditions know and, or, not, in, if and else")
    return Token(Sort.NAME, word, at)


def _quoted(match: re.Match[str]) -> Token:
    inside = match[1] if match[1] is not None else match[2]
    for i, char in enumerate(inside):
        if unicodedata.category(char)[0] == "C":
            raise _fault(f"an invisible character ({_point(char)}) in a text", match.start() + 1 + i, "take it out")
    return Token(Sort.TEXT, match[0], match.start(), inside)


def _check_neighbours(before: Token | None, token: Token) -> None:
    """Two values side by side, or a sign without its value: Python's own message would not help."""
    if before is None or not _ends_value(before):
        pair = (before.text if before else "") + token.text
        if (token.text in _NEED_VALUE_BEFORE or token.text in (")", "]")) and pair not in ("notin", "()", "[]"):
            raise _fault(f"a value is missing before {token.text}", token.at, "write what it stands between")
        return
    if token.sort in (Sort.NUMBER, Sort.TEXT, Sort.NAME):
        raise _fault(f"a sign is missing before {token.text}", token.at, "join two conditions with and, or with or")
    if token.text == "(" and before.sort is not Sort.NAME:
        raise _fault("a sign is missing before (", token.at, "type * to multiply")
    if token.text == "[":
        raise _fault("parts of a value cannot be picked", token.at, 'write x in ["a", "b"]')


def _ends_value(token: Token) -> bool:
    return token.sort in (Sort.NUMBER, Sort.TEXT, Sort.NAME) or token.text in (")", "]")


def _check_brackets(tokens: list[Token]) -> None:
    open_: list[Token] = []
    for token in tokens:
        if token.text in ("(", "["):
            open_.append(token)
            if len(open_) > MAX_DEPTH:
                raise _fault(f"brackets are nested deeper than {MAX_DEPTH}", token.at, "give a part a name of its own")
        elif token.text in (")", "]") and (not open_ or open_.pop().text + token.text not in ("()", "[]")):
            raise _fault(f"this {token.text} closes nothing", token.at, "take it out, or open it before")
    if open_:
        raise _fault(f"this {open_[-1].text} is never closed", open_[-1].at, "close it")


def _strange(text: str, at: int) -> ExpressionError:
    """A character that begins nothing in the grammar, named so that it can be found."""
    char = text[at]
    if char in ('"', "'"):
        if char in text[at + 1 :]:
            return _fault("a text cannot hold line ends or backslashes", at, "leave them out")
        return _fault("this text is never closed", at, f"type {char} at its end")
    if char == ".":
        return _fault("a point stands only inside a number", at, "write 0.5; names and texts have no parts")
    plain = _LOOK_ALIKE.get(char) or unicodedata.normalize("NFKC", char)
    if plain.isascii() and plain.isprintable() and plain != char:
        looks = f"{_point(char)} only looks like {plain}"
        return ExpressionError(looks, at + 1, f"type the plain {plain}", code="KPI211")
    if char.isprintable() and not char.isascii():
        return _fault(
            f"{char} ({_point(char)}) cannot stand in a name", at, 'names are letters a-z; text stands in " "'
        )
    return _fault(f"an invisible character ({_point(char)})", at, "take it out")


def _point(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X}" + (f" {name}" if name else "")


def _shown(text: str, at: int) -> str:
    return text[at : at + 12].split(maxsplit=1)[0]


def _fault(message: str, at: int, remedy: str) -> ExpressionError:
    return ExpressionError(message, at + 1, remedy, code="KPI201")
