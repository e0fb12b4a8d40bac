"""What is asked for, and everything that came of it."""

from datetime import datetime
from pathlib import Path

from attrs import frozen

from kpiengine.diagnostics import Diagnostic
from kpiengine.facts.records import FactStore
from kpiengine.ledger import Settlement
from kpiengine.ledger.alert_log import Logged
from kpiengine.ledger.process import Worker
from kpiengine.outputs.notify.outbox import Sent
from kpiengine.outputs.results import Result
from kpiengine.planning.asked import Asked
from kpiengine.planning.exclusions import Exclusion

NOTHING_LOGGED, NOTHING_SENT = Logged(), Sent()


@frozen
class Shadow:
    """One shadow: what it would have decided, where that was written, or why it could not be computed."""

    ruleset: str
    results: tuple[Result, ...] = ()
    folders: tuple[Path, ...] = ()
    problem: str | None = None


@frozen
class Evaluation:
    """Everything that one invocation made; `empty` names asked periods without facts, of which nothing was recorded.

    Where only shadows hold for what was asked, `facts` are the roster's and there are no results.
    """

    facts: FactStore
    results: tuple[Result, ...]
    settlements: tuple[Settlement, ...]
    folders: tuple[Path, ...]
    empty: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()  # what load, measure and the ledger have to say, each once
    shadows: tuple[Shadow, ...] = ()
    alerts: Logged = NOTHING_LOGGED  # what became of the alerts of periods that are over
    sent: Sent = NOTHING_SENT


@frozen
class Task:
    """What is asked for, where files go, when it is, and who asks; `amend` is the reason of an amendment.

    `as_of` is the moment whose knowledge decides, for a result that is only shown.
    """

    asked: Asked
    outputs: Path
    now: datetime
    worker: Worker
    wait_s: float = 0.0
    amend: str | None = None
    plan: str | None = None  # only this one
    as_of: datetime | None = None
    exclusions: tuple[Exclusion, ...] = ()  # that are tried out
    dry: bool = False  # go the whole way in a copy of the ledger, and leave nothing behind

    @property
    def moment(self) -> int:
        """When it is, in milliseconds."""
        return milliseconds(self.now)


def milliseconds(moment: datetime) -> int:
    """An instant, to the second, as it is recorded."""
    return int(moment.timestamp()) * 1000
