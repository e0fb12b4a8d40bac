"""A metric's own formula with the counted numbers in it, to be typed into a calculator."""

import re
from collections.abc import Iterator

from kpiengine.explaining.sums import TIMES
from kpiengine.explaining.teller import Teller

_NAME = re.compile(r"[a-z_]\w*")
_ALONE = re.compile(r"\((-?[\d.]+)\)")
_PLAIN = re.compile(r"[\w\s.+*/()-]+")


def parts_sum(teller: Teller, key: str) -> Iterator[str]:
    """One line, where the formula is plain arithmetic on counted parts and there is a value; else nothing."""
    formula, prefix = str(teller.found.sheet.measures[key]["formula"]), f"part:{key}:"
    names = dict.fromkeys(_NAME.findall(formula))
    known = all(teller.values.get(prefix + name) is not None for name in names)
    if not names or not known or not _PLAIN.fullmatch(formula) or teller.values.get(f"value:{key}") is None:
        return
    if formula.strip() in names:
        return  # the number itself
    numbers = _NAME.sub(lambda found: teller.short(prefix + found[0]), formula)
    numbers = _ALONE.sub(r"\1", numbers)
    signs = numbers.replace("*", TIMES).replace("/", "\N{DIVISION SIGN}")
    yield teller.say("parts", sum=" ".join(signs.split()), value=teller.of_kpi("value", key))
