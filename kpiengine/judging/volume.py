"""Whether a table has about as many rows as before: a file that was cut still reads well, and looks like a quiet day.

What was read before stands in the records of the plan's last results, those of other periods than the ones judged now.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from kpiengine.facts import messages
from kpiengine.facts.records import Account
from kpiengine.ledger import Ledger, Past
from kpiengine.ledger.runs import record_of
from kpiengine.project import Project
from kpiengine.sources.messages import refused

LAST = 3  # results


def check_volume(  # noqa: PLR0913, PLR0917 -- what was read for what, and where it was said before
    project: Project, ledger: Ledger, past: Past, accounts: Iterable[Account], plans: Iterable[str], now: Iterable[str]
) -> None:
    """Raises Refused (exit 3) for tables with fewer rows than `max_drop_percent` of their section allows.

    `now` names the periods that are judged; `plans` those whose results are looked at.
    """
    asked = {table: source.max_drop_percent for table, source in project.facts.items()}
    if all(most is None for most in asked.values()):
        return
    wanted, judged = set(plans), set(now)
    runs = [run for run in past.newest.values() if run.plan in wanted and run.period not in judged]
    last = [record_of(ledger, run)["rows"] for run in sorted(runs, key=lambda run: run.entry)[-LAST:]]
    faults = []
    for account in accounts:
        most = asked.get(account.table)
        before: Sequence[int] = [row["read"] for rows in last for row in rows if row["table"] == account.table]
        if most is None or not before:
            continue
        mean = Fraction(sum(before), len(before))
        if (mean - account.read) * 100 > Fraction(most) * mean:
            place = project.place("facts", account.table, "max_drop_percent")
            faults.append(messages.dropped(place, account.table, account.read, round(mean), len(before), most))
    if faults:
        raise refused(*faults)
