"""The alert log as people ask for it: what is on, and what happened to one alert or one person."""

from typing import Any

import polars as pl

from kpiengine.alerts.folding import CARRY, shown
from kpiengine.alerts.policy import WORD_OF, Series
from kpiengine.alerts.states import VERDICT_WORDS, Event, State
from kpiengine.ledger.database import Database
from kpiengine.ledger.notices import SELECT_NOTICES, Noted, noted_of
from kpiengine.ledger.quieting import moment

CONCERN = (State.PENDING, State.FIRING, State.RECOVERING, State.ERROR)
_NEWEST = (
    "SELECT e.ruleset, e.alert, s.level, s.name, a.state, a.severity, a.last, a.marks, a.since, a.until, a.told, "
    "a.hushed, (SELECT name FROM alert_windows AS w WHERE w.series = a.series ORDER BY ending DESC LIMIT 1) "
    "FROM alert_states AS a JOIN alert_series AS e ON e.id = a.series JOIN alert_subjects AS s ON s.id = a.subject "
    "WHERE a.entry = (SELECT max(entry) FROM alert_states AS b WHERE b.series = a.series AND b.subject = a.subject) "
    "ORDER BY e.ruleset, e.alert, s.name"
)


def standing(database: Database, *, every: bool = False) -> list[dict[str, Any]]:
    """Where each alert stands, those of concern or all of them: plain data."""
    columns = (
        "ruleset",
        "alert",
        "level",
        "subject",
        *(c for c in CARRY if c != "subject"),
        "told",
        "hushed",
        "window",
    )
    found = []
    rows = [dict(zip(columns, row, strict=True)) for row in database.all(_NEWEST)]
    if not rows:
        return []
    praise = _praise(database)
    frame = pl.DataFrame(rows, infer_schema_length=None)
    for row in shown(frame.with_columns(pl.col("state", "last").cast(pl.Int8))).iter_rows(named=True):
        state = State(row["state"])
        if not every and state not in CONCERN:
            continue
        found.append(
            {
                "ruleset": row["ruleset"],
                "alert": row["alert"],
                "level": row["level"],
                "subject": row["subject"],
                "state": state.word,
                "kind": "praise" if (row["ruleset"], row["alert"]) in praise else "warning",
                "severity": None if (row["ruleset"], row["alert"]) in praise else WORD_OF.get(row["severity"]),
                "since": moment(row["since"]) if row["since"] else None,
                "since_ms": row["since"],
                "window": row["window"],
                "last": VERDICT_WORDS[row["last"]],
                "told": bool(row["told"]),
                "quiet": bool(row["hushed"]),
            }
        )
    return found


def _praise(database: Database) -> set[tuple[str, str]]:
    """Rule set and alert of those whose last notice was praise."""
    rows = database.all(f"{SELECT_NOTICES} WHERE n.id IN (SELECT max(id) FROM alert_notices GROUP BY series)")  # noqa: S608 -- our own words
    newest = map(noted_of, rows)
    return {(notice.series.ruleset, notice.series.alert) for notice in newest if notice.body["praise"]}


def notices(database: Database, alert: str | None = None, subject: str | None = None) -> list[Noted]:
    """Every notice, suppressed ones too, in their order."""
    rows = database.all(f"{SELECT_NOTICES} ORDER BY n.id")
    found = (noted_of(row) for row in rows)
    return [n for n in found if alert in {None, n.series.alert, str(n.series)} and subject in {None, n.subject}]


def checks(database: Database, alert: str, subject: str | None = None) -> list[dict[str, Any]]:
    """What every window said of one alert, each revision of it."""
    rows = database.all(
        "SELECT w.name, s.name, c.verdict, c.cleared, c.revision, e.ruleset FROM alert_checks AS c "
        "JOIN alert_series AS e ON e.id = c.series JOIN alert_subjects AS s ON s.id = c.subject "
        "JOIN alert_windows AS w ON w.series = c.series "
        "AND w.ending = c.ending WHERE e.alert = :a ORDER BY c.ending, s.name, c.revision",
        a=alert.rpartition(".")[2],
    )
    return [
        {
            "window": window,
            "subject": name,
            "verdict": "not there" if verdict is None else VERDICT_WORDS[verdict],
            "clear": None if clear is None else bool(clear),
            "revision": revision,
        }
        for window, name, verdict, clear, revision, ruleset in rows
        if subject in {None, name} and alert in {f"{ruleset}.{alert.rpartition('.')[2]}", alert.rpartition(".")[2]}
    ]


def series_named(database: Database, alert: str) -> list[Series]:
    """The alerts that a name on the command line may mean: `csat_low` or `phone.csat_low`."""
    known = [Series(r, a) for r, a in database.all("SELECT ruleset, alert FROM alert_series ORDER BY ruleset, alert")]
    return [series for series in known if alert in {series.alert, str(series)}]


def as_data(notice: Noted) -> dict[str, Any]:
    """One notice as plain data."""
    said = notice.body
    return {
        "key": notice.key,
        "alert": str(notice.series),
        "level": notice.level,
        "subject": notice.subject,
        "window": said["window"],
        "at": moment(notice.at),
        "at_ms": notice.at,
        "event": Event(notice.event).word,
        "kind": "praise" if said["praise"] else "warning",
        "severity": None if said["praise"] else WORD_OF.get(said["severity"]),
        "values": said.get("values", ""),
        "quiet": notice.quiet,
        "why": said["why"],
    }
