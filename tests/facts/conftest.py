"""A small table of calls, surveys of them, and a project folder to read them from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpiengine.facts.load import load_tables
from kpiengine.facts.records import FactStore
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import Column, ColumnType, FactTable, Parent, RowCheck
from kpiengine.project import FactSource, Project

T = ColumnType
CALLS = FactTable(
    id="calls",
    title={"en": "Calls", "zh": "通话"},
    columns={
        "call_id": Column(T.TEXT),
        "agent_id": Column(T.TEXT),
        "channel": Column(T.TEXT, values=("voice", "chat")),
        "started_at": Column(T.INSTANT),
        "ended_at": Column(T.INSTANT, null=True),
        "talk_s": Column(T.DURATION, maximum=24 * 3_600_000),
        "hold_s": Column(T.DURATION, null=True),
        "resolved": Column(T.FLAG, null=True),
        "price": Column(T.NUMBER, decimals=2, null=True),
        "version": Column(T.INTEGER, default=1, minimum=1),
        "updated_at": Column(T.INSTANT, null=True),
    },
    key=("call_id",),
    time="started_at",
    version="version",
    checks=(
        RowCheck("ended_at >= started_at", "the call ends before it starts"),
        RowCheck("talk_s <= 14400", "they talk for more than 4 hours", reject=False),
    ),
)
SURVEYS = FactTable(
    id="surveys",
    title={"en": "Surveys", "zh": "调查"},
    columns={
        "survey_id": Column(T.TEXT),
        "call_id": Column(T.TEXT, null=True),
        "score": Column(T.INTEGER, minimum=1, maximum=5),
    },
    key=("survey_id",),
    parents=(Parent("calls", key="call_id", prefix="call", columns=("agent_id", "talk_s")),),
)
CATALOGUE = Catalogue(tables={"calls": CALLS, "surveys": SURVEYS})

HEADER = "call_id,agent_id,channel,started_at,talk_s,hold_s,resolved\n"
BASE = HEADER + "".join(
    f"c{i:03},{agent},voice,2026-06-0{i}T09:00:00+08:00,{talk},0,1\n"
    for i, (agent, talk) in enumerate([("007", 200), ("007", 250), ("012", 300), ("103", 150)], 1)
)


class Folder:
    """A project folder: files are put in, tables are loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sources: dict[str, FactSource] = {}

    def put(self, name: str, content: str | bytes | pl.DataFrame) -> None:
        """Writes a file."""
        if isinstance(content, pl.DataFrame):
            content.write_parquet(self.path / name)
        else:
            (self.path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def source(self, table: str, *files: str, **settings: Any) -> None:
        """Says where a table comes from."""
        kind = "parquet" if files and files[0].endswith(".parquet") else "csv"
        self.sources[table] = FactSource(table, source=files, format=kind, **settings)

    def project(self, zone: str = "Asia/Shanghai", **settings: Any) -> Project:
        """The project as it stands."""
        return Project(
            name="t",
            folder=self.path,
            path="kpiengine.toml",
            sha256="",
            zone=zone,
            facts=dict(self.sources),
            **settings,
        )

    def load(
        self, *tables: str, needed: set[str] | None = None, as_of: int | None = None, **settings: Any
    ) -> FactStore:
        """The checked tables."""
        return load_tables(tables or tuple(self.sources), self.project(**settings), CATALOGUE, needed, as_of)

    def calls(self, content: str | bytes | pl.DataFrame, **settings: Any) -> FactStore:
        """Puts one file of calls and loads it."""
        name = "calls.parquet" if isinstance(content, pl.DataFrame) else "calls.csv"
        self.put(name, content)
        zone = settings.pop("project_zone", "Asia/Shanghai")
        as_of = settings.pop("as_of", None)
        self.source("calls", name, **settings)
        return self.load("calls", zone=zone, as_of=as_of)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty project folder."""
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Folder]:
    """Makes empty project folders, for tests with many examples."""
    return lambda: Folder(tmp_path_factory.mktemp("project"))


@pytest.fixture
def base() -> str:
    """Four sound calls as CSV."""
    return BASE


@pytest.fixture
def rows_of() -> Callable[[FactStore, str], list[dict[str, Any]]]:
    """The rows of a table, in order of their first column."""

    def read(store: FactStore, table: str) -> list[dict[str, Any]]:
        frame = store.tables[table].collect("polars").to_native()
        return frame.sort(frame.columns[0]).to_dicts()

    return read


@pytest.fixture
def tables() -> dict[str, FactTable]:
    """The declared tables by id."""
    return {"calls": CALLS, "surveys": SURVEYS}
