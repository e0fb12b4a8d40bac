"""Alerts that are judged at other times than a rule set's period ends: every quarter of an hour, every month.

For each such rhythm there is a rule set of its own, with the same conditions and only those alerts, and the windows
that are due: all that have ended since the last one in the log, so none is left out and none judged twice.  Windows
shorter than a day begin anew at each local midnight.  Alerts of queues have one too, whenever they are judged: there
the subjects are queues.
"""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from kpiengine.periods import (
    Calendars,
    OpeningHours,
    PayCalendar,
    Period,
    day_number,
    day_of,
    local_day,
    period_at,
    periods_between,
    previous_period,
    start_of_day,
    zone_spans,
)
from kpiengine.periods.opening import weekday
from kpiengine.periods.zones import DAY_MS, ZoneSpans
from kpiengine.planning.alert_rules import alerts_alone
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel, OwnPeriod, PeriodKind

SHORT_MS = {"min": 60_000, "h": 3_600_000}
_MARGIN = 2  # days around an instant for which the zone's offset is known


@frozen
class Rhythm:
    """Alerts of one rule set that are judged together; `every` and `window` are the words of the file."""

    checked: CheckedRuleSet
    every: str | Length
    window: Length | None
    as_rule_set: bool = False  # judged whenever the rule set is, and as often as that is done again

    @property
    def name(self) -> str:
        """What its windows are called after: month; 15 min."""
        return str(self.every)

    @property
    def is_short(self) -> bool:
        """Whether its windows are parts of days."""
        return isinstance(self.every, Length) and self.every.unit in SHORT_MS

    @property
    def alerts(self) -> Sequence[Alert]:
        """Those that it judges."""
        return tuple(self.checked.ruleset.alerts.values())


def rhythms(checked: CheckedRuleSet) -> list[Rhythm]:
    """The rhythms of a rule set beside its own period, in the order of the file."""
    ruleset = checked.ruleset
    found: dict[tuple[str, str, bool], list[Alert]] = {}
    for alert in ruleset.alerts.values():
        if not alert.at_the_end_of(ruleset.head):
            of_queues = alert.level is KpiLevel.QUEUE
            found.setdefault((str(_every(alert, ruleset)), str(alert.window), of_queues), []).append(alert)
    return [_rhythm(checked, alerts) for alerts in found.values()]


def _every(alert: Alert, ruleset: RuleSet) -> str | Length:
    every = str(ruleset.head.period) if alert.every is None else alert.every
    return every.unit if isinstance(every, Length) and every.unit not in SHORT_MS else every


def _rhythm(checked: CheckedRuleSet, alerts: Sequence[Alert]) -> Rhythm:
    ruleset, every = checked.ruleset, _every(alerts[0], checked.ruleset)
    is_own = every == str(ruleset.head.period)
    period = ruleset.head.period if is_own else PeriodKind(every) if isinstance(every, str) else OwnPeriod(str(every))
    own = {alert.id: evolve(alert, every=None, window=None) for alert in alerts}
    level = KpiLevel.QUEUE if alerts[0].level is KpiLevel.QUEUE else ruleset.head.level
    head = evolve(ruleset.head, period=period, level=level)
    return Rhythm(alerts_alone(checked, head, own), every, alerts[0].window, is_own)


def due_windows(rhythm: Rhythm, after: int | None, now: int, zone: str) -> list[Period]:
    """Windows that ended after the instant and until now; of a rhythm that never was judged only the newest."""
    every = rhythm.every
    ends = (
        _short(every, rhythm.window, after, now, zone) if isinstance(every, Length) else _long(every, after, now, zone)
    )
    found = [p for p in ends if holds_for(rhythm, p)]
    return found[-1:] if after is None else found


def holds_for(rhythm: Rhythm, period: Period) -> bool:
    """Whether the rule set is in force when the window begins."""
    head = rhythm.checked.ruleset.head
    return day_number(head.start) <= period.start_day and (head.to is None or period.start_day <= day_number(head.to))


def _long(calendar: str | PayCalendar, after: int | None, now: int, zone: str) -> list[Period]:
    spans = _spans(now, zone)
    last = previous_period(period_at(calendar, day_of(local_day(now, spans)), zone))
    if after is None:
        return [last]
    first = day_of(local_day(after, _spans(after, zone)))
    if after >= last.end:
        return []
    between = periods_between(calendar, first, day_of(last.end_day - 1), zone)
    return [period for period in between if after < period.end <= now]


def _short(every: Length, window: Length | None, after: int | None, now: int, zone: str) -> list[Period]:
    step = every.count * SHORT_MS[every.unit]
    length = step if window is None or window.unit not in SHORT_MS else window.count * SHORT_MS[window.unit]
    since = now - step if after is None else after
    return [_window(every, end - length, end, zone) for end in _ends(step, since, now, zone)]


def _ends(step: int, after: int, now: int, zone: str) -> Iterator[int]:
    first, last = local_day(after, _spans(after, zone)), local_day(now, _spans(now, zone))
    for day in range(first, last + 1):
        spans = zone_spans(zone, day, day + 1)
        begins, over = start_of_day(day, spans), start_of_day(day + 1, spans)
        yield from (end for end in range(begins + step, over + 1, step) if after < end <= now)


def _window(every: Length, start: int, end: int, zone: str) -> Period:
    spans = _spans(end, zone)
    day, time = divmod(end + _offset(spans, end), DAY_MS)
    minutes = time // SHORT_MS["min"]
    name = f"{day_of(day).isoformat()}T{minutes // 60:02}:{minutes % 60:02}"
    return Period(str(every), name, zone, local_day(start, spans), local_day(end - 1, spans) + 1, start, end)


def _spans(instant: int, zone: str) -> ZoneSpans:
    day = instant // DAY_MS
    return zone_spans(zone, day - _MARGIN, day + _MARGIN)


def _offset(spans: ZoneSpans, instant: int) -> int:
    found = spans.offsets[0]
    for start, offset in zip(spans.starts, spans.offsets, strict=True):
        if start <= instant:
            found = offset
    return found


def is_open(calendars: Calendars, site: str | None, period: Period, own: str | None = None) -> bool:
    """Whether all of the window lies in the opening hours: a queue's own, else its site's, else the project's."""
    name = own or calendars.of_site.get(site or "", calendars.default)
    hours = calendars.by_name.get(name) if name is not None else None
    return hours is None or _inside(hours, period.start, period.end)


def anybody_open(calendars: Calendars, period: Period) -> bool:
    """Whether all of the window is open somewhere."""
    return not calendars.by_name or any(
        _inside(hours, period.start, period.end) for hours in calendars.by_name.values()
    )


def _inside(hours: OpeningHours, start: int, end: int) -> bool:
    spans, at, unusual = _spans(end, hours.zone), start, hours.unusual
    while at < end:
        day, time = divmod(at + _offset(spans, at), DAY_MS)
        windows = unusual.get(day, hours.usual[weekday(day)])
        until = next((last for first, last in windows if first <= time < last), None)
        if until is None:
            return False
        at += until - time
    return True
