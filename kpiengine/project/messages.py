"""The wording of every fault in a project file, one constructor each."""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from kpiengine.diagnostics import Diagnostic, Level, Place


def _error(code: str, place: Place, message: str, remedy: str | None = None) -> Diagnostic:
    return Diagnostic(code, Level.ERROR, message, place, remedy)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_small = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(word.casefold(), by_small, n=1, cutoff=0.6)
    return by_small[close[0]] if close else None


def _one_of(known: Iterable[str]) -> str:
    return ", ".join(f'"{k}"' for k in known)


def no_project(folder: Path, file: str) -> Diagnostic:
    """The folder has no project file."""
    return _error(
        "KPI600",
        Place(file),
        f"there is no project file in {'this folder' if folder == Path() else folder}",
        "type `kpiengine init DIR` to begin one, or say where it is with --project DIR",
    )


def unknown_key(place: Place, key: str, section: str, meant: str | None, homes: Sequence[str]) -> Diagnostic:
    """A key (or section) that nothing reads."""
    if not section and not homes and meant is None:
        return _error(
            "KPI602", place, f'unknown section "{key}"', "this version of kpiengine has nothing that reads it"
        )
    where = f" in [{section}]" if section else ""
    remedy = None
    if homes:
        remedy = f"it belongs under {' or '.join(f'[{h}]' for h in homes)}"
    elif meant is not None:
        remedy = f'did you mean "{meant}"?'
    return _error("KPI602", place, f'unknown key "{key}"{where}', remedy)


def wrong_kind(place: Place, key: str, wanted: str, got: object, remedy: str | None = None) -> Diagnostic:
    """A value of another type."""
    return _error("KPI603", place, f"{key} must be {wanted}, not {_kind(got)}", remedy)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value if len(value) <= 40 else value[:39] + "…"}"'  # noqa: PLR2004 -- fits a line
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    return f"{value}"


def missing_key(place: Place, key: str, section: str, remedy: str) -> Diagnostic:
    """A key without which the project cannot be used."""
    where = f"[{section}] has" if section else "the file has"
    return _error("KPI604", place, f"{where} no {key}", f"type {remedy}")


def not_one_of(place: Place, key: str, value: str, allowed: Sequence[str]) -> Diagnostic:
    """A word outside a closed list."""
    meant = nearest(value, allowed)
    remedy = f'did you mean "{meant}"?' if meant else f"it is one of {_one_of(allowed)}"
    return _error("KPI605", place, f'{key} cannot be "{value}"', remedy)


def not_allowed(place: Place, key: str, value: object, wanted: str) -> Diagnostic:
    """A value outside its limits."""
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return _error("KPI605", place, f"{key} cannot be {shown}", wanted)


def not_beside(place: Place, key: str, other: str) -> Diagnostic:
    """A key of another kind of section."""
    return _error(
        "KPI605", place, f"{key} cannot stand beside {other}", f"take {key} out, or give it a section of its own"
    )


def unknown_zone(place: Place, reason: str) -> Diagnostic:
    """A zone that the time zone database does not have; `reason` names it and the one that was meant."""
    return _error("KPI606", place, reason)


def unknown_currency(place: Place, reason: str) -> Diagnostic:
    """A code that ISO 4217 does not have."""
    return _error("KPI607", place, reason)


def leaves_project(place: Place, key: str, value: str) -> Diagnostic:
    """A path that points outside the project folder."""
    return _error(
        "KPI608",
        place,
        f'{key} "{value}" leaves the project folder',
        "move the files into it, or type `allow_outside = true` under [project]",
    )


def unknown_name(place: Place, what: str, value: str, known: Sequence[str]) -> Diagnostic:
    """A plan or site that the file does not declare."""
    meant = nearest(value, known)
    remedy = f'did you mean "{meant}"?' if meant else f"the file has {_one_of(known) if known else 'none'}"
    return _error("KPI609", place, f'there is no {what} "{value}" in this file', remedy)


def other_type(place: Place, name: str, own: str, typed: str) -> Diagnostic:
    """A column of the roster that is declared as something else."""
    remedy = f'type "{own}" (its words and limits may be your own), or take another name'
    return _error("KPI612", place, f"the roster's column {name} is of the type {own}, not {typed}", remedy)


def other_format(place: Place, value: object) -> Diagnostic:
    """A project file of another version."""
    return _error("KPI610", place, f"format {value} is not known to this version of kpiengine", "it reads `format = 1`")


def bad_id(place: Place, what: str, value: str, *, dashes: bool) -> Diagnostic:
    """A name that cannot be an id."""
    signs = "letters, digits, _ and -" if dashes else "letters, digits and _"
    rule = f"use {signs}, at most 64, and begin with a letter"
    return _error("KPI611", place, f'"{value}" cannot be the id of a {what}', rule)


def no_weekday(place: Place, name: str, section: str) -> Diagnostic:
    """Hours for something that is no day of the week."""
    known = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    meant = nearest(name[:3], known)
    remedy = f'did you mean "{meant}"?' if meant else f"it is one of {_one_of(known)}, or some in a row: mon-fri"
    return _error("KPI602", place, f'unknown day "{name}" in [{section}]', remedy)


def no_date(place: Place, name: str, section: str) -> Diagnostic:
    """Hours of a single day that is no date."""
    return _error("KPI602", place, f'unknown day "{name}" in [{section}]', "type a date as the key, as in 2026-12-24")


def no_window(place: Place, text: str) -> Diagnostic:
    """A text that does not say from when to when."""
    remedy = 'type it as "09:00-18:00"; a day ends at 24:00, and "22:00-06:00" ends on the next one'
    return _error("KPI613", place, f'"{text}" does not say from when to when', remedy)


def windows_meet(place: Place, first: str, second: str) -> Diagnostic:
    """Two windows of one day that share time."""
    remedy = "let one end before the other begins, or make them one"
    return _error("KPI613", place, f'"{first}" and "{second}" overlap', remedy)


def day_twice(place: Place, day: str, section: str) -> Diagnostic:
    """A day that has hours in two places."""
    return _error("KPI613", place, f"[{section}] says twice what {day} is like", "leave one of them out")
