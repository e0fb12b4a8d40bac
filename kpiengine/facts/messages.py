"""What is said of rows and mappings: one named constructor per fault, codes KPI322 to KPI349."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpiengine.diagnostics import Diagnostic, Place
from kpiengine.documents.wording import counted
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.scope import nearest
from kpiengine.sources.messages import error, names, shown

EXAMPLES = 5


def no_such_table(place: Place, table: str, known: Iterable[str]) -> Diagnostic:
    """[facts.X] for a table that no plugin declares."""
    known = sorted(known)
    remedy = nearest(table, known) or f"the tables are {', '.join(known) or 'none: no plugin declares one'}"
    return error("KPI322", f'no plugin declares a table "{table}"', place, remedy)


def no_source(place: Place, table: str) -> Diagnostic:
    """A table is needed and the project does not say where it comes from."""
    return error(
        "KPI322",
        f"table {table} is needed and has no source",
        place,
        f'write [facts.{table}] with source = "data/{table}.csv"',
    )


def no_such_column(place: Place, table: str, column: str, known: Iterable[str]) -> Diagnostic:
    """A mapping for a column that the table does not have."""
    known = sorted(known)
    remedy = nearest(column, known) or f"its columns are {', '.join(known)}"
    return error("KPI323", f"table {table} has no column {shown(column)}", place, remedy)


def unknown_headers(path: str, table: str, unknown: Sequence[str], missing: Sequence[str]) -> Diagnostic:
    """A file without a mapping whose headers are not the table's."""
    lacks = f"; it lacks {names(missing)}" if missing else ""
    return error(
        "KPI323",
        f"table {table} has no column {names(unknown)}{lacks}",
        Place(path, 1),
        f"write [facts.{table}.columns] to say which header is which; then others are passed over",
    )


def not_mapped(place: Place, path: str, table: str, missing: Sequence[str], headers: Sequence[str]) -> Diagnostic:
    """Columns that must be given and are not."""
    return error(
        "KPI324",
        f"table {table} needs {names(missing)}; {path} has {names(headers)}",
        place,
        f"map {'it' if len(missing) == 1 else 'them'} in [facts.{table}.columns]",
    )


def no_header(place: Place, alias: str, header: str, headers: Sequence[str]) -> Diagnostic:
    """An alias for a header that the file does not have."""
    remedy = nearest(header, headers) or f"the headers are {names(headers)}"
    return error("KPI323", f"{alias} stands for {shown(header)}, which is no header of the file", place, remedy)


def wrong_mapping(place: Place, table: str, column: str, reason: str, remedy: str | None = None) -> Diagnostic:
    """A mapping that cannot give what the column wants."""
    return error("KPI325", f"table {table}, column {column}: {reason}", place, remedy)


def bad_expression(place: Place, table: str, column: str, fault: ExpressionError, headers: Sequence[str]) -> Diagnostic:
    """An expression of a mapping that cannot be read; `headers` are offered when a name is unknown."""
    where = "" if fault.column is None else f" (at character {fault.column})"
    remedy = fault.remedy
    if fault.code == "KPI202":
        remedy = f"{remedy}; the headers are {names(headers)}"
    return error(fault.code, f"table {table}, column {column}: {fault.message}{where}", place, remedy)


def no_version(place: Place, table: str, version: str) -> Diagnostic:
    """Versions are asked for, and no column tells them apart."""
    return error(
        "KPI338", f'table {table}: rows = "versions" needs {version}', place, f"map it in [facts.{table}.columns]"
    )


def conflict(  # noqa: PLR0913 -- all of it is said
    table: str, key: str, places: Sequence[str], differs: Sequence[str], place: Place, *, versions: bool
) -> Diagnostic:
    """One key with two contents."""
    remedy = "find out which is right; taking the first or the last would be a guess"
    if not versions:
        remedy += '; if they are deliveries of one row, say rows = "versions"'
    return error(
        "KPI336",
        f"table {table}: {key} is there with different contents in {' and '.join(places)}; "
        f"they differ in {names(differs)}",
        place,
        remedy,
    )


def more_conflicts(table: str, count: int) -> Diagnostic:
    """The rest of the keys with two contents."""
    return error("KPI336", f"table {table}: {count} more keys are there with different contents")


def rejected_row(  # noqa: PLR0913, PLR0917 -- a row of the table of rejected rows
    table: str, place: Place, code: str, column: str | None, text: str | None, reason: str
) -> Diagnostic:
    """One row that was put aside."""
    cell = "" if not column else f", {column}" + ("" if text is None else f" {shown(text)}")
    return error(code, f"table {table}{cell}: {reason}", place)


def too_many_rejected(place: Place, table: str, rejected: int, read: int, limit: int) -> Diagnostic:
    """More rows were put aside than the project allows."""
    return error(
        "KPI337",
        f"table {table}: {rejected} of {read} rows were rejected, and {limit} are allowed, so nothing is computed",
        place,
        f"mend the rows, or allow some with max_rejected_rows in [facts.{table}]",
    )


def too_few(place: Place, table: str, read: int, least: int) -> Diagnostic:
    """Fewer rows than there must be."""
    return error(
        "KPI342",
        f"table {table}: {read:,} rows were read, and {least:,} must be there, so nothing is computed",
        place,
        f"have its files written again; lower min_rows in [facts.{table}] if fewer are right",
    )


def dropped(place: Place, table: str, read: int, mean: int, results: int, most: Decimal) -> Diagnostic:  # noqa: PLR0913, PLR0917 -- what was, and what is
    """Many fewer rows than before."""
    return error(
        "KPI342",
        f"table {table}: {read:,} rows were read, more than {most} % fewer than the mean of "
        f"{counted(results, 'result')} before ({mean:,}), so nothing is computed",
        place,
        f"have its files written again; allow more with max_drop_percent in [facts.{table}] if fewer are right",
    )


def too_old(place: Place, table: str, newest: str, due: str) -> Diagnostic:
    """Nothing new came."""
    return error(
        "KPI343",
        f"table {table}: its newest row is of {newest}, and rows up to {due} at least must be there, so nothing is "
        "computed",
        place,
        f"have its extract run again; max_age in [facts.{table}] says how old it may be",
    )


def ageless(place: Place, table: str) -> Diagnostic:
    """An age is asked of a table whose rows have no time."""
    return error("KPI343", f"rows of table {table} have no time of their own", place, "take max_age out; use min_rows")


def control_unreadable(path: str, why: str) -> Diagnostic:
    """No control file as it must be."""
    remedy = "it is CSV with the columns file and rows, and where wanted sha256 and headers whose sum is told"
    return error("KPI344", f"the control file cannot be read: {why}", Place(path, 1), remedy)


def control_differs(path: str, line: int, table: str, what: str) -> Diagnostic:
    """The source says otherwise."""
    remedy = "have files and control file written again in one go"
    return error("KPI344", f"table {table}: {what}, so nothing is computed", Place(path, line), remedy)


def circle(tables: Sequence[str]) -> Diagnostic:
    """Tables that are each other's parents."""
    return error(
        "KPI322",
        f"tables {', '.join(tables)} are each other's parents",
        None,
        "a plugin declares this; tell its author",
    )


def overlap(agent: str, places: Sequence[str], place: Place) -> Diagnostic:
    """One agent with two roster rows on one day."""
    return error(
        "KPI339",
        f"agent {shown(agent)} has two roster rows for the same days, in {' and '.join(places)}",
        place,
        "end the first row (valid_to) on the day before the second begins",
    )


def no_such_metric(place: Place | None, exclusion: str, name: str, known: Iterable[str]) -> Diagnostic:
    """An exclusion for what nobody measures."""
    remedy = nearest(name, known) or "name ids or groups of metrics with commas between, or all"
    said = f"exclusion {shown(exclusion)} is for {shown(name)}, which is no metric and no group of metrics"
    return error("KPI341", said, place, remedy)


def twins(ids: Sequence[str], table: str) -> Diagnostic:
    """Ids that look alike."""
    listed = " and ".join(f"{shown(i)} ({' '.join(f'U+{ord(c):04X}' for c in i[:12])})" for i in ids)
    return error("KPI340", f"{table}: {listed} are one id written in two ways", None, "write it in one way everywhere")
