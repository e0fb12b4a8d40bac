"""A fault of one file before it has a place: code, sentence, and the path of keys that it is about.

Places are looked up afterwards and only when there is something to report (`locate`), so reading a sound file
costs nothing for them.
"""

from typing import Literal, TypeAlias

from attrs import frozen

from kpiengine.diagnostics import Level

# ("kpi", "csat", "bands", 0, "from"): keys by name, lines of a list by number
Path: TypeAlias = tuple[str | int, ...]
On: TypeAlias = Literal["key", "value", "inside"]


@frozen
class Finding:
    """One fault; `at` (line, column from 1) wins over `path`.

    `on` says what the caret points at: the key, its value, or the character `offset` (from 0) inside a text.
    """

    code: str
    message: str
    remedy: str | None = None
    path: Path = ()
    on: On = "value"
    offset: int = 0
    at: tuple[int, int] | None = None
    level: Level | None = None  # None: as the code says

    @property
    def severity(self) -> Level:
        """Lints (KPI4xx) are warnings, everything else an error, unless the finding says otherwise."""
        if self.level is not None:
            return self.level
        return Level.WARNING if self.code.startswith("KPI4") else Level.ERROR
