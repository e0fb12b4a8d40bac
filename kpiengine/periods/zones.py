"""A time zone as spans of constant offset, and the instants at which its local days begin.

The rules come from the tzdata package, never from the machine, so the same inputs give the same bounds anywhere.
Local days come in order: where clocks go back over midnight (America/St_Johns until 2011: from 00:01 to 23:01),
the day begins at the *last* midnight, and the minutes before it stay with the day before.  Spans are made for
days and hours of instants; reading a source's wall times, with their gaps and folds, is the source's business.
"""

import difflib
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from attrs import frozen

from kpiengine.errors import KpiError

DAY_MS = 86_400_000
_MILLISECOND = timedelta(milliseconds=1)
_STEP_MS = DAY_MS // 4  # no zone has changed its offset twice in six hours
_MARGIN_DAYS = 2  # local days differ from UTC days by one at most


@frozen
class ZoneSpans:
    """The zone's offset by spans: from instant `starts[i]` (ms UTC) on, local time is UTC + `offsets[i]` ms."""

    zone: str
    starts: tuple[int, ...]
    offsets: tuple[int, ...]


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


@lru_cache(maxsize=64)
def _rules(zone: str) -> ZoneInfo:
    check_zone(zone)
    with files("tzdata.zoneinfo").joinpath(*zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def check_zone(zone: str) -> None:
    """Raises `KpiError`, naming the zone that was probably meant, unless the database has this one."""
    names = _zone_names()
    if zone in names:
        return
    meant = {name.casefold(): name for name in names}
    meant |= {name.casefold().rpartition("/")[2]: name for name in sorted(names, reverse=True)}
    close = difflib.get_close_matches(zone.strip().casefold().replace(" ", "_"), meant, n=1, cutoff=0.7)
    remedy = f'did you mean "{meant[close[0]]}"?' if close else 'type one such as "Asia/Shanghai" or "Europe/London"'
    raise KpiError(f'there is no time zone "{zone}"; {remedy}')


def zone_spans(zone: str, first_day: int, last_day: int) -> ZoneSpans:
    """The spans of `zone` that local days `first_day` to `last_day` (both included) can touch."""
    return _spans(zone, (first_day - _MARGIN_DAYS) * DAY_MS, (last_day + 1 + _MARGIN_DAYS) * DAY_MS)


@lru_cache(maxsize=256)
def _spans(zone: str, start: int, end: int) -> ZoneSpans:
    rules = _rules(zone)
    starts, offsets = [start], [_offset(rules, start)]
    for step in range(start, end, _STEP_MS):
        low, high = step, min(step + _STEP_MS, end)
        after = _offset(rules, high)
        if after != offsets[-1]:
            starts.append(_last_midnight(_change(rules, low, high), offsets[-1], after))
            offsets.append(after)
    return ZoneSpans(zone, tuple(starts), tuple(offsets))


def _offset(rules: ZoneInfo, instant: int) -> int:
    # A zone is asked for thousands of instants: this is three times as quick as `astimezone` and `utcoffset`.
    moment = datetime(1970, 1, 1, tzinfo=rules) + timedelta(milliseconds=instant)
    return (rules.fromutc(moment) - moment) // _MILLISECOND


def _change(rules: ZoneInfo, low: int, high: int) -> int:
    """The first instant after `low` with the offset that holds at `high`."""
    before = _offset(rules, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(rules, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _last_midnight(change: int, before: int, after: int) -> int:
    """Where the new offset begins to count: earlier than `change` if clocks go back over a midnight."""
    midnight = (change + before - 1) // DAY_MS * DAY_MS  # the last one read before the change
    return midnight - before if change + after < midnight else change


def local_day(instant: int, spans: ZoneSpans) -> int:
    """The local day in which the instant lies."""
    return (instant + spans.offsets[max(bisect_right(spans.starts, instant) - 1, 0)]) // DAY_MS


def start_of_day(day: int, spans: ZoneSpans) -> int:
    """The first instant of a local day; where clocks jump over midnight this is the instant of the jump.

    A day that a zone never had (2011-12-30 in Samoa) starts where the next day starts.
    """
    midnight = day * DAY_MS
    for index, offset in enumerate(spans.offsets):
        last = index + 1 == len(spans.offsets)
        if last or spans.starts[index + 1] + offset > midnight:
            begins = midnight - offset
            return begins if index == 0 else max(begins, spans.starts[index])
    raise AssertionError(day)


def day_starts(days: Iterable[int], spans: ZoneSpans) -> tuple[int, ...]:
    """`start_of_day` of each: local days as instants."""
    return tuple(start_of_day(day, spans) for day in days)
