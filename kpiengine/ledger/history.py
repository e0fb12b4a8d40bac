"""What earlier periods ended with, for rule sets that read it: the records that statements were made from.

A closed period counts as it stands now: its newest run, from which its lines were closed and every later revision was
made.  A period with a result that nobody closed yet is open.  Nothing is measured here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kpiengine.ledger import archive as archives
from kpiengine.ledger.charges import answers_in
from kpiengine.ledger.messages import some
from kpiengine.ledger.opening import RESULTS, Ledger
from kpiengine.ledger.runs import Past, recall
from kpiengine.periods import Period
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.closed import types_of
from kpiengine.scores.closed import earlier
from kpiengine.scores.history import NO_HISTORY, History, Pair, Sheet


def history_of(
    ledger: Ledger | None,
    past: Past,
    rulesets: Iterable[CheckedRuleSet],
    periods: Sequence[Period],
    before: int | None = None,
) -> History:
    """Everything that these rule sets read in these periods; `before` an entry: as it was then."""
    reading = [checked for checked in rulesets if types_of(checked)]
    if ledger is None or not reading:
        return NO_HISTORY
    sheets: dict[Pair, Sheet] = {}
    for checked in reading:
        head = checked.ruleset.head
        columns = {one.of for one in checked.closed}
        mine = [period for period in periods if period.calendar == head.period.value]
        for name in dict.fromkeys(name for period in mine for name in earlier(checked, period).values()):
            if (head.plan, name) in past.closed:
                run = past.newest[head.plan, name]
                found = archives.part(ledger.place.folder / RESULTS, run.archive, head.id, columns)
                if found is not None:
                    sheets[head.id, name] = Sheet(*found)
    closed = frozenset(past.closed)
    return History(sheets, answers_in(ledger, before), closed, frozenset(past.newest) - closed)


def read_periods(
    rulesets: Iterable[CheckedRuleSet], period: Period, past: Past, since: Mapping[Pair, str]
) -> dict[Pair, str]:
    """The closed records that a result of the period is made from, each with its content; `since` are later ones."""
    found: dict[Pair, str] = {}
    for checked in rulesets:
        for name in earlier(checked, period).values():
            pair = (checked.ruleset.head.plan, name)
            if pair in past.closed:
                found[pair] = since.get(pair, past.newest[pair].content)
    return dict(sorted(found.items()))


def behind(ledger: Ledger, changed: Collection[tuple[str, str]], judged: Collection[tuple[str, str]]) -> Iterator[str]:
    """A sentence for each closed period that has changed now and was read by later closed ones that were not judged."""
    if not changed:
        return
    past = recall(ledger)
    text = "SELECT path FROM run_inputs WHERE run = :run AND kind = 'closed'"
    read = {
        pair: {path for (path,) in ledger.database.all(text, run=past.newest[pair].entry)}
        for pair in past.closed
        if pair not in judged
    }
    for plan, name in changed:
        later = sorted(other for (of, other), paths in read.items() if of == plan and f"{plan} {name}" in paths)
        if later:
            yield (
                f"{plan} {name} has changed, and {some(later)} looked back at it when closed; what that changes there "
                f"becomes a revision when it is judged again: kpiengine evaluate --period {later[0]}"
            )
