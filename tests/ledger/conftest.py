"""A ledger in an empty folder, and results to record in it: payees with amounts, nothing measured from files."""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from kpiengine.ledger import Engine, RunRecord, Sealed, content_hash, place_in, recall, settle, working
from kpiengine.ledger.archive import Archive, Trace
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.process import Worker, this_worker
from kpiengine.periods import parse_period
from kpiengine.project import Limits, Project

NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
NO_LIMITS = Limits()
ENGINE = Engine(versions={}, plugins={}, user="cron", host="h", command="kpiengine evaluate")
BUNDLE = Bundle({"kpiengine.toml": "format = 1\n", "rules/phone.toml": "format = 1\n"}, {"contacts": "contacts 1"})


def decisions(payees, period, ruleset="phone", currency="GBP"):
    """The table of decisions: `payees` maps an id to minor units, or to None while it is not known."""
    rows = [
        {
            "agent_id": payee,
            "period": period,
            "ruleset": ruleset,
            "score": None if minor is None else f"{minor / 1000:.2f}",
            "tier_by_score": None,
            "tier": None if minor is None else "gold" if minor else "none",
            "eligibility": "undetermined" if minor is None else "eligible" if minor else "not_eligible",
            "amount": None if minor is None else f"{minor // 100}.{minor % 100:02}",
            "currency": currency,
            "amount_before_rounding": None,
            "rewards": "",
            "rewards_held": "",
            "reasons": "",
        }
        for payee, minor in payees.items()
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.String))


NAMES = (
    *("agent_id", "period", "ruleset", "score", "tier_by_score", "tier", "eligibility", "amount", "currency"),
    *("amount_before_rounding", "rewards", "rewards_held", "reasons"),
)


def sealed(payees, period="2026-10", plan="bonus", bundle=BUNDLE):
    """A result, ready to be recorded."""
    table = decisions(payees, period)
    record = RunRecord(
        plan=plan,
        period=period,
        content=content_hash({"decisions": table}),
        started="2026-11-05T03:00:00Z",
        as_of="2026-11-05T03:00:00Z",
        engine=ENGINE,
        sources=(),
        rows=(),
        counts={"decisions": table.height},
        rulesets=("phone",),
    )
    wide = table.select("agent_id", pl.lit(1, pl.Int64).alias("value:csat"), pl.lit(5, pl.Int64).alias("n:csat"))
    return Sealed(
        record, parse_period(period, "Europe/London"), bundle, lambda: Archive(table, {"phone": Trace(wide, {})})
    )


def period_named(name):
    """A period of the tests' zone."""
    return parse_period(name, "Europe/London")


def project(**others):
    """A project file's record; the folder is not used."""
    return Project(name="centre", folder=Path(), path="kpiengine.toml", sha256="", zone="Europe/London", **others)


@pytest.fixture
def make():
    """What makes results, and records them."""

    def run(ledger, payees, period="2026-10", *, limits=NO_LIMITS, amended=None, plan="bonus", bundle=BUNDLE):
        return settle(ledger, sealed(payees, period, plan, bundle), recall(ledger), limits, amended)

    return SimpleNamespace(
        sealed=sealed, run=run, decisions=decisions, bundle=BUNDLE, now=NOW, project=project, period=period_named
    )


@pytest.fixture
def at_work(tmp_path):
    """Opens the ledger of the test's folder for one command."""

    @contextmanager
    def opened(person="lead", now=NOW, folder=tmp_path, wait_s=0.0):
        me = this_worker("kpiengine test")
        worker = Worker(person, me.host, me.process, me.command)
        with working(place_in(folder), worker, now, project="centre", make=True, wait_s=wait_s) as ledger:
            yield ledger

    return opened


@pytest.fixture
def ledger(at_work):
    """The ledger of the test's folder, open until the test ends."""
    with at_work() as opened:
        yield opened
