"""What an auditor signs at the close of a period: one folder, made from the ledger alone.

rules.txt          the rules in words, and who approved them
control.json       rows in and out, counts that add up, sums, evaluations before the close, limits, plugins
rules.diff         what changed in the texts since the period of the plan that was closed before, line by line
lists/*.csv        decisions held open with their age, everybody who gets nothing and why, amounts by hand and who asked
                   for them, exclusions, approvals, amendments, accepted lints, rows of the roster that were changed
                   afterwards, rejected rows by cause, revisions that fell due, the ten largest changes, leavers with
                   something open, and sums that were paid too much and not collected
traces/NN-ID.json  25 payees drawn by the hash of the batch, so that nobody chooses them: every step from what was
measured to the amount
"""

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from kpiengine.ledger import Ledger
from kpiengine.ledger import archive as archives
from kpiengine.ledger.accounts import accounts, decimals_of
from kpiengine.ledger.approvals import approval_of
from kpiengine.ledger.bundle import find as find_bundle
from kpiengine.ledger.closings import Closing, closings
from kpiengine.ledger.durable import write_file
from kpiengine.ledger.entries import entries
from kpiengine.ledger.open_sums import open_sums
from kpiengine.ledger.opening import RESULTS
from kpiengine.ledger.recompute import rule_set_of, steps_of, values_of
from kpiengine.ledger.recorded import recorded_texts
from kpiengine.ledger.runs import RELEASE, Run, record_of, recorded_runs
from kpiengine.ledger.statements import BONUS, MANUAL, read_lines
from kpiengine.numbers import format_scaled
from kpiengine.outputs import audit_lists, audit_people
from kpiengine.outputs.files import inert_cells
from kpiengine.outputs.pools import pools_of
from kpiengine.periods import parse_period
from kpiengine.project import Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.read.aloud import read_aloud
from kpiengine.scores.text import format_scaled_column

TRACES = 25
LARGEST = 10


def write_pack(ledger: Ledger, project: Project, closing: Closing, folder: Path) -> tuple[Path, ...]:
    """Writes the pack durably, file by file; the same closing gives the same files as long as nothing was added."""
    run = next(r for r in recorded_runs(ledger, closing.plan, closing.period) if r.entry == closing.run)
    kept = archives.find(ledger.place.folder / RESULTS, run.archive)
    plugins = load_catalogue(project.allowed_plugins, every_plan=False)
    _, _, rulesets = recorded_texts(ledger, closing.bundle, project, plugins)
    lines = read_lines(ledger.database, "s.batch = :batch", batch=closing.entry)
    due = read_lines(ledger.database, "b.plan = :plan AND b.due = :due", plan=closing.plan, due=closing.period)
    still_open = open_sums(ledger, closing)
    period = parse_period(closing.period, project.zone, project.periods)
    last = _closed_before(ledger, closing)
    since = 0 if last is None else last.entry
    requested = audit_lists.by_hand(ledger, closing, since)
    control = _control(ledger, closing, run, lines, due) | {
        "everybody": audit_people.completeness(kept, lines, period),
        "by_hand": {"requests": requested.height, "accepted": audit_lists.pairs(requested)},
        "pools": pools_of(kept.traces),
    }
    files = {
        "rules.txt": "\n".join(_rules(ledger, project, closing, rulesets)) + "\n",
        "rules.diff": "".join(_rules_diff(ledger, closing)),
        "control.json": _json(control),
        "lists/held.csv": _csv(audit_people.held_open(ledger, closing, project)),
        "lists/not_paid.csv": _csv(audit_people.paid_nothing(kept, lines, period)),
        "lists/requests.csv": _csv(requested),
        "lists/exclusions.csv": _csv(audit_lists.exclusions(ledger, kept.beside.get("exclusions"), period)),
        "lists/approvals.csv": _csv(audit_lists.approvals(ledger, closing, period, since)),
        "lists/amendments.csv": _csv(audit_lists.amendments(ledger, closing, since)),
        "lists/accepted_lints.csv": _csv(audit_lists.accepted_lints(closing.plan, rulesets)),
        "lists/roster_changes.csv": _csv(audit_people.roster_changes(ledger, project, closing, kept, last)),
        "lists/rejected_rows.csv": _csv(kept.beside.get("rejected", pl.DataFrame())),
        "lists/manual.csv": _csv(_money(ledger, closing, due.filter(pl.col("line") == MANUAL))),
        "lists/revisions.csv": _csv(
            _money(ledger, closing, due.filter((pl.col("line") == BONUS) & (pl.col("batch") != closing.entry)))
        ),
        "lists/largest_changes.csv": _changes(ledger, closing, lines),
        "lists/leavers.csv": _csv(_in_words(still_open.leavers, ("due", "held_back", "uncollected"))),
        "lists/uncollected.csv": _csv(_in_words(still_open.uncollected, ("entitled", "paid", "uncollected"))),
    }
    for number, (payee, name) in enumerate(drawn(ledger, closing, lines), 1):
        of = kept.traces[name]
        checked = rule_set_of(rulesets, name, run, of.frame)
        row = of.frame.filter(pl.col("agent_id") == payee).row(0, named=True)
        values = values_of(row, steps_of(checked, of))
        trace = {"payee": payee, "ruleset": name, "plan": closing.plan, "period": closing.period, "values": values}
        files[f"traces/{number:02}-{_safe(payee)}.json"] = _json(trace)
    return tuple(_write(folder / path, text) for path, text in files.items())


def drawn(ledger: Ledger, closing: Closing, lines: pl.DataFrame, count: int = TRACES) -> list[tuple[str, str]]:
    """Payee and rule set of the traces: those whose id makes the smallest hash with that of the batch."""
    head = next(e.hash for e in entries(ledger.database, closing.plan, closing.period) if e.id == closing.entry)
    by_account = {a.id: a.ruleset for a in accounts(ledger.database, closing.plan, closing.period).values()}
    pairs = [(payee, by_account[account]) for account, payee in lines.select("account", "payee").iter_rows()]
    return sorted(pairs, key=lambda pair: hashlib.sha256(f"{head} {pair[0]} {pair[1]}".encode()).digest())[:count]


def _rules(ledger: Ledger, project: Project, closing: Closing, rulesets: Sequence[Any]) -> list[str]:
    bundle = find_bundle(ledger.database, closing.bundle)
    approved = approval_of(ledger, closing.plan, closing.bundle)
    said = [f"Plan {closing.plan}, {closing.period}: bundle {closing.bundle}"]
    said.append(
        "approved by nobody"
        if approved is None
        else f"approved by {approved.person} on {approved.recorded}: {approved.body['because']}"
    )
    said += [f"  {path} {hashlib.sha256(text.encode()).hexdigest()}" for path, text in bundle.files.items()]
    said += [f"  plugin {name} {version}" for name, version in bundle.plugins.items()]
    for checked in rulesets:
        if checked.ruleset.head.plan == closing.plan:
            said += ["", *read_aloud(checked, project.language)]
            said += [f"accepted: {a.code} by {a.by} until {a.until}: {a.because}" for a in checked.ruleset.accepts]
    return said


def _closed_before(ledger: Ledger, closing: Closing) -> Closing | None:
    """The last period of the plan that was closed and ended before this one."""
    before = [c for c in closings(ledger, closing.plan).values() if c.end_day < closing.end_day]
    return max(before, key=lambda c: c.end_day, default=None)


def _rules_diff(ledger: Ledger, closing: Closing) -> Iterator[str]:
    """Every text that can change a figure, as it was at the close before and as it is at this one."""
    last = _closed_before(ledger, closing)
    if last is None:
        yield f"{closing.period} is the first period of {closing.plan} that was closed; there is nothing to compare\n"
        return
    then, now = (find_bundle(ledger.database, each.bundle) for each in (last, closing))
    for name in sorted({*then.plugins, *now.plugins}):
        if then.plugins.get(name) != now.plugins.get(name):
            yield f"plugin {name}: {then.plugins.get(name, 'not there')} -> {now.plugins.get(name, 'not there')}\n"
    same = True
    for path in sorted({*then.files, *now.files}):
        old, new = (each.files.get(path, "").splitlines(keepends=True) for each in (then, now))
        for line in difflib.unified_diff(old, new, f"{path} ({last.period})", f"{path} ({closing.period})"):
            same = False
            yield line if line.endswith("\n") else f"{line}\n"
    if same:
        yield f"no text has changed since {last.period}\n"


def _in_words(rows: pl.DataFrame, sums: Sequence[str]) -> pl.DataFrame:
    """Amounts in minor units as text with the decimals of their currency."""
    parts = [
        part.with_columns(format_scaled_column(pl.col(name), decimals_of(str(currency))).alias(name) for name in sums)
        for (currency,), part in rows.group_by("currency", maintain_order=True)
    ]
    return pl.concat(parts).sort("payee", maintain_order=True) if parts else rows


def _control(ledger: Ledger, closing: Closing, run: Run, lines: pl.DataFrame, due: pl.DataFrame) -> dict[str, Any]:
    record = record_of(ledger, run)
    counts = dict(lines.group_by("eligibility").len().sort("eligibility").iter_rows())
    runs = recorded_runs(ledger, closing.plan, closing.period)
    releases = entries(ledger.database, closing.plan, closing.period, (RELEASE,))
    last = _closed_before(ledger, closing)
    moved = []
    if last is not None:
        then, now = (find_bundle(ledger.database, c.bundle).plugins for c in (last, closing))
        moved = [
            f"{name}: {then.get(name)} -> {now.get(name)}"
            for name in sorted({*then, *now})
            if then.get(name) != now.get(name)
        ]
    return {
        "format": 1,
        "ledger": ledger.id,
        "plan": closing.plan,
        "period": closing.period,
        "batch": closing.entry,
        "closed": closing.recorded,
        "by": closing.person,
        "run": run.number,
        "content": run.content,
        "rows": record["rows"],
        "inputs": record["sources"],
        "scorecards": {"all": lines.height, **counts},
        "sums": {c: format_scaled(total, decimals_of(c)) for c, total in closing.sums.items()},
        "revisions_due": due.filter(pl.col("batch") != closing.entry).height,
        "results_before_the_close": [[r.number, r.recorded, r.content] for r in runs if r.entry <= closing.run],
        "limits": [{"held": list(run.held)}] if run.held else [],
        "releases": [{"by": e.person, "on": e.recorded, **e.body} for e in releases],
        "plugin_changes": moved,
    }


def _money(ledger: Ledger, closing: Closing, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with their period, rule set and currency, amounts as text."""
    rows = []
    known = accounts(ledger.database, closing.plan)
    for account, payee, revision, entitlement, amount, cause in lines.select(
        "account", "payee", "revision", "entitlement", "amount", "cause"
    ).iter_rows():
        of = known[account]
        now = "" if entitlement is None else format_scaled(entitlement, of.decimals)
        rows.append(
            (payee, of.period, of.ruleset, revision, now, format_scaled(amount, of.decimals), of.currency, cause or "")
        )
    names = ("payee", "period", "ruleset", "revision", "entitlement", "amount", "currency", "cause")
    return pl.DataFrame([tuple(map(str, row)) for row in rows], schema=dict.fromkeys(names, pl.String), orient="row")


def _changes(ledger: Ledger, closing: Closing, lines: pl.DataFrame) -> str:
    """The payees whose amount lies furthest from the mean of their last three closed periods of this plan."""
    before = [c for c in closings(ledger, closing.plan).values() if c.end_day < closing.end_day]
    last = sorted(before, key=lambda c: c.end_day)[-3:]
    parts = [read_lines(ledger.database, "s.batch = :batch", batch=c.entry) for c in last]
    schema = {"payee": pl.String, "mean": pl.Int64}
    mean = (
        pl.concat(parts).group_by("payee").agg(mean=pl.col("amount").sum() // len(parts))
        if parts
        else pl.DataFrame(schema=schema)
    )
    now = lines.group_by("payee").agg(now=pl.col("amount").sum())
    both = now.join(mean, on="payee", how="left").with_columns(pl.col("mean").fill_null(0))
    found = (
        both.with_columns(change=pl.col("now") - pl.col("mean"))
        .sort(pl.col("change").abs(), pl.col("payee"), descending=[True, False])
        .head(LARGEST)
    )
    return _csv(found.select("payee", "mean", "now", "change").with_columns(pl.exclude("payee").cast(pl.String)))


def _csv(frame: pl.DataFrame) -> str:
    return inert_cells(frame).write_csv()


def _json(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, indent=1, default=str) + "\n"


def _safe(payee: str) -> str:
    """An id as part of a file's name."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in payee)[:40]


def _write(path: Path, text: str) -> Path:
    return write_file(path, lambda opened: opened.write(text.encode()))
