"""Rule text checked against metrics made up for it, and wide frames for what comes out: the whole way from text.

Like `kit`, but the conditions and formulas are those of the file, read by the real check.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from typing import Any

import polars as pl

from kpiengine.plugin import Catalogue, Curve, Metric, Part, Plan, View
from kpiengine.plugin.columns import Column, ColumnType, FactTable
from kpiengine.plugin.metric import Better, Control
from kpiengine.plugin.view import Event
from kpiengine.registry.formulas import judge_on
from kpiengine.rules.check import check_file
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.surroundings import Surroundings

kit = SimpleNamespace(**run_path(str(Path(__file__).parent / "kit.py")))
COLUMNS = {"at": Column(ColumnType.INSTANT), "agent_id": Column(ColumnType.TEXT), "queue_id": Column(ColumnType.TEXT),
           "good": Column(ColumnType.FLAG), "took": Column(ColumnType.DURATION)}  # fmt: skip
VIEW = View("cases", ("t",), lambda facts, *_: facts["t"], Event("at"), {"agent": "agent_id", "queue": "queue_id"},
            COLUMNS, exposure={"contacts": None, "handle_time": "took"})  # fmt: skip
SHIFTS = View("shifts", ("t",), lambda facts, *_: facts["t"], Event("at"), {"agent": "agent_id"}, COLUMNS)
TEXT = Column(ColumnType.TEXT)
QUEUES = FactTable("queues", {"en": "Queues"}, {"id": TEXT, "scenario": TEXT}, ("id",), describes="queue")
SHARE = Plan({"hits": Part("cases", where="good"), "n": Part("cases")}, "100 * hits / n", "n")
PLAIN = Plan({"n": Part("cases")}, "n", "n")
HEAD = """format = 1
[ruleset]
id = "phone"
from = 2026-10-01
period = "month"
agents = { role = "agent" }
"""


def metric(name: str, better: str = "higher", *, share: bool = False, **more: Any) -> Metric:
    settings: dict[str, Any] = {
        "unit": "%", "decimals": 2, "range": (0, 1000), "levels": ("agent", "team", "queue", "site", "centre"),
        "group": "experience", "control": Control.AGENT, "plan": SHARE if share else PLAIN,
    }  # fmt: skip
    return Metric(id=name, title={"en": name}, better=Better(better), **(settings | more))


def read(text: str, *metrics: Metric, **around: Any) -> CheckedRuleSet:
    """The checked rule set of a text; faults of it are the test's."""
    curves = {"ratio": Curve("ratio", {"en": "Share of the target"}, "100 * value / target")}
    views = {VIEW.id: VIEW, SHIFTS.id: SHIFTS}
    judge = judge_on(views, (QUEUES,))
    catalogue = Catalogue({m.id: m for m in metrics}, views, {QUEUES.id: QUEUES}, curves=curves, judge=judge)
    text = text if "[ruleset]" in text else HEAD + text
    found = check_file(text.encode(), "rules/phone.toml", Surroundings(catalogue, currency="CNY", **around))
    assert found.checked is not None, [d.message for d in found.diagnostics]
    return found.checked


def frame(checked: CheckedRuleSet, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """As `kit.frame`, with the columns of place and tenure; `hits:K` gives the part of a share."""
    found = kit.frame(checked, rows)
    first = [row.get("first_day", date(2026, 10, 1)) for row in rows]
    whole = {
        "first_day": [(day - date(1970, 1, 1)).days for day in first],
        "last_day": [(row.get("last_day", date(2026, 10, 31)) - date(1970, 1, 1)).days for row in rows],
        "tenure_months": [row.get("tenure_months", 24) for row in rows],
        "tenure_days": [row.get("tenure_days", 730) for row in rows],
        **{f"part:{key}:hits": [row.get(f"hits:{key}") for row in rows] for key in checked.wanted},
    }
    for name in checked.ruleset.weights:
        whole[f"exposure:{name}"] = [row.get(f"exposure:{name}", 0) for row in rows]
    texts = {f"unit:{unit}": [row.get(unit) for row in rows] for unit in ("team", "site")}
    return found.with_columns(
        *(pl.Series(name, values, pl.Int64) for name, values in whole.items()),
        *(pl.Series(name, values, pl.String) for name, values in texts.items()),
    )


def types(checked: CheckedRuleSet) -> dict[str, Any]:
    count = kit.number(0, 10**9)
    return kit.types(checked) | {f"part:{key}:hits": count for key in checked.wanted} | {
        "tenure_months": kit.number(0, 10**6), "tenure_days": kit.number(0, 10**6),
        **{f"exposure:{name}": count for name in checked.ruleset.weights},
    }  # fmt: skip
