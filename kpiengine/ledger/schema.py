"""The tables of the ledger as numbered migrations: each is applied once, in order, in one transaction.

    identity      one row: which ledger this is
    attempts      every command that wrote or wanted to: who, when, which process; `attempt_ends` how it ended
    entries       the log: everything that was recorded, in one order, each line chained to the one before by its hash
    runs          results, numbered for each plan and period; `run_inputs` what each was made from
    texts         rule and project files by their hash
    accounts      plan x rule set x period, with its currency
    batches       groups of lines that were written together, and in which period they fall due
    statements    one line for each payee x account x kind of line x revision; money in minor units
    payments      what each payee gets in one payroll file
    alert_series, alert_subjects    which alerts there are, and whom or what they are about
    alert_windows, alert_checks     one result for each alert x subject x window; a late change is a further revision
    alert_states  where each alert stood after a command, and what had been told
    alert_notices what was told and what was kept quiet, numbered for each alert and subject
    deliveries    messages to receivers, written with the notices in them; `delivery_attempts` how sending went

Rows are only ever added; triggers refuse anything else.  Statements of a million payees are written in the order of
their key, so each table that grows with the number of payees is its own index.
"""

from collections.abc import Sequence

from attrs import frozen

from kpiengine.ledger.dialect import Dialect


@frozen
class Migration:
    """One step from a version of the schema to the next."""

    version: int
    tables: tuple[str, ...]
    append_only: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()

    def texts(self, dialect: Dialect) -> Sequence[str]:
        """Every statement of the step."""
        guards = [text for table in self.append_only for text in dialect.append_only(table)]
        return [*(dialect.table(text) for text in self.tables), *guards, *self.statements]


VERSIONS = """
CREATE TABLE IF NOT EXISTS schema_versions (
  version INTEGER PRIMARY KEY, kpiengine TEXT NOT NULL, applied TEXT NOT NULL
) STRICT"""

_FIRST = Migration(
    1,
    (
        """
CREATE TABLE identity (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1), ledger TEXT NOT NULL, project TEXT NOT NULL, made TEXT NOT NULL
) STRICT""",
        """
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, person TEXT NOT NULL, host TEXT NOT NULL, process TEXT NOT NULL,
  started TEXT NOT NULL, hash TEXT NOT NULL
) STRICT""",
        """
CREATE TABLE attempt_ends (
  attempt INTEGER PRIMARY KEY REFERENCES attempts (id), ended TEXT NOT NULL, outcome TEXT NOT NULL,
  detail TEXT NOT NULL, hash TEXT NOT NULL
) STRICT""",
        """
CREATE TABLE entries (
  id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL REFERENCES attempts (id), kind TEXT NOT NULL,
  plan TEXT, period TEXT, person TEXT NOT NULL, recorded TEXT NOT NULL, body TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT""",
        """
CREATE TABLE texts (sha256 TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT""",
        """
CREATE TABLE runs (
  entry INTEGER PRIMARY KEY REFERENCES entries (id), plan TEXT NOT NULL, period TEXT NOT NULL,
  number INTEGER NOT NULL, content TEXT NOT NULL, archive TEXT NOT NULL, bundle TEXT NOT NULL, record TEXT NOT NULL,
  UNIQUE (plan, period, number)
) STRICT""",
        """
CREATE TABLE run_inputs (
  run INTEGER NOT NULL REFERENCES runs (entry), kind TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
  size INTEGER, row_count INTEGER, PRIMARY KEY (run, kind, path)
) STRICT""",
        """
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY, plan TEXT NOT NULL, period TEXT NOT NULL, ruleset TEXT NOT NULL,
  currency TEXT NOT NULL, decimals INTEGER NOT NULL, UNIQUE (plan, period, ruleset)
) STRICT""",
        """
CREATE TABLE batches (
  entry INTEGER PRIMARY KEY REFERENCES entries (id), kind TEXT NOT NULL, plan TEXT NOT NULL, due TEXT NOT NULL,
  lines INTEGER NOT NULL, content TEXT NOT NULL
) STRICT""",
        """
CREATE TABLE statements (
  account INTEGER NOT NULL REFERENCES accounts (id), payee TEXT NOT NULL, line TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0), batch INTEGER NOT NULL REFERENCES batches (entry),
  eligibility TEXT NOT NULL, tier TEXT, score TEXT, rewards TEXT, entitlement INTEGER, held_back INTEGER NOT NULL,
  amount INTEGER NOT NULL, cause TEXT, PRIMARY KEY (account, payee, line, revision)
) STRICT, WITHOUT ROWID""",
        """
CREATE TABLE payments (
  batch INTEGER NOT NULL REFERENCES batches (entry), payee TEXT NOT NULL, currency TEXT NOT NULL,
  amount INTEGER NOT NULL, PRIMARY KEY (batch, payee, currency)
) STRICT, WITHOUT ROWID""",
    ),
    append_only=(
        *("identity", "attempts", "attempt_ends", "entries", "texts", "runs", "run_inputs", "accounts"),
        *("batches", "statements", "payments"),
    ),
    statements=(
        "CREATE INDEX entries_of ON entries (plan, period, kind)",
        "CREATE UNIQUE INDEX one_payroll ON batches (plan, due) WHERE kind = 'pay'",
        "CREATE INDEX batches_due ON batches (plan, due)",
    ),
)

_ALERTS = Migration(
    2,
    (
        """
CREATE TABLE alert_series (
  id INTEGER PRIMARY KEY, ruleset TEXT NOT NULL, alert TEXT NOT NULL, UNIQUE (ruleset, alert)
) STRICT""",
        """
CREATE TABLE alert_subjects (
  id INTEGER PRIMARY KEY, level TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (level, name)
) STRICT""",
        """
CREATE TABLE alert_windows (
  series INTEGER NOT NULL REFERENCES alert_series (id), ending INTEGER NOT NULL, starting INTEGER NOT NULL,
  name TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entries (id), PRIMARY KEY (series, ending)
) STRICT, WITHOUT ROWID""",
        """
CREATE TABLE alert_checks (
  series INTEGER NOT NULL, ending INTEGER NOT NULL, subject INTEGER NOT NULL REFERENCES alert_subjects (id),
  revision INTEGER NOT NULL CHECK (revision > 0), verdict INTEGER, cleared INTEGER,
  entry INTEGER NOT NULL REFERENCES entries (id), PRIMARY KEY (series, ending, subject, revision),
  FOREIGN KEY (series, ending) REFERENCES alert_windows (series, ending)
) STRICT, WITHOUT ROWID""",
        """
CREATE TABLE alert_states (
  series INTEGER NOT NULL REFERENCES alert_series (id), subject INTEGER NOT NULL REFERENCES alert_subjects (id),
  entry INTEGER NOT NULL REFERENCES entries (id), state INTEGER NOT NULL, severity INTEGER NOT NULL,
  last INTEGER NOT NULL, marks INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
  told INTEGER NOT NULL, severity_told INTEGER NOT NULL, told_at INTEGER, escalated INTEGER NOT NULL,
  hushed INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (series, subject, entry)
) STRICT, WITHOUT ROWID""",
        """
CREATE TABLE alert_notices (
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entries (id),
  series INTEGER NOT NULL REFERENCES alert_series (id), subject INTEGER NOT NULL REFERENCES alert_subjects (id),
  number INTEGER NOT NULL, at INTEGER NOT NULL, event INTEGER NOT NULL, quiet TEXT, body TEXT NOT NULL,
  UNIQUE (series, subject, number)
) STRICT""",
        """
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, idempotency TEXT NOT NULL UNIQUE, entry INTEGER NOT NULL REFERENCES entries (id),
  receiver TEXT NOT NULL, person TEXT, place TEXT
) STRICT""",
        """
CREATE TABLE delivery_notices (
  delivery INTEGER NOT NULL REFERENCES deliveries (id), notice INTEGER NOT NULL REFERENCES alert_notices (id),
  PRIMARY KEY (delivery, notice)
) STRICT, WITHOUT ROWID""",
        """
CREATE TABLE delivery_attempts (
  delivery INTEGER NOT NULL REFERENCES deliveries (id), number INTEGER NOT NULL, attempt INTEGER NOT NULL
  REFERENCES attempts (id), recorded TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID""",
    ),
    append_only=(
        *("alert_series", "alert_subjects", "alert_windows", "alert_checks", "alert_states", "alert_notices"),
        *("deliveries", "delivery_notices", "delivery_attempts"),
    ),
    statements=("CREATE INDEX notices_of ON alert_notices (entry)",),
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST, _ALERTS)
