"""Curves read aloud: how many points which value earns, with units and half-way points."""

from decimal import Decimal

from kpiengine.rules.model.kpi import Kpi, Relax
from kpiengine.rules.model.values import Mark, Number
from kpiengine.rules.plain import plain
from kpiengine.rules.read.voice import Voice

_MINUTE, _HOUR, _LONG = 60, 3600, 120
_NO_UNIT = frozenset({"", "count", "points", "score", "ratio"})


class Curves:
    """The part of a KPI's line that says what its points are."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.checked = reader.checked
        self.say = reader.say

    def marks(self, kpi: Kpi) -> str:  # noqa: PLR0911 -- one return for each shape of curve
        """What the points are, with the shape of the curve."""
        points, target, floor = kpi.points_at, kpi.target, kpi.floor
        low, high = plain(points.floor), plain(points.target)
        if kpi.bands:
            names = {True: "band from", False: "band over"}
            lines = (
                self.say(names[band.included], points=plain(band.points), edge=self.unit(band.edge, kpi))
                for band in kpi.bands
            )
            return self.say("bands line" if kpi.join == "line" else "bands", bands=", ".join(lines))
        if kpi.formula is not None:
            top = plain(points.stretch)
            return self.say("formula", formula=self.reader.condition(kpi.formula), top=top)
        if kpi.curve not in {None, "pass"}:
            curve = self.reader.title(self.checked.curves[str(kpi.curve)].title)
            return self.say("curve", curve=curve, marks=self.each_mark(kpi, kpi))
        if isinstance(target, tuple):
            first, second = (self.unit(mark, kpi) for mark in target)
            if not isinstance(floor, tuple):
                return self.say("pass range", high=100, first=first, second=second)
            below, above = (self.unit(mark, kpi) for mark in floor)
            return self.say("range", low=low, high=high, first=first, second=second, below=below, above=above)
        if target is None:
            return ""
        if kpi.curve == "pass":
            return self.say("pass", high=100, target=self.mark(target, kpi))
        if floor is None or isinstance(floor, tuple):
            return self.say("target only", target=self.mark(target, kpi))
        if isinstance(target, str) or isinstance(floor, str):
            line = self.say(
                "straight formula", low=low, high=high, floor=self.mark(floor, kpi), target=self.mark(target, kpi)
            )
            return line + self._stretched(kpi)
        half = (Decimal(target) + Decimal(floor)) / 2
        half_points = (Decimal(points.floor) + Decimal(points.target)) / 2
        line = self.say(
            "straight",
            low=low,
            high=high,
            floor=self.unit(floor, kpi),
            target=self.unit(target, kpi),
            half=self.unit(half, kpi),
            half_points=plain(half_points),
        )
        return line + self._stretched(kpi)

    def _stretched(self, kpi: Kpi) -> str:
        if kpi.stretch is None:
            return ""
        return self.say("stretch", points=plain(kpi.points_at.stretch), stretch=self.mark(kpi.stretch, kpi))

    def each_mark(self, of: Kpi | Relax, kpi: Kpi) -> str:
        """Target, floor and stretch, as far as they are said."""
        given = [(key, getattr(of, key)) for key in ("target", "floor", "stretch")]
        said = [(self.say(f"mark {key}"), self.mark(mark, kpi)) for key, mark in given if mark is not None]
        return ", ".join(self.say("mark", key=key, value=value) for key, value in said)

    def mark(self, mark: Mark, kpi: Kpi) -> str:
        """A number with its unit, a pair, or a formula in words."""
        if isinstance(mark, str):
            return self.reader.condition(mark)
        if isinstance(mark, tuple):
            return self.say("span", first=self.unit(mark[0], kpi), second=self.unit(mark[1], kpi))
        return self.unit(mark, kpi)

    def unit(self, value: Number, kpi: Kpi) -> str:
        """The value in the metric's unit: seconds from two minutes on as m:ss, from an hour on as hours."""
        wanted = self.checked.wanted[kpi.id]
        unit = wanted.metric.unit_for(wanted.params)
        exact = Decimal(value)
        if unit == "s" and exact >= _HOUR and exact * 100 % _HOUR == 0:
            return self.say("hours", n=plain(exact / _HOUR))
        if unit == "s" and exact >= _LONG and exact == int(exact):
            return self.say("minutes", time=f"{int(exact) // _MINUTE}:{int(exact) % _MINUTE:02d}")
        if unit == "s":
            return self.say("seconds", n=plain(exact))
        return plain(exact) if unit in _NO_UNIT else f"{plain(exact)} {unit}"
