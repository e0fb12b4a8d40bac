"""Who works where and since when, checked: what the plan stage needs before anything else is loaded.

The roster is the table `agents`, read by the same machinery as every table, or (where a project has no file of it)
derived: every id in the columns that `derive` names, valid for ever, a person with the role agent.
"""

import hashlib
from collections.abc import Collection, Mapping

import narwhals as nw
import polars as pl
from attrs import evolve

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.expressions.types import Type
from kpiengine.facts import messages
from kpiengine.facts.load import accounted, load_tables
from kpiengine.facts.records import FactStore
from kpiengine.facts.table import load_one
from kpiengine.planning.records import Roster
from kpiengine.plugin.catalogue import Catalogue
from kpiengine.plugin.columns import Column
from kpiengine.plugin.roster import AGENTS, OPEN_END
from kpiengine.project import FactSource, Project
from kpiengine.registry import load_catalogue
from kpiengine.sources.columns import STORED
from kpiengine.sources.engines import lift
from kpiengine.sources.messages import refused
from kpiengine.sources.raw import ROW, Raw


def read_roster(
    project: Project, catalogue: Catalogue | None = None, as_of: int | None = None
) -> tuple[Roster, FactStore]:
    """The checked roster, and the account of the rows that it was made from.

    The account is a store without tables that says which columns the project has.

    Raises Refused (exit 3) for overlapping rows of one agent (both places shown), for ids that are equal once
    written in one way, and for whatever makes a file unreadable.  A derived roster needs the catalogue for the tables
    that it is derived from; without one it is loaded here.  Rows changed after `as_of` are not seen.
    """
    source = project.facts.get(AGENTS.id)
    if source is None or not (source.source or source.derive):
        raise refused(messages.no_source(project.place("facts"), AGENTS.id))
    if source.source:
        one = load_one(AGENTS, project, {AGENTS.id: AGENTS}, as_of=as_of)
        frame = one.numbered.collect(engine="streaming")
        columns = one.columns
        given = frozenset(f"{AGENTS.id}.{name}" for name in one.given)
        account = evolve(accounted({AGENTS.id: one}), mapped=given)
        _check_overlaps(frame, one.raw)
    else:
        columns = {**AGENTS.columns, **source.extra}
        found = catalogue if catalogue is not None else load_catalogue(project.allowed_plugins, every_plan=False)
        frame = _derived(source, project, found, columns)
        account = evolve(accounted({}), mapped=frozenset({f"{AGENTS.id}.agent_id"}))
    _check_twins(frame)
    return roster_of_rows(frame, columns), account


def roster_of_rows(frame: pl.DataFrame, columns: Mapping[str, Column]) -> Roster:
    """The roster of checked rows in stored form: one column for each of `columns`, an open end missing."""
    made = _numbered(frame, columns)
    return Roster(made, _types(columns), _sha256(made))


def with_roster(store: FactStore, roster: Roster, tables: Collection[str], engine: str) -> FactStore:
    """The store with the roster as the fact table `agents`, where that is among the tables that views ask for.

    So a view can count people as it counts anything else, from the same rows that the plan was made with.
    """
    if AGENTS.id not in tables:
        return store
    open_end = pl.col("valid_to") >= OPEN_END
    rows = roster.frame.lazy().drop("agent").with_columns(valid_to=pl.when(~open_end).then(pl.col("valid_to")))
    return evolve(store, tables={**store.tables, AGENTS.id: lift(engine, rows)})


def _numbered(frame: pl.DataFrame, columns: Mapping[str, Column]) -> pl.DataFrame:
    others = [name for name in columns if name != "agent_id"]
    return (
        frame.with_columns(
            agent=pl.col("agent_id").rank("dense").cast(pl.Int32),
            valid_to=pl.min_horizontal(pl.col("valid_to").fill_null(OPEN_END), pl.lit(OPEN_END)).cast(pl.Int32),
        )
        .select("agent", "agent_id", *others)
        .sort("agent", "valid_from")
    )


def _derived(source: FactSource, project: Project, catalogue: Catalogue, columns: Mapping[str, Column]) -> pl.DataFrame:
    """One row per id that the named columns hold."""
    place = project.place("facts", AGENTS.id, "derive")
    faults: list[Diagnostic] = []
    pairs: list[tuple[str, str]] = []
    for text in source.derive:
        table, _, column = text.partition(".")
        if table == AGENTS.id or table not in catalogue.tables:
            faults.append(messages.no_such_table(place, table, [t for t in catalogue.tables if t != AGENTS.id]))
        elif column not in catalogue.tables[table].columns:
            faults.append(messages.no_such_column(place, table, column, catalogue.tables[table].columns))
        else:
            pairs.append((table, column))
    if faults:
        raise refused(*faults)
    store = load_tables(dict(pairs), project, catalogue, needed=())
    parts = [store.tables[table].select(agent_id=nw.col(column)).unique().collect("polars") for table, column in pairs]
    ids: pl.DataFrame = pl.concat([part.to_native() for part in parts]).drop_nulls().unique().sort("agent_id")
    rest = {
        name: pl.lit(column.default, dtype=STORED[column.type])
        for name, column in columns.items()
        if name != "agent_id"
    }
    return ids.with_columns(**rest)


def _check_overlaps(frame: pl.DataFrame, raw: Raw) -> None:
    """No agent may have two rows for one day."""
    rows = frame.select(ROW, "agent_id", "valid_from", end=pl.col("valid_to").fill_null(OPEN_END)).sort(
        "agent_id", "valid_from", ROW
    )
    same = pl.col("agent_id") == pl.col("agent_id").shift(1)
    # the latest end so far, so that a long row is held against all that begin inside it
    reach = pl.col("end").cum_max().shift(1).over("agent_id")
    wrong = rows.filter(same & (pl.col("valid_from") <= reach))
    if not wrong.height:
        return
    faults: list[Diagnostic] = []
    for row in wrong.head(messages.EXAMPLES).iter_rows(named=True):
        first = rows.filter(
            pl.col("agent_id") == row["agent_id"],
            pl.col("valid_from") <= row["valid_from"],
            pl.col("end") >= row["valid_from"],
        )[ROW][0]
        places = [raw.locate(first), raw.locate(row[ROW])]
        listed = [f"{path}:{line}" for path, line in places]
        faults.append(messages.overlap(row["agent_id"], listed, Place(*places[1])))
    raise refused(*faults)


def _check_twins(frame: pl.DataFrame) -> None:
    """Ids that differ only in case, width, composition or blanks around them are one id written in two ways."""
    ids = frame.select("agent_id").unique()
    # upper, then lower: a fold that also makes one of "ss" and its ligature
    folded = pl.col("agent_id").str.strip_chars().str.normalize("NFKC").str.to_uppercase().str.to_lowercase()
    twins = (
        ids.group_by(folded.alias("folded"))
        .agg(pl.col("agent_id").sort())
        .filter(pl.col("agent_id").list.len() > 1)
        .sort("folded")
    )
    if twins.height:
        raise refused(
            *(messages.twins(found, AGENTS.id) for found in twins["agent_id"].head(messages.EXAMPLES).to_list())
        )


def _types(columns: Mapping[str, Column]) -> dict[str, Type]:
    return {name: column.static_type for name, column in columns.items()}


def _sha256(frame: pl.DataFrame) -> str:
    """The fingerprint of the content: rows in order, as text."""
    return hashlib.sha256(frame.write_csv(quote_style="always").encode()).hexdigest()
