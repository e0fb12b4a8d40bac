"""The run record: what was evaluated, from which inputs, by which versions, and what came out."""

from collections.abc import Mapping
from typing import Any

from attrs import Factory, asdict, frozen


@frozen
class Source:
    """A text or data file that the result depends on; `path` is relative to the project."""

    kind: str  # project, rules, roster, exclusion, facts
    path: str
    sha256: str
    size: int | None = None
    rows: int | None = None


@frozen
class Engine:
    """Who and what computed: versions by name, plugins by name, the account and the command line."""

    versions: Mapping[str, str]
    plugins: Mapping[str, str]
    user: str
    host: str
    command: str


@frozen
class RunRecord:
    """One plan x one period x everybody.

    `number` counts the records of this plan and period from 1.  `content` is the hash by which the result is
    known.  `rows` accounts for every row read, per table; `counts` for every line that came out.
    """

    plan: str
    period: str
    content: str
    started: str  # ISO instants, UTC
    as_of: str
    engine: Engine
    sources: tuple[Source, ...]
    rows: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    rulesets: tuple[str, ...]
    notes: tuple[str, ...] = Factory(tuple)
    number: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain data, in a fixed order of keys."""
        return {"format": 1, **asdict(self)}
