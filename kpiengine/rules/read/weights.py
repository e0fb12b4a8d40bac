"""Scenarios and weights read aloud."""

from collections.abc import Iterator

from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.values import Moved, Number
from kpiengine.rules.model.weights import Move, Reweight
from kpiengine.rules.plain import plain
from kpiengine.rules.read.voice import Voice


class Weights:
    """How scenarios are told apart and mixed, what each weighs, and when that differs."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.rules = reader.rules
        self.say = reader.say

    def scenarios(self) -> Iterator[str]:
        """How scenarios are told apart, and one line of weights for each."""
        one = self.rules.scenarios
        if self.rules.segments.split_by == "team":
            yield self.say("each team", blend=self.say(self.rules.segments.blend))
            return
        if one is not None:
            mixed = self.say("main only" if one.blend == "main" else "mixed", blend=self.say(one.blend))
            few = "" if one.blend == "main" or not one.min_percent else self._few(plain(one.min_percent))
            rest = "" if one.other is None else self.say("other scenario", name=one.other)
            yield self.say("scenarios", by=one.by.replace(".", " ").replace("_", " "), mixed=mixed, few=few, rest=rest)
        for name, row in self.rules.weights.items():
            yield self.say("row", name=name, weights=self._weights(row))

    def _few(self, percent: str) -> str:
        return self.say("least share", percent=percent)

    def _weights(self, row: Moved) -> str:
        return ", ".join(f"{kpi} {plain(weight)}" for kpi, weight in row.items())

    def conditional(self) -> Iterator[str]:
        """Every reweight, and which of several counts."""
        found = self.rules.reweights
        yield from map(self.reweighted, found.values())
        if len(found) > 1:
            yield self.say("reweight order", names=", ".join(one.id for one in reversed(ranked(found))))

    def reweighted(self, one: Reweight) -> str:
        """Other weights while a condition holds."""
        if isinstance(one.shift, Move):
            points = self._mark_of_weight(one.shift.points)
            what = self.say("move", points=points, source=one.shift.source, to=one.shift.to)
        elif one.shift is not None:
            what = self.say("shift", weights=", ".join(f"{kpi} {points:+}" for kpi, points in one.shift.items()))
        else:
            what = self.say("set", weights=self._weights(one.set or {}))
        return self.say(
            "reweight",
            name=self.reader.named(one.id, one.title),
            where="" if one.scenario is None else self.say("in scenario", name=one.scenario),
            condition=self.reader.condition(one.when),
            what=what,
            because=self.reader.because(one.because),
            policy=self.say(f"condition {one.if_missing}"),
        )

    def _mark_of_weight(self, points: Number | str) -> str:
        return self.reader.condition(points) if isinstance(points, str) else plain(points)
