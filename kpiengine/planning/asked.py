"""Which periods an invocation asks for.

One named period, every period of a span, or (nothing said) the last one that is over, for each calendar that the
rule sets are paid by.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from kpiengine.errors import KpiError
from kpiengine.periods import (
    PayCalendar,
    Period,
    day_number,
    day_of,
    parse_period,
    period_at,
    periods_between,
    previous_period,
)
from kpiengine.rules.checked import CheckedRuleSet


@frozen
class Asked:
    """A period by name, a span of days (both included), or neither."""

    name: str | None = None
    first: date | None = None
    last: date | None = None


def asked_periods(
    rulesets: Iterable[CheckedRuleSet],
    zone: str,
    asked: Asked,
    today: date,
    own: Mapping[str, PayCalendar] | None = None,
) -> tuple[Period, ...]:
    """At least one period, in order of calendar and time; `own` are the project's calendars.

    Raises KpiError where no rule set is for the asked kind of period, or the span holds no whole period.
    """
    name, first, last = asked.name, asked.first, asked.last
    calendars = sorted({r.ruleset.head.period.value for r in rulesets})
    if name is not None:
        period = parse_period(name, zone, own)
        if period.calendar not in calendars:
            kinds = " and ".join(calendars)
            raise KpiError(f"{name} is a {period.calendar}, but the rule sets are for each {kinds}; name one of those")
        return (period,)
    made = [(own or {}).get(calendar, calendar) for calendar in calendars]
    if first is None and last is None:
        return tuple(previous_period(period_at(calendar, today, zone)) for calendar in made)
    if first is None or last is None:
        raise KpiError("give both --from and --to, or --period")
    if last < first:
        raise KpiError(f"--to {last} lies before --from {first}")
    found = tuple(period for calendar in made for period in _whole(calendar, first, last, zone))
    if not found:
        kinds = " or ".join(calendars)
        raise KpiError(f"from {first} to {last} there is no whole {kinds}; the last day is included")
    return found


def due_periods(  # noqa: PLR0913, PLR0917 -- rule sets, the clock, and what the record says
    rulesets: Iterable[CheckedRuleSet],
    zone: str,
    today: date,
    newest: Mapping[str, str],
    own: Mapping[str, PayCalendar] | None = None,
    unfinished: Iterable[tuple[str, str]] = (),
) -> tuple[Period, ...]:
    """Every period that is over and comes after the newest one recorded of its plan, and the last one in any case.

    `newest` is the name of that period by plan: what is due is read from the record, so that nights on which nothing
    ran are made up, and a second start finds nothing to do.  A plan of which nothing is recorded begins with the last
    period.  What is `unfinished` (plan and period) is done again.  In order of calendar and time.
    """
    found: dict[str, Period] = {}
    for checked in rulesets:
        head = checked.ruleset.head
        calendar = (own or {}).get(head.period.value, head.period.value)
        last = previous_period(period_at(calendar, today, zone))
        found[last.name] = last
        again = (parse_period(name, zone, own) for plan, name in unfinished if plan == head.plan)
        found |= {
            period.name: period for period in again if period.calendar == last.calendar and period.end <= last.end
        }
        name = newest.get(head.plan)
        if name is None:
            continue
        before = parse_period(name, zone, own)
        if before.calendar == last.calendar and before.end < last.end:
            between = periods_between(calendar, day_of(before.end_day), day_of(last.end_day - 1), zone)
            found |= {period.name: period for period in between}
    return tuple(sorted(found.values(), key=lambda p: (p.calendar, p.start)))


def of_calendars(periods: Iterable[Period], rulesets: Iterable[CheckedRuleSet]) -> tuple[Period, ...]:
    """The periods of the kinds that these rule sets are for."""
    calendars = {r.ruleset.head.period.value for r in rulesets}
    return tuple(period for period in periods if period.calendar in calendars)


def _whole(calendar: str | PayCalendar, first: date, last: date, zone: str) -> Iterable[Period]:
    """Periods that lie in the span with all their days."""
    return (
        period
        for period in periods_between(calendar, first, last, zone)
        if period.start_day >= day_number(first) and period.end_day - 1 <= day_number(last)
    )
