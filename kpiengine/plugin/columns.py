"""How a plugin declares the tables that its metrics need: columns with types, ranges, keys and parents."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from kpiengine.expressions.types import BOOL, DATE, INSTANT, TEXT, Type, number

STATUS = "status"  # the column in which a newer version takes its row back


class ColumnType(StrEnum):
    """What a column holds once it is loaded, and how it is stored.

    text String, integer and number Int64 (scaled by `decimals`), duration Int64 milliseconds read as seconds
    with three decimals, flag Boolean, date Int32 days, instant Int64 milliseconds UTC.
    """

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DURATION = "duration"
    FLAG = "flag"
    DATE = "date"
    INSTANT = "instant"


_PLAIN = {ColumnType.TEXT: TEXT, ColumnType.FLAG: BOOL, ColumnType.DATE: DATE, ColumnType.INSTANT: INSTANT}


@frozen
class Column:
    """One column of a fact table or view.

    `minimum` and `maximum` are stored integers (scaled), both allowed; a row outside them is rejected.
    `default` (stored form) fills a column that the project does not map; `null` allows missing values.
    `values` closes a text column to a list.
    """

    type: ColumnType
    decimals: int = 0
    null: bool = False
    default: int | str | bool | None = None
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    doc: str = ""

    @property
    def low(self) -> int:
        """Smallest stored integer that is let in."""
        if self.minimum is not None:
            return self.minimum
        return 0 if self.type is ColumnType.DURATION else -self.high

    @property
    def high(self) -> int:
        """Largest stored integer that is let in (default: 7 days for a duration, 10^12 for a number)."""
        if self.maximum is not None:
            return self.maximum
        return 7 * 86_400_000 if self.type is ColumnType.DURATION else 10**12

    @property
    def static_type(self) -> Type:
        """The expression type of the column; a duration reads as seconds with three decimals."""
        match self.type:
            case ColumnType.DURATION:
                return number(3, self._bound)
            case ColumnType.INTEGER:
                return number(0, self._bound)
            case ColumnType.NUMBER:
                return number(self.decimals, self._bound)
            case _:
                return _PLAIN[self.type]

    @property
    def _bound(self) -> int:
        return max(abs(self.low), abs(self.high))


@frozen
class Parent:
    """Columns that a child table takes over from the row it belongs to, named `<prefix>_<column>`.

    A project may map them directly (flat files); otherwise the engine joins the parent by its key, which never
    multiplies rows.
    """

    table: str
    key: str  # the child's column that holds the parent's key
    prefix: str
    columns: tuple[str, ...]


@frozen
class RowCheck:
    """A condition over a row's columns that must not be false; rows that break it are rejected.

    With `reject = False` it is a doubt: the rows count, and the run says how many there are.
    """

    condition: str
    message: str
    reject: bool = True


@frozen
class FactTable:
    """A table of what happened.

    `key` identifies a row; `version` (if any) is the column by which a newer delivery replaces an older one;
    `time` is the column that dates a row for freshness and messages.  `describes` says that a row of the table tells of
    one subject ("queue"), whose id is the key: what counts by that subject can then be told apart by its columns, as in
    `queue.scenario`.  `deleted` are the words of the column `status` by which a newer version takes its row back: such
    rows are counted by the load stage and reach no view; what belongs to them still finds their columns.
    """

    id: str
    title: Mapping[str, str]
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    time: str | None = None
    version: str | None = None
    parents: tuple[Parent, ...] = ()
    checks: tuple[RowCheck, ...] = ()
    deleted: tuple[str, ...] = ()
    doc: str = field(default="")
    describes: str | None = None
