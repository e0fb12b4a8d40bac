"""How a value became points, as a sum that can be redone on a calculator."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.numbers import format_scaled
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.plain import plain

_SHAPES = frozenset({"bands", "formula", "curve", "points_at"})
_MARKS = ("floor", "floor_from", "target", "target_from", "target_to", "floor_to", "stretch")


def marks(teller: Teller, kpi: Kpi) -> str:
    """The marks in force: "floor 60, target 85"."""
    known = [name for name in _MARKS if f"{name}:{kpi.id}" in teller]
    return ", ".join(f"{name.replace('_', ' ')} {teller.of_kpi(name, kpi.id)}" for name in known)


def arithmetic(teller: Teller, kpi: Kpi) -> Iterator[Note]:
    """The piece of the line on which the value lies; nothing for bands, formulas and shapes that differ by case."""
    if kpi.bands or kpi.formula is not None or kpi.curve is not None or any(by.keys & _SHAPES for by in kpi.by):
        return
    used, points = (_exact(teller, f"{name}:{kpi.id}") for name in ("used", "points"))
    edges = sorted((value, worth) for name, worth in _worth(kpi) if (value := _exact(teller, name)) is not None)
    if used is None or points is None or not edges:
        return
    shown, earned = teller.of_kpi("used", kpi.id), teller.of_kpi("points", kpi.id)
    for (start, low), (end, high) in pairwise(edges):
        if start <= used <= end and low == high:
            text = {"used": shown, "from_": plain(start), "to": plain(end), "points": earned}
            yield note(teller.say("inside", **text), kind="points")
            return
        if start <= used <= end:
            rise = high - low
            text = {"low": plain(low), "used": shown, "from_": plain(start), "to": plain(end), "points": earned}
            yield note(teller.say("line", rise=plain(rise) if rise > 0 else f"({plain(rise)})", **text), kind="points")
            return
    beyond = next((edge for edge, _ in (edges[0], edges[-1]) if (used < edge) == (edge == edges[0][0])), None)
    if beyond is not None and not edges[0][0] <= used <= edges[-1][0]:
        yield note(teller.say("beyond", used=shown, mark=plain(beyond), points=earned), kind="points")


def _worth(kpi: Kpi) -> Iterator[tuple[str, Decimal]]:
    """Each mark's column with the points that it earns."""
    at = kpi.points_at
    for name, points in (("floor", at.floor), ("target", at.target), ("stretch", at.stretch)):
        for end in ("", "_from", "_to"):
            yield f"{name}{end}:{kpi.id}", Decimal(points)


def _exact(teller: Teller, column: str) -> Decimal | None:
    value = teller.values.get(column)
    return None if value is None else Decimal(format_scaled(int(value), teller.type(column).scale))
