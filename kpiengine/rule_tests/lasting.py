"""States of alerts over the periods of a case: each period is run, and the states are folded from what each says.

The fold is that of the alert log (`alerts.folding`), so a test shows what the log would have.  Earlier periods are
judged as if the rule set had held for them: a test says what was there before, not since when.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl
from attrs import evolve

from kpiengine.alerts.compile import judged
from kpiengine.alerts.folding import CHECKS, advance, nobody, shown
from kpiengine.alerts.policy import policy_of
from kpiengine.alerts.states import State
from kpiengine.periods import Period, previous_period
from kpiengine.rule_tests.bench import Bench
from kpiengine.rule_tests.records import Part, Person, RuleCase, Series
from kpiengine.rule_tests.running import CaseRunner, Ran

LONG_SINCE = date(1971, 1, 1)
States = Mapping[str, Mapping[str, tuple[str, ...]]]


def states_of(case: RuleCase, ran: Ran, run: CaseRunner, zone: str) -> States:
    """By person and alert the states after each period of the case, the oldest first."""
    if ran.judged is None:
        return {}
    windows = [*_earlier(case, ran.world.period, run), (ran.world.period, ran)]
    numbers = {person.id: number for number, person in enumerate(case.people)}
    found: dict[str, dict[str, tuple[str, ...]]] = {person.id: {} for person in case.people}
    for alert in judged(ran.judged.checked):
        policy = policy_of(alert, ran.judged.checked.ruleset)
        carry = nobody()
        words: dict[int, list[str]] = {number: [] for number in numbers.values()}
        for period, one in windows:
            carry = advance(policy, carry, _checks(one, alert.id, numbers), period.end, zone)
            after = dict(shown(carry).select("subject", "state").iter_rows())
            for number, said in words.items():
                said.append(State(after.get(number, State.INACTIVE)).word)
        for name, number in numbers.items():
            found[name][alert.id] = tuple(words[number])
    return found


def _earlier(case: RuleCase, period: Period, run: CaseRunner) -> Iterator[tuple[Period, Ran]]:
    """The periods before the one evaluated of which something is given, the oldest first."""
    series = [len(one) for person in case.people for _, one in _every(person)]
    periods = [period]
    for _ in range(max(series, default=1) - 1):
        periods.append(previous_period(periods[-1]))
    for back in range(len(periods) - 1, 0, -1):
        people = tuple(_before(person, back) for person in case.people)
        yield periods[back], run(evolve(case, people=people, period=periods[back].name, as_of=None))


def long_since(bench: Bench, ruleset: str) -> Bench:
    """The bench with a rule set that has held for ever, in its earliest version."""
    versions = [f for f in bench.files if f.id == ruleset and f.checked is not None]
    first = min(versions, key=lambda f: f.checked.ruleset.head.start if f.checked is not None else LONG_SINCE)
    made = first.changed(lambda rules: evolve(rules, head=evolve(rules.head, start=LONG_SINCE)))
    return evolve(bench, files=tuple(made if one is first else one for one in bench.files))


def _every(person: Person) -> Iterator[tuple[str, Series]]:
    yield from person.metrics.items()
    for part in person.parts.values():
        yield from part.metrics.items()


def _before(person: Person, back: int) -> Person:
    """What is given up to so many periods earlier; nothing is expected of it."""

    def cut(metrics: Mapping[str, Series]) -> dict[str, Series]:
        return {name: series[:-back] for name, series in metrics.items() if len(series) > back}

    parts = {name: Part(part.share, cut(part.metrics)) for name, part in person.parts.items()}
    return evolve(person, metrics=cut(person.metrics), parts=parts, expected=evolve(person.expected, states={}))


def _checks(ran: Ran, alert: str, numbers: Mapping[str, int]) -> pl.DataFrame:
    """What one period says of one alert, by person."""
    rows = [
        (number, row[f"verdict:{alert}"], row.get(f"clear:{alert}"))
        for name, number in numbers.items()
        if (row := ran.outcomes[name].row) and f"verdict:{alert}" in row
    ]
    return pl.DataFrame(rows, schema=CHECKS, orient="row")
