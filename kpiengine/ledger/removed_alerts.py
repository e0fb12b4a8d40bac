"""Alerts that no live rule file has any more: what was on of them is retired, and the history says so.

Nobody is sent a message, since taking an alert out of its file says nothing about whom it was about.  An alert that
comes back begins anew; when somebody was told of it last is kept, so that no notice comes twice by editing a file.
"""

from collections.abc import Collection
from typing import Any

from attrs import frozen

from kpiengine.alerts.policy import Series
from kpiengine.alerts.states import OPEN, Event, State
from kpiengine.ledger.database import Database

_WHY = {"en": "it was taken out of its rule file", "zh": "该预警已从规则文件中移除"}
_NEWEST = (
    "SELECT a.series, e.ruleset, e.alert, a.subject, s.level, s.name, a.state, a.severity, a.last, a.told, a.told_at, "
    "a.number, (SELECT name FROM alert_windows AS w WHERE w.series = a.series ORDER BY ending DESC LIMIT 1) "
    "FROM alert_states AS a JOIN alert_series AS e ON e.id = a.series JOIN alert_subjects AS s ON s.id = a.subject "
    "WHERE a.entry = (SELECT max(entry) FROM alert_states AS b WHERE b.series = a.series AND b.subject = a.subject) "
    "AND (a.state IN (:pending, :firing, :recovering) OR a.told = 1 OR a.hushed > 0) "
    "ORDER BY e.ruleset, e.alert, s.level, s.name"
)
STATE_COLUMNS = (
    *("series", "subject", "entry", "state", "severity", "last", "marks", "since", "until"),
    *("told", "severity_told", "told_at", "escalated", "hushed", "number"),
)


@frozen
class Removed:
    """One subject of an alert that is gone, as it stood last."""

    series: Series
    series_id: int
    subject: int
    level: str
    name: str
    severity: int
    last: int
    told_at: int | None
    number: int  # of its next notice
    window: str
    was_on: bool

    def notice(self, now: int) -> tuple[Any, ...]:
        """The row of the history."""
        body = {"window": self.window, "severity": self.severity, "titles": {}, "praise": False, "why": _WHY}
        head = (now, str(self.series), self.name, self.number, self.subject, self.level)
        return (*head, int(Event.REMOVED), None, body, self.series.ruleset, self.series.alert)

    def state(self, entry: int, now: int) -> tuple[object, ...]:
        """The row that ends it."""
        number = self.number if self.was_on else self.number - 1
        own = (self.series_id, self.subject, entry, int(State.REMOVED))
        return (*own, 0, self.last, 0, now, 0, 0, 0, self.told_at, 0, 0, number)


def removed_alerts(database: Database, live: Collection[Series]) -> list[Removed]:
    """Whoever is on, or waits to be told, of alerts that are not among the live ones."""
    words = {state.word: int(state) for state in (State.PENDING, State.FIRING, State.RECOVERING)}
    found = []
    for row in database.all(_NEWEST, **words):
        series_id, ruleset, alert, subject, level, name, state, severity, last, told, told_at, number, window = row
        series = Series(ruleset, alert)
        if series not in live:
            on = bool(told) or state in OPEN
            found.append(
                Removed(series, series_id, subject, level, name, severity, last, told_at, number + 1, window or "", on)
            )
    return found
