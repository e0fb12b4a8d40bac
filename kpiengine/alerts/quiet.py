"""What keeps a notice from being sent: an alert that quiets others, a silence, an acknowledgement.

All of them suppress messages only: states go on, every suppressed notice is in the record with what kept it quiet,
and whoever is still concerned when the quiet ends is told then.
"""

from collections.abc import Callable, Mapping, Sequence

import polars as pl
from attrs import frozen

from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.states import OPEN, Event

UNITS = ("team", "queue", "site")
SUPPRESSED_BY_ACK = (Event.REPEATED, Event.ESCALATED, Event.MILDER)


@frozen
class Silence:
    """Nothing is sent about these until `until`; None stands for all of them.

    `subject` is a person, a team, a queue or a site; a unit stands for everybody in it.  `begins` is None for a
    silence that holds for everything that has not been told when it is made.
    """

    number: int
    until: int
    series: Series | None = None
    subject: str | None = None
    begins: int | None = None

    def concerns(self, series: Series) -> bool:
        """Whether it is about this alert."""
        return self.series is None or self.series == series

    def holds(self, at: int) -> bool:
        """Whether it is in force at that instant."""
        return at < self.until and (self.begins is None or self.begins <= at)


@frozen
class Acknowledgement:
    """Somebody knows of this one: no repetition and no escalation until `until`, or until it begins anew."""

    number: int
    series: Series
    subject: str
    since: int
    until: int


@frozen
class Quiet:
    """Everything that may keep quiet, and the names of subjects by their numbers."""

    silences: Sequence[Silence] = ()
    acknowledgements: Sequence[Acknowledgement] = ()

    def ends(self) -> list[int]:
        """The instants at which a silence or an acknowledgement is over."""
        return sorted({*(s.until for s in self.silences), *(a.until for a in self.acknowledgements)})

    def why(
        self,
        policy: Policy,
        at: int,
        causes: Mapping[Series, tuple[Policy, Callable[[], pl.DataFrame]]],
    ) -> pl.Expr:
        """What keeps each row quiet at that instant, as text; missing where nothing does.

        Rows have name, event, since and the units.  `causes` are alerts that may quiet this one, with their folds,
        which have the names of their subjects too.
        """
        found = pl.lit(None, dtype=pl.String)
        for series, (cause, fold) in causes.items():
            firing = fold().filter(pl.col("state").is_in(OPEN))["name"].to_list()
            if firing:
                found = pl.coalesce(found, _when(_inside(cause.level, firing), f"alert {series}"))
        for silence in self.silences:
            if silence.concerns(policy.series) and silence.holds(at):
                covered = pl.lit(value=True) if silence.subject is None else _any_of(silence.subject)
                found = pl.coalesce(found, _when(covered, f"silence {silence.number}"))
        for known in self.acknowledgements:
            if known.series == policy.series and at < known.until:
                same = (pl.col("name") == known.subject) & (pl.col("since") == known.since)
                softer = pl.col("event").is_in([int(event) for event in SUPPRESSED_BY_ACK])
                found = pl.coalesce(found, _when(same & softer, f"acknowledgement {known.number}"))
        return found


def _inside(level: str, names: Sequence[str]) -> pl.Expr:
    """Whether the row's subject is one of these units, or in one."""
    if level == "centre":
        return pl.lit(value=True)
    own = pl.col("name").is_in(names) & (pl.col("level") == level)
    return own | pl.col(level).is_in(names).fill_null(value=False) if level in UNITS else own


def _any_of(name: str) -> pl.Expr:
    return pl.any_horizontal((pl.col(column) == name).fill_null(value=False) for column in ("name", *UNITS))


def _when(condition: pl.Expr, text: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(text))
