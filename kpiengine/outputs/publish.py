"""The publish stage: result files beside the run record that they belong to.

    out/<plan>/<period>/              scorecards, kpi_lines, segments, decisions, alerts, money, rejected, accounts as
                                      CSV and Parquet; accounts.json, run.json; windows, where a rule set has some
    out/<plan>/<period>/shadow/<id>/  the same tables of a shadow, each row marked; shadow.json

A shadow has no record.  `run.json` is written last and names the content, so that a reader can tell a finished folder
from one in the making.
"""

import json
from pathlib import Path

import polars as pl

from kpiengine.ledger import Settlement, as_text
from kpiengine.outputs.accounts import accounts_table, accounts_text
from kpiengine.outputs.files import write_tables, write_text
from kpiengine.outputs.results import Result


def publish_shadow(folder: Path, result: Result) -> Path:
    """Writes what a shadow would have decided beside the live result; returns its folder."""
    checked = result.rulesets[0]
    into = folder / result.plan / result.period.name / "shadow" / checked.ruleset.head.id
    write_tables(into, {**result.tables, "accounts": accounts_table(result.accounts)})
    said = {
        "state": "shadow",
        "ruleset": checked.ruleset.head.id,
        "plan": result.plan,
        "period": result.period.name,
        "rules": {checked.path: checked.sha256, **checked.bases},
        "note": "computed and shown; not paid, not announced, not recorded",
    }
    write_text(into / "shadow.json", json.dumps(said, ensure_ascii=False, indent=2) + "\n")
    return into


def publish(folder: Path, result: Result, rejected: pl.DataFrame, settlement: Settlement) -> Path:
    """Writes every file of one result durably; returns its folder.  Raises OutputError, with the old files intact."""
    into = folder / result.plan / result.period.name
    tables = {**result.tables, "rejected": rejected, "accounts": accounts_table(result.accounts)}
    write_tables(into, tables)
    write_text(into / "accounts.json", accounts_text(result.plan, result.period.name, result.accounts))
    write_text(into / "run.json", as_text(settlement.record))
    return into
