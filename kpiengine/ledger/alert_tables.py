"""The tables of the alert log within one transaction: what they hold, and what is added to them.

Rows are written and read in bulk.  What the log means, and what is told, is decided by `alert_log`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import evolve

from kpiengine.alerts.folding import CARRY, CHECKS, fold, nobody
from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.quiet import UNITS
from kpiengine.alerts.states import State
from kpiengine.alerts.telling import TOLD
from kpiengine.alerts.timeline import ABOUT, TEXTS, Recalled, Told, Window
from kpiengine.ledger.notices import Noted
from kpiengine.ledger.opening import Ledger

STATE = (*(c for c in CARRY if c != "subject"), *(c for c in TOLD if c != "subject"))
_STATE_COLUMNS = ("series", "subject", "entry", *("told_at" if name == "at" else name for name in STATE))


class AlertTables:
    """One transaction's view of the log."""

    def __init__(self, ledger: Ledger, policies: Mapping[Series, Policy]) -> None:
        self.ledger = ledger
        self.policies = policies
        self.database = ledger.database
        self.series = self._numbered_series()
        self.changes: list[tuple[int, int, int, int, int | None, int | None]] = []
        self.added: list[tuple[int, int, int, str]] = []
        self.through: dict[Series, tuple[int, str]] = {}
        for series, number in self.series.items():
            row = self.database.one(
                "SELECT ending, name FROM alert_windows WHERE series = :s ORDER BY ending DESC LIMIT 1", s=number
            )
            if row is not None:
                self.through[series] = (row[0], row[1])

    def _numbered_series(self) -> dict[Series, int]:
        known = {Series(r, a): n for n, r, a in self.database.all("SELECT id, ruleset, alert FROM alert_series")}
        for series in sorted(self.policies.keys() - known.keys()):
            known[series] = len(known) + 1
            self.database.add("alert_series", id=known[series], ruleset=series.ruleset, alert=series.alert)
        return {series: known[series] for series in self.policies}

    def placed(self, window: Window) -> tuple[Window, str] | None:
        """The window with numbered subjects, and whether it is new or of the past; None if nothing in it is new."""
        window = evolve(window, rows=self._numbered_subjects(window.rows))
        number = self.series[window.series]
        newest, _ = self.through.get(window.series, (None, ""))
        checks = window.rows.select("subject", "verdict", pl.col("clear").cast(pl.Int8))
        if newest is not None and window.end <= newest:
            known = self.checks(number, window.end, window.end).drop("ending")
            changed = _differing(known, checks)
            exists = self.database.one(
                "SELECT 1 FROM alert_windows WHERE series = :s AND ending = :e", s=number, e=window.end
            )
            if changed.is_empty() and exists is not None:
                return None
            if exists is None:
                self.added.append((number, window.end, window.start, window.name))
            self._note(number, window.end, changed)
            return window, "past"
        self.added.append((number, window.end, window.start, window.name))
        self._note(number, window.end, checks.with_columns(revision=pl.lit(1)))
        return window, "new"

    def _note(self, series: int, end: int, rows: pl.DataFrame) -> None:
        for subject, verdict, clear, revision in (
            rows.select("subject", "verdict", "clear", "revision").sort("subject").rows()
        ):
            self.changes.append((series, end, subject, revision, verdict, clear))

    def _numbered_subjects(self, rows: pl.DataFrame) -> pl.DataFrame:
        pairs = rows.select("level", "name").unique().sort("level", "name")
        known = self._names()
        fresh = pairs.join(known, on=["level", "name"], how="anti").sort("level", "name")
        if fresh.height:
            fresh = fresh.with_row_index("subject", offset=known.height + 1).cast({"subject": pl.Int64})
            fresh = fresh.select("subject", "name", "level")
            self.database.add_many("alert_subjects", ("id", "name", "level"), fresh.rows())
            known = pl.concat([known, fresh])
        return rows.drop("subject", strict=False).join(known, on=["level", "name"], how="left", maintain_order="left")

    def checks(self, series: int, first: int, last: int) -> pl.DataFrame:
        """The newest revision of every result of these windows, with its number."""
        rows = self.database.all(
            "SELECT ending, subject, verdict, cleared, revision FROM alert_checks AS c WHERE series = :s "
            "AND ending BETWEEN :a AND :b AND revision = (SELECT max(revision) FROM alert_checks AS n WHERE "
            "n.series = c.series AND n.ending = c.ending AND n.subject = c.subject)",
            s=series,
            a=first,
            b=last,
        )
        schema = {"ending": pl.Int64, "subject": pl.Int64, "verdict": pl.Int8, "clear": pl.Int8, "revision": pl.Int64}
        return pl.DataFrame(rows, schema, orient="row")

    def folded(self, series: Series, until: int, zone: str, work: Sequence[tuple[Window, str]] = ()) -> pl.DataFrame:
        """The fold from the whole log up to an instant, with windows of the past as `work` judges them now."""
        number = self.series[series]
        found = self.checks(number, 0, until).filter(pl.col("verdict").is_not_null())
        judged = {key[0]: _as_checks(rows) for key, rows in found.partition_by("ending", as_dict=True).items()}
        judged |= {w.end: _as_checks(w.rows) for w, kind in work if w.series == series and kind == "past"}
        ends = sorted({*(e for (e,) in self._ends(number, 0) if e <= until), *judged})
        empty = pl.DataFrame(schema=CHECKS)
        return fold(self.policies[series], [(end, judged.get(end, empty)) for end in ends], zone)

    def _ends(self, number: int, after: int) -> list[tuple[int]]:
        text = "SELECT ending FROM alert_windows WHERE series = :s AND ending > :e ORDER BY ending"
        return [(end,) for (end,) in self.database.all(text, s=number, e=after)]

    def recalled(
        self,
        series: Series,
        zone: str,
        work: Sequence[tuple[Window, str]],
        *,
        corrected: bool,
    ) -> Recalled:
        """What was recorded of one alert; where the past was judged anew, folded from the whole log."""
        if series not in self.through:
            return Recalled()
        number = self.series[series]
        through, name = self.through[series]
        rows = pl.DataFrame(
            self.database.all(
                f"SELECT subject, {', '.join(_STATE_COLUMNS[3:])} FROM alert_states AS a WHERE series = :s AND entry = "  # noqa: S608 -- our own names
                "(SELECT max(entry) FROM alert_states AS b WHERE b.series = a.series AND b.subject = a.subject) "
                "ORDER BY subject",
                s=number,
            ),
            ["subject", *STATE],
            orient="row",
        )
        carry = rows.select(CARRY.keys()).cast(CARRY) if rows.height else nobody()
        removed = pl.col("state") == State.REMOVED  # an alert that has come back begins anew
        carry = carry.with_columns(state=pl.when(removed).then(pl.lit(int(State.INACTIVE), pl.Int8)).otherwise("state"))
        told = rows.select(TOLD.keys()).cast(TOLD) if rows.height else pl.DataFrame(schema=TOLD)
        about = self._about(number, rows["subject"].to_list())
        if corrected:
            carry = self.folded(series, through, zone, work)
            for window, kind in work:
                if window.series == series and kind == "past":
                    about = pl.concat([about.join(window.rows, on="subject", how="anti"), window.rows.select(*ABOUT)])
        cause = self.policies[series].is_cause

        def at(instant: int) -> pl.DataFrame:
            return self.folded(series, instant, zone).join(self._names(), on="subject", how="left")

        return Recalled(
            carry=carry,
            told=told,
            about=about,
            through=through,
            name=name,
            corrected=corrected,
            at=at if cause else None,
            ends=[e for (e,) in self._ends(number, 0)] if cause else (),
        )

    def _names(self) -> pl.DataFrame:
        """Every subject that was ever judged, by its number."""
        rows = self.database.all("SELECT id, name, level FROM alert_subjects")
        return pl.DataFrame(rows, {"subject": pl.Int64, "name": pl.String, "level": pl.String}, orient="row")

    def _about(self, number: int, subjects: Sequence[int]) -> pl.DataFrame:
        """Names, and units and texts as the last notice had them, where there was one."""
        newest = self.database.all(
            "SELECT subject, body FROM alert_notices AS n WHERE series = :s AND number = (SELECT max(number) FROM "
            "alert_notices AS m WHERE m.series = n.series AND m.subject = n.subject)",
            s=number,
        )
        said = [(subject, *map(json.loads(body).get, (*UNITS, *TEXTS))) for subject, body in newest]
        schema = {"subject": pl.Int64, **dict.fromkeys((*UNITS, *TEXTS), pl.String)}
        names = self._names().filter(pl.col("subject").is_in(subjects))
        return names.join(pl.DataFrame(said, schema, orient="row"), on="subject", how="left").select(*ABOUT)

    def sorted_changes(self) -> list[tuple[int, int, int, int, int | None, int | None]]:
        """The new results in the order of their key."""
        return sorted(self.changes, key=lambda row: row[:4])

    def as_written(self, row: tuple[Any, ...]) -> tuple[object, ...]:
        """What the table has of a notice beside its own number and entry."""
        at, _, _, number, subject, _, event, quiet, body, ruleset, alert = row
        return (self.series[Series(ruleset, alert)], subject, number, at, event, quiet, _text(body))

    def write_windows(self, entry: int) -> None:
        """Windows and results."""
        names = ("series", "ending", "starting", "name", "entry")
        self.database.add_many("alert_windows", names, [(*row, entry) for row in self.added])
        columns = ("series", "ending", "subject", "revision", "verdict", "cleared", "entry")
        self.database.add_many("alert_checks", columns, [(*row, entry) for row in self.changes])

    def write_states(self, entry: int, made: Mapping[Series, Told], recalled: Mapping[Series, Recalled]) -> None:
        """Where each alert stands now, for those of whom anything has changed."""
        for series, told in made.items():
            now, was = _beside(told.carry, told.told), _beside(recalled[series].carry, recalled[series].told)
            if recalled[series].corrected:
                was = was.clear()
            changed = now.join(was, on=now.columns, how="anti", nulls_equal=True).sort("subject")
            if not recalled[series].corrected:  # nobody is told that nothing ever was
                changed = changed.filter(~_trivial() | pl.col("subject").is_in(was["subject"].to_list()))
            number = self.series[series]
            rows = [(number, subject, entry, *map(_plain, rest)) for subject, *rest in changed.rows()]
            self.database.add_many("alert_states", _STATE_COLUMNS, rows)

    def write_notices(self, entry: int, noted: Sequence[tuple[Any, ...]]) -> list[Noted]:
        """The notices, numbered over the whole ledger."""
        first = 1 + (self.database.value("SELECT max(id) FROM alert_notices") or 0)
        found = []
        for place, (at, _, name, number, subject, level, event, quiet, body, ruleset, alert) in enumerate(noted):
            series = Series(ruleset, alert)
            found.append((subject, Noted(first + place, series, level, name, number, at, event, quiet, body)))
        rows = [
            (n.id, entry, self.series[n.series], subject, n.number, n.at, n.event, n.quiet, _text(n.body))
            for subject, n in found
        ]
        names = ("id", "entry", "series", "subject", "number", "at", "event", "quiet", "body")
        self.database.add_many("alert_notices", names, rows)
        return [notice for _, notice in found]


def _differing(known: pl.DataFrame, checks: pl.DataFrame) -> pl.DataFrame:
    """What is judged otherwise than before, as its next revision; a subject that is gone has no verdict."""
    both = known.join(checks, on="subject", how="full", coalesce=True, suffix="_now")
    changed = pl.col("verdict").ne_missing(pl.col("verdict_now")) | pl.col("clear").ne_missing(pl.col("clear_now"))
    return both.filter(changed).select(
        "subject", verdict="verdict_now", clear="clear_now", revision=pl.col("revision").fill_null(0) + 1
    )


def _as_checks(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("subject", "verdict", pl.col("clear").cast(pl.Boolean)).cast(CHECKS)


def _beside(carry: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The columns of a state, with nothing told where nothing was."""
    both = carry.join(told, on="subject", how="left")
    zero = {"severity_told": 0, "hushed": 0, "number": 0}
    return both.with_columns(
        pl.col("told", "escalated").fill_null(value=False),
        *(pl.col(column).fill_null(value) for column, value in zero.items()),
    ).select("subject", *STATE)


def _trivial() -> pl.Expr:
    """A subject that is as if it had never been judged."""
    nothing = [pl.col(name) == 0 for name in ("state", "marks", "last", "hushed", "number")]
    return pl.all_horizontal(*nothing, ~pl.col("told"), pl.col("since") == 0)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True)
