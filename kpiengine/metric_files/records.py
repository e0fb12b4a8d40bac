"""What a metric file says, as data: nothing here knows whether a table or column exists."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import Factory, frozen

from kpiengine.plugin import Better, ColumnType, Control


class MetricKind(StrEnum):
    """How a metric is worked out; `parts` is the long form, with parts and a formula of one's own."""

    RATIO = "ratio"
    MEAN = "mean"
    COUNT = "count"
    FOLLOWED_WITHIN = "followed_within"
    PARTS = "parts"


@frozen
class MetricRecord:
    """[metric.NAME]; `within` and `matures_after` are milliseconds, texts are as they were written."""

    id: str
    title: Mapping[str, str] = Factory(dict)
    unit: str = ""
    better: Better = Better.NEUTRAL
    kind: MetricKind = MetricKind.PARTS
    decimals: int | None = None
    group: str = "own"
    control: Control = Control.SHARED
    levels: tuple[str, ...] = ()
    range: tuple[int, int] | None = None
    min_sample: int = 1
    per: int | None = None
    view: str | None = None
    facts: str | None = None
    time: str | None = None
    agent: str | None = None
    queue: str | None = None
    where: str | None = None
    share: str | None = None
    of: str | None = None
    events: str | None = None
    same: tuple[str, ...] = ()
    within: int | None = None
    parts: Mapping[str, str] = Factory(dict)
    value: str | None = None
    sample: str | None = None
    matures_after: int | None = None
    params: Mapping[str, Any] = Factory(dict)
    docs: Mapping[str, str] = Factory(dict)
    example: str = ""
    source: str = ""


@frozen
class ColumnRecord:
    """One column of a table; `minimum` and `maximum` are as written, in the column's own unit."""

    type: ColumnType = ColumnType.TEXT
    decimals: int = 0
    values: tuple[str, ...] = ()
    minimum: Any = None
    maximum: Any = None
    required: bool = False
    doc: str = ""


@frozen
class TableRecord:
    """[table.NAME]: a fact table of the project's own."""

    id: str
    title: Mapping[str, str] = Factory(dict)
    doc: str = ""
    key: tuple[str, ...] = ()
    time: str | None = None
    version: str | None = None
    columns: Mapping[str, ColumnRecord] = Factory(dict)
