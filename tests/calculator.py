"""A payee with a calculator: every sum in a letter once more, exactly, from nothing but the text of the letter."""

import ast
import operator
import re
from fractions import Fraction

_FIGURES = r"[-\d.,() ×÷+]"
SUM = re.compile(
    rf"(?P<sum>{_FIGURES}*[×÷+-]{_FIGURES}*?)(?:(?:, at most |，最高 )(?P<most>[\d.,]+))? = (?P<is>-?[\d.,]*\d)(?!\S)"
)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def sums_of(letter):
    """Each sum of a letter: its text, what it comes to, and what the letter says."""
    for found in SUM.finditer(letter):
        value = _typed(found["sum"])
        if found["most"]:
            value = min(value, _number(found["most"]))
        yield found[0].strip(), value, found["is"]


def wrong_sums(letter):
    """Those that do not come out, rounded as the letter says them."""
    return [
        (text, float(value), said)
        for text, value, said in sums_of(letter)
        if abs(value - _number(said)) > Fraction(1, 2 * 10 ** len(said.partition(".")[2]))
    ]


def _number(text):
    return Fraction(text.replace(",", ""))


def _typed(text):
    numbers = []

    def keep(found):
        numbers.append(_number(found[0]))
        return f"n{len(numbers) - 1}"

    signs = NUMBER.sub(keep, text).replace("×", "*").replace("÷", "/").strip()

    def value(node):
        match node:
            case ast.Name(id=name):
                return numbers[int(name[1:])]
            case ast.UnaryOp(operand=inner):
                return -value(inner)
            case ast.BinOp(left=left, op=sign, right=right):
                return _SIGNS[type(sign)](value(left), value(right))

    return value(ast.parse(signs, mode="eval").body)
