"""What full time would be in a period: working days and hours of the site, as trees.

Working days are Monday to Friday without the holidays of the site's calendar; a full-time day has the project's (or the
site's) `full_time_day` hours.  The site is that of the last covered day, as for a site's value.
"""

from collections.abc import Mapping

from attrs import frozen

from kpiengine.expressions import build as b
from kpiengine.expressions.tree import Node, Rounding
from kpiengine.expressions.types import TEXT
from kpiengine.rules.choosing import DAY
from kpiengine.rules.paying import Number

WEEK, WORKING = 7, 5
MONDAY_OFFSET = 3  # 1970-01-01 was a Thursday
_FIRST, _LAST = b.name("first_day", DAY), b.name("last_day", DAY)


@frozen
class FullTime:
    """Hours of a full-time working day, and the holidays on which nobody works full time (days since 1970)."""

    hours: Number = 8
    holidays: tuple[int, ...] = ()


def working_days(sites: Mapping[str, FullTime], otherwise: FullTime) -> Node:
    """Working days of the period."""
    return _by_site({site: _days(one) for site, one in sites.items()}, _days(otherwise))


def full_time_hours(sites: Mapping[str, FullTime], otherwise: FullTime) -> Node:
    """Hours of the period for full time."""

    def hours(one: FullTime) -> Node:
        return b.mul(_days(one), b.number_lit(one.hours))

    return _by_site({site: hours(one) for site, one in sites.items()}, hours(otherwise))


def _days(one: FullTime) -> Node:
    weekdays = b.sub(
        _weekdays_to(b.add(_LAST, b.lit(MONDAY_OFFSET))), _weekdays_to(b.add(_FIRST, b.lit(MONDAY_OFFSET - 1)))
    )
    for day in one.holidays:
        if (day + MONDAY_OFFSET) % WEEK < WORKING:
            inside = b.and_(b.le(_FIRST, b.lit(day)), b.ge(_LAST, b.lit(day)))
            weekdays = b.sub(weekdays, b.if_(inside, b.lit(1), b.lit(0)))
    return weekdays


def _weekdays_to(day: Node) -> Node:
    """Mondays to Fridays from a Monday on up to and including the day, which is counted from that Monday."""
    weeks = b.div(day, b.lit(WEEK), 0, Rounding.DOWN)
    rest = b.sub(day, b.mul(weeks, b.lit(WEEK)))
    return b.add(b.mul(weeks, b.lit(WORKING)), b.min_(b.add(rest, b.lit(1)), b.lit(WORKING)))


def _by_site(values: Mapping[str, Node], otherwise: Node) -> Node:
    found, site = otherwise, b.name("unit:site", TEXT)
    for name, value in values.items():
        if value != otherwise:
            found = b.if_(b.coalesce(b.eq(site, b.lit(name)), b.lit(value=False)), value, found)
    return found
