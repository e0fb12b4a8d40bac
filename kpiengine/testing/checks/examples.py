"""The worked examples give their value: as written, in another order and in pieces, and on another engine."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from kpiengine.metrics.records import Measures
from kpiengine.periods import parse_period
from kpiengine.plugin import Params
from kpiengine.project.calendars import typed_calendars
from kpiengine.registry.formulas import alternatives, plan_fault
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.testing.cases import MetricCase, Outcome, people_of, run_case
from kpiengine.testing.checks.records import Check, MetricAt
from kpiengine.testing.rows import Row, given_rows
from kpiengine.testing.trial import try_out

MOST = 5  # examples that are measured at further levels than their own
LEVELS = (KpiLevel.AGENT, KpiLevel.CENTRE)  # the finest and the widest


def _exists(at: MetricAt) -> Iterator[str]:
    if not at.with_value:
        yield "it has no worked example that gives a value"


def _as_written(at: MetricAt) -> Iterator[str]:
    for case in at.examples:
        yield from _compared(case, run_case(case, at.catalogue), "")


def _in_another_order(at: MetricAt) -> Iterator[str]:
    for case in at.examples:
        mixed = evolve(case, facts={id_: _mixed(given_rows(rows)) for id_, rows in case.facts.items()})
        yield from _compared(case, run_case(mixed, at.catalogue), " with its rows in another order")


def _mixed(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Backwards, and as if every other row came from another file."""
    back = rows[::-1]
    return (*back[1::2], *back[::2])


def _on_another_engine(at: MetricAt) -> Iterator[str]:
    for case in at.examples:
        yield from _compared(case, run_case(case, at.catalogue, at.engine), f" on {at.engine}")


def _compared(case: MetricCase, found: Outcome, how: str) -> Iterator[str]:
    if found.value != case.expected:
        yield f'"{case.title}"{how} gives {_said(found.value)}, not {_said(case.expected)} ({found.status})'
    elif case.status not in {None, found.status}:
        yield f'"{case.title}"{how} has the status {found.status}, not {case.status}'
    elif case.n not in {None, found.n}:
        yield f'"{case.title}"{how} counts {found.n} cases, not {case.n}'


def _said(value: str | None) -> str:
    return "no value" if value is None else value


def _nothing(at: MetricAt) -> Iterator[str]:
    found = run_case(_empty(at), at.catalogue)
    if found.value is not None:
        yield f"it gives {found.value} where there is no row at all"


def _empty(at: MetricAt) -> MetricCase:
    metric = at.metric
    views = {part.view for part in metric.plan_for(metric.settings({})).parts.values()}
    tables = {table for view in views for table in at.catalogue.views[view].facts}
    return MetricCase("nothing", metric.id, None, dict.fromkeys(tables, ()))


def _without_a_table(at: MetricAt) -> Iterator[str]:
    for case in at.with_value[:1]:
        for table in case.facts:
            fewer = {name: rows for name, rows in case.facts.items() if name != table}
            found = _attempted(at, evolve(case, facts=fewer))
            if found is not None:
                yield f'"{case.title}" without the table {table} fails: {found}'


def _attempted(at: MetricAt, case: MetricCase) -> str | None:
    try:
        run_case(case, at.catalogue)
    except Exception as fault:  # noqa: BLE001 -- a plugin may raise anything
        return f"{type(fault).__name__}: {fault}"
    return None


def _range(at: MetricAt) -> Iterator[str]:
    for case in at.with_value[:MOST]:
        (statuses,) = _statuses(at, case, [at.metric.settings(case.params)])
        for level, status in statuses.items():
            if status == "error":
                yield f'"{case.title}" has a value outside {_ends(at)} at the level {level}'


def _ends(at: MetricAt) -> str:
    low, high = at.metric.range
    return f"{low} to {high} {at.metric.unit}"


def _settings(at: MetricAt) -> Iterator[str]:
    sound = []
    for params in alternatives(at.metric):
        fault = plan_fault(at.metric, params, at.catalogue.views)
        if fault is not None:
            yield f"with {_shown(at, params)}: {fault}"
        else:
            sound.append(params)
    for case in at.with_value[:1]:
        yield from _under(at, case, sound)


def _under(at: MetricAt, case: MetricCase, settings: Sequence[Params]) -> Iterator[str]:
    """What goes wrong under some settings: measured together, which is quick, and alone only where that fails."""
    try:
        found = _statuses(at, case, settings)
    except Exception as error:  # noqa: BLE001 -- a plugin may raise anything
        if len(settings) > 1:
            for params in settings:
                yield from _under(at, case, [params])
        else:
            yield f'with {_shown(at, settings[0])} "{case.title}" fails: {type(error).__name__}: {error}'
        return
    for params, statuses in zip(settings, found, strict=True):
        if "error" in statuses.values():
            yield f'with {_shown(at, params)} "{case.title}" has a value outside {_ends(at)}'


def _shown(at: MetricAt, params: Params) -> str:
    changed = {name: value for name, value in params.items() if value != at.metric.params[name].default}
    return ", ".join(f"{name} = {value}" for name, value in changed.items()) or "the defaults"


def _statuses(at: MetricAt, case: MetricCase, settings: Sequence[Params]) -> list[Mapping[str, str]]:
    """For each setting, by level that the metric offers, "error" if any unit has it, else the status of the first."""
    levels = [level for level in LEVELS if level.value in at.metric.levels]
    keys = [{level: f"{level.value}:{place}" for level in levels} for place in range(len(settings))]
    wanted = [
        Wanted(key, at.metric, params, level, min_sample=0)
        for params, mine in zip(settings, keys, strict=True)
        for level, key in mine.items()
    ]
    people = people_of(case, at.catalogue)
    period = parse_period(case.period, case.zone)
    hours = typed_calendars(case.calendar, case.zone)
    _, found = try_out(
        wanted, at.catalogue, case.facts, periods=[period], as_of=case.as_of, roster=people, calendars=hours
    )
    return [{level.value: _worst(found, key) for level, key in mine.items()} for mine in keys]


def _worst(found: Measures, key: str) -> str:
    statuses: list[str] = found.frames[0][f"status:{key}"].to_list()
    return "error" if "error" in statuses else statuses[0]


EXAMPLES: tuple[Check[MetricAt], ...] = (
    Check(
        "worked-example",
        "at least one worked example gives a value",
        "write a case: rows that anybody can read, and the value worked out by hand",
        _exists,
    ),
    Check(
        "examples",
        "every worked example gives its value",
        "work the example out by hand; correct it or the plan",
        _as_written,
    ),
    Check(
        "row-order",
        "the order of rows, and in how many files they come, does not matter",
        "give every `over` an `order_by` that no two rows share, and never take the first row as it comes",
        _in_another_order,
    ),
    Check(
        "engines",
        "another engine gives the same",
        "use integers and the calls that all engines have; a null key groups but does not join",
        _on_another_engine,
    ),
    Check(
        "no-rows",
        "no rows is no value",
        "a view gives the rows of its tables and none of its own",
        _nothing,
    ),
    Check(
        "missing-table",
        "a table that is not loaded makes the value unavailable, and nothing fails",
        "name the columns that cannot be missing in `needs` of the view, and look into `facts` before you join",
        _without_a_table,
    ),
    Check("range", "values stay inside the range", "widen `range`, or correct the formula", _range),
    Check(
        "settings",
        "every value of every parameter makes a plan that works",
        "correct the plan for it, or do not allow the value",
        _settings,
    ),
)
