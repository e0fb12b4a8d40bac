"""From new windows to states and notices: instant by instant in order, alerts that quiet others first.

The instants are the ends of windows and the ends of silences, never the time of the run: so a run that is late, or
comes again, or catches up with three nights, gives what the punctual ones would have given.  Nothing here reads or
writes; what earlier runs recorded comes in as `Recalled`.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence

import polars as pl
from attrs import Factory, define, field, frozen

from kpiengine.alerts.folding import advance, nobody
from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.quiet import UNITS, Quiet
from kpiengine.alerts.states import Event
from kpiengine.alerts.telling import after, nothing_told, wanted

TEXTS = ("values", "message_en", "message_zh", "people", "action")
ABOUT = pl.Schema(
    {
        "subject": pl.Int64,
        "name": pl.String,
        "level": pl.String,
        **dict.fromkeys((*UNITS, *TEXTS), pl.String),
    }
)
NOTICES = pl.Schema(
    {
        "subject": pl.Int64,
        "name": pl.String,
        "level": pl.String,
        "at": pl.Int64,
        "window": pl.String,
        "event": pl.Int8,
        "severity": pl.Int8,
        "before": pl.Int8,  # severity that was told last
        "since": pl.Int64,
        "number": pl.Int64,
        "quiet": pl.String,
        "after_quiet": pl.Boolean,
        "late": pl.Boolean,
        "corrected": pl.Boolean,
        "escalated": pl.Boolean,  # whether those of the escalation know of it; else missing
        **dict.fromkeys((*UNITS, *TEXTS), pl.String),
    }
)


@frozen
class Window:
    """One stretch [start, end) that one alert was judged on, with a row for each subject: verdict, clear, `ABOUT`.

    `late`: a newer window of the alert was over already when this one was judged.
    """

    series: Series
    start: int
    end: int
    name: str
    rows: pl.DataFrame
    late: bool = False


@frozen
class Recalled:
    """What was recorded of one alert: its fold up to `through`, what was told, and what it was about.

    `about` is known for those with a notice; `again` is the fold from the log once more, where a window of the past
    was judged anew.  `at` gives the fold at an earlier instant and `ends` the recorded windows after one.
    """

    carry: pl.DataFrame = Factory(nobody)
    told: pl.DataFrame = Factory(nothing_told)
    about: pl.DataFrame = Factory(lambda: pl.DataFrame(schema=ABOUT))
    through: int | None = None
    name: str = ""
    corrected: bool = False
    at: Callable[[int], pl.DataFrame] | None = None
    ends: Sequence[int] = ()


@define
class _Line:
    """One alert while time goes by."""

    policy: Policy
    carry: pl.DataFrame
    told: pl.DataFrame
    about: pl.DataFrame
    through: int | None
    name: str
    at: Callable[[int], pl.DataFrame] | None
    ends: Sequence[int]
    notices: list[pl.DataFrame] = field(factory=list)

    def names(self) -> pl.DataFrame:
        """The fold now, with names."""
        return self.carry.join(self.about.select("subject", "name"), on="subject", how="left")


@frozen
class Told:
    """What became of one alert: fold and what was told after the last window; notices in order, suppressed ones too."""

    carry: pl.DataFrame
    told: pl.DataFrame
    notices: pl.DataFrame
    through: int | None
    name: str


def tell(  # noqa: PLR0913, PLR0917 -- the log, what is new, and by which rules
    policies: Mapping[Series, Policy],
    recalled: Mapping[Series, Recalled],
    windows: Sequence[Window],
    quiet: Quiet,
    now: int,
    zone: str,
) -> dict[Series, Told]:
    """The fold and the notices of every alert after these windows, each of which is newer than all recorded ones."""
    lines = {series: _line(policy, recalled.get(series, Recalled())) for series, policy in policies.items()}
    by_end: dict[int, list[Window]] = {}
    for window in windows:
        by_end.setdefault(window.end, []).append(window)
    begun = max((r.through for r in recalled.values() if r.through is not None), default=0)
    first = min([begun, *by_end])
    again = {series: line for series, line in lines.items() if recalled.get(series, Recalled()).corrected}
    instants = {*by_end, *(end for end in quiet.ends() if first < end <= now)}
    instants |= {max(begun, line.through or begun) for line in again.values()}
    heap = sorted(instants)
    while heap:
        at = heapq.heappop(heap)
        own = sorted(by_end.get(at, ()), key=lambda w: (not policies[w.series].is_cause, w.series))
        told_now = set()
        for window in own:
            line = lines[window.series]
            line.carry = advance(line.policy, line.carry, window.rows.select("subject", "verdict", "clear"), at, zone)
            line.about = _newer(line.about, window.rows.select(*ABOUT))
            line.through, line.name = at, window.name
        for window in own:
            told_now.add(window.series)
            _tell(lines, window.series, quiet, at, zone, late=window.late)
        for series in sorted(lines.keys() - told_now):
            line = lines[series]
            if series in again and at == max(begun, line.through or begun):
                _tell(lines, series, quiet, at, zone, corrected=True)
            elif (line.told["hushed"] > 0).any():
                _tell(lines, series, quiet, at, zone, only_hushed=True)
        for more in _ends_of_quiet(lines, at):
            if more not in instants:
                instants.add(more)
                heapq.heappush(heap, more)
    return {
        series: Told(
            line.carry, line.told, pl.concat([pl.DataFrame(schema=NOTICES), *line.notices]), line.through, line.name
        )
        for series, line in lines.items()
    }


def _line(policy: Policy, was: Recalled) -> _Line:
    return _Line(policy, was.carry, was.told, was.about, was.through, was.name, was.at, was.ends)


def _newer(about: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([about.join(rows, on="subject", how="anti"), rows])


def _ends_of_quiet(lines: Mapping[Series, _Line], at: int) -> list[int]:
    """Recorded windows of causes after this instant, where somebody waits for the quiet to end."""
    waiting = [line.policy for line in lines.values() if (line.told["hushed"] > 0).any()]
    causes = [line for line in lines.values() if any(line.policy.quietens(policy) for policy in waiting)]
    return sorted({end for line in causes for end in line.ends if end > at})


def _tell(  # noqa: PLR0913 -- all alerts, which one, and why now
    lines: Mapping[Series, _Line],
    series: Series,
    quiet: Quiet,
    at: int,
    zone: str,
    *,
    late: bool = False,
    corrected: bool = False,
    only_hushed: bool = False,
) -> None:
    """Adds the notices of one alert at one instant."""
    line = lines[series]
    due = wanted(line.policy, line.carry, line.told, at, zone)
    if only_hushed:
        due = due.filter(pl.col("hushed") > 0)
    line.told = _forgotten(line.told, due)
    if due.is_empty():
        return
    causes = {
        other: (cause.policy, _at(cause, at)) for other, cause in lines.items() if cause.policy.quietens(line.policy)
    }
    rows = due.join(line.about, on="subject", how="left").with_columns(
        quiet=pl.lit(None, dtype=pl.String), now=pl.lit(at), praise=pl.lit(line.policy.praise)
    )
    rows = rows.with_columns(quiet=quiet.why(line.policy, at, causes))
    rows = rows.filter(pl.col("quiet").is_null() | (pl.col("hushed") != pl.col("event")))
    line.told = after(line.told, rows)
    ended = pl.col("event") == Event.RESOLVED
    notices = rows.with_columns(
        at=pl.col("now"),
        window=pl.lit(line.name),
        severity=pl.when(ended).then("severity_told").otherwise("severity"),
        before=pl.col("severity_told"),
        number=pl.col("number") + 1,
        after_quiet=pl.col("quiet").is_null() & (pl.col("hushed") > 0),
        late=pl.lit(late),
        corrected=pl.lit(corrected),
        escalated=pl.when("escalated").then(pl.lit(value=True)),
    )
    line.notices.append(notices.select(*NOTICES).cast(NOTICES))


def _forgotten(told: pl.DataFrame, due: pl.DataFrame) -> pl.DataFrame:
    """What was hushed and is no longer so need not be told any more."""
    still = pl.col("subject").is_in(due["subject"].to_list())
    return told.with_columns(hushed=pl.when(still).then("hushed").otherwise(pl.lit(0, dtype=pl.Int8)))


def _at(line: _Line, at: int) -> Callable[[], pl.DataFrame]:
    """The fold of a cause at that instant, from the log where it has gone on since."""

    def found() -> pl.DataFrame:
        if line.at is not None and line.through is not None and line.through > at:
            return line.at(at)
        return line.names()

    return found
