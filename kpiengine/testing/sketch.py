"""Tables, metrics and a catalogue in one line each, for tests about something else: what is not said is plain."""

from collections.abc import Callable, Iterable
from typing import Any

from kpiengine.plugin import (
    Better,
    Catalogue,
    Column,
    Control,
    FactTable,
    Metric,
    Params,
    Plan,
    View,
)


def table(id_: str, /, **columns: Column) -> FactTable:
    """A table whose key is its first column."""
    return FactTable(id_, {"en": id_}, columns, key=(next(iter(columns)),))


def metric(id_: str, plan: Plan | Callable[[Params], Plan], **said: Any) -> Metric:  # noqa: ANN401 -- fields of Metric
    """A metric in whole numbers of any size, for every level that comes from agents."""
    plain: dict[str, Any] = {
        "title": {"en": id_},
        "unit": "count",
        "decimals": 0,
        "range": (-(10**15), 10**15),
        "better": Better.HIGHER,
        "levels": ("agent", "team", "site", "centre"),
        "group": "test",
        "control": Control.SHARED,
    }
    return Metric(id=id_, plan=plan, **{**plain, **said})


def catalogue(tables: Iterable[FactTable], views: Iterable[View], metrics: Iterable[Metric] = ()) -> Catalogue:
    """A catalogue of these, unchecked."""
    return Catalogue(
        metrics={one.id: one for one in metrics},
        views={one.id: one for one in views},
        tables={one.id: one for one in tables},
    )
