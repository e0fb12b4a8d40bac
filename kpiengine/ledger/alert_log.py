"""The alert log: what every window said of every subject, where that leaves each alert, and what is to be told.

One transaction writes windows, states, notices and messages, so that a command that dies leaves all of them or none.
A window that is judged again writes only what differs, as a further revision; the states are then folded anew from
the whole log.  The tables are written and read in `alert_tables`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import Factory, evolve, frozen

from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.quiet import UNITS, Quiet
from kpiengine.alerts.timeline import TEXTS, Told, Window, tell
from kpiengine.alerts.wording import why
from kpiengine.ledger.alert_tables import AlertTables
from kpiengine.ledger.database import Database
from kpiengine.ledger.notices import Delivery, Noted, add_deliveries
from kpiengine.ledger.opening import Ledger
from kpiengine.ledger.removed_alerts import STATE_COLUMNS, removed_alerts

ALERTS = "alerts"
BODY = ("window", "severity", "before", "since", "after_quiet", "late", "corrected", "escalated", *UNITS, *TEXTS)


@frozen
class Logged:
    """What one command added: windows that were new or judged anew, and notices, suppressed ones too."""

    windows: int = 0
    corrected: int = 0
    notices: tuple[Noted, ...] = Factory(tuple)
    deliveries: int = 0
    removed: tuple[Noted, ...] = Factory(tuple)  # what was on of alerts that no rule file has any more


def log_alerts(  # noqa: PLR0913, PLR0917 -- the log, what is new, by which rules, and who hears of it
    ledger: Ledger,
    policies: Mapping[Series, Policy],
    windows: Sequence[Window],
    quiet: Quiet,
    now: int,
    zone: str,
    address: Callable[[Sequence[Noted]], Sequence[Delivery]],
) -> Logged:
    """Records the windows that are new, folds, and writes notices with their messages; all of it or nothing."""
    with ledger.writing():
        log = AlertTables(ledger, policies)
        placed = [log.placed(window) for window in sorted(windows, key=lambda w: (w.end, w.series))]
        work = [each for each in placed if each is not None]
        new = [window for window, kind in work if kind == "new"]
        corrected = {window.series for window, kind in work if kind == "past"}
        recalled = {series: log.recalled(series, zone, work, corrected=series in corrected) for series in policies}
        made = tell(policies, recalled, _marked(new), quiet, now, zone)
        noted = _rows_of(made, policies)
        gone = removed_alerts(ledger.database, policies)
        retired = [one.notice(now) for one in gone if one.was_on]
        log.series |= {one.series: one.series_id for one in gone}
        if not work and not noted and not gone:
            return Logged()
        body = {
            "windows": [[str(w.series), w.name, w.end, kind] for w, kind in work],
            "checks": content(log.sorted_changes()),
            "notices": content([log.as_written(row) for row in (*noted, *retired)]),
        }
        entry = ledger.append(ALERTS, body).id
        log.write_windows(entry)
        log.write_states(entry, made, recalled)
        notices = log.write_notices(entry, [*noted, *retired])
        notices, said = notices[: len(noted)], notices[len(noted) :]
        ledger.database.add_many("alert_states", STATE_COLUMNS, [one.state(entry, now) for one in gone])
        sent = address([notice for notice in notices if notice.quiet is None])
        add_deliveries(ledger, entry, sent)
    return Logged(len(work), len(corrected), tuple(notices), len(sent), tuple(said))


def newest_windows(database: Database) -> dict[Series, int]:
    """The end of the newest window of each alert."""
    rows = database.all(
        "SELECT ruleset, alert, max(ending) FROM alert_windows JOIN alert_series ON id = series GROUP BY ruleset, alert"
    )
    return {Series(ruleset, alert): end for ruleset, alert, end in rows}


def content(rows: Sequence[Sequence[object]]) -> str:
    """The hash by which rows are known in the chained log."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _marked(windows: Sequence[Window]) -> list[Window]:
    """Those that were made up because a newer one is there already say so."""
    newest: dict[Series, int] = {}
    for window in windows:
        newest[window.series] = max(window.end, newest.get(window.series, 0))
    return [evolve(window, late=window.end < newest[window.series]) for window in windows]


def _rows_of(made: Mapping[Series, Told], policies: Mapping[Series, Policy]) -> list[tuple[Any, ...]]:
    """Notices in the order in which they came about, as plain rows."""
    rows = []
    for series, told in made.items():
        policy = policies[series]
        about = {"titles": policy.titles, "praise": policy.praise}
        for row in told.notices.iter_rows(named=True):
            body = {name: row[name] for name in BODY if row[name] is not None} | about | {"why": why(policy, row)}
            head = (row["at"], str(series), row["name"] or "", row["number"])
            rows.append(
                (*head, row["subject"], row["level"], row["event"], row["quiet"], body, series.ruleset, series.alert)
            )
    return sorted(rows, key=lambda row: row[:4])
