"""Days and instants out of text: one declared form per column, checked character by character, never guessed.

A form is the default ISO 8601 or a format of the directives below.  The pattern decides what is let in (the engine's
own parser takes a second 60 and signs); the engine only counts.  A wall time that the zone skips or repeats gives
missing, unless the first reading of a repeated one is asked for.
"""

import re

import polars as pl
from attrs import frozen

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000

# directive -> (pattern of what it may match, directive of the engine)
_DIRECTIVES: dict[str, tuple[str, str]] = {
    "Y": ("[0-9]{4}", "%Y"),
    "y": ("[0-9]{2}", "%y"),
    "m": ("(?:0?[1-9]|1[0-2])", "%m"),
    "d": ("(?:0?[1-9]|[12][0-9]|3[01])", "%d"),
    "b": ("(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", "%b"),
    "B": ("(?:January|February|March|April|May|June|July|August|September|October|November|December)", "%B"),
    "H": ("(?:[01]?[0-9]|2[0-3])", "%H"),
    "I": ("(?:0?[1-9]|1[0-2])", "%I"),
    "p": ("(?:AM|PM|am|pm)", "%p"),
    "M": ("[0-5][0-9]", "%M"),
    "S": ("[0-5][0-9]", "%S"),
    "f": ("[0-9]{1,9}", "%.f"),
    "z": ("(?:Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])", "%#z"),
    "%": ("%", "%%"),
}
_TIGHT = {"m": "(?:0[1-9]|1[0-2])", "d": "(?:0[1-9]|[12][0-9]|3[01])", "H": "(?:[01][0-9]|2[0-3])"}
_DATE = ("Y", "y"), ("m", "b", "B"), ("d",)
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])"
_ISO = (
    "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[ T]"
    rf"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{{1,9}})?{_OFFSET}?$"
)
_CLOCK = r"^(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-5][0-9])(?:\.([0-9]{1,3}))?$"


@frozen
class Form:
    """A date or time format: the pattern of what it lets in, the engine's format, and whether it has an offset."""

    text: str
    pattern: str
    engine: str
    has_offset: bool
    has_time: bool


def form(text: str) -> Form:
    """The form that a format such as "%d/%m/%Y %H:%M" stands for.

    Raises ValueError with the reason for a directive that is not known and for one that lacks year, month or day.
    """
    used: list[str] = []
    pattern, engine = "^", ""
    parts = re.split("%(.)", text, flags=re.DOTALL)
    for i, part in enumerate(parts):
        if i % 2 == 0:
            if "%" in part:
                raise ValueError("it ends with a single %")
            pattern += re.escape(part)
            engine += part
        elif part not in _DIRECTIVES:
            known = " ".join(f"%{d}" for d in _DIRECTIVES if d != "%")
            raise ValueError(f"%{part} is not known; there are {known}")
        else:
            # without a character between them, two numbers need their full width
            tight = i + 1 < len(parts) and parts[i + 1] == "" and i + 2 < len(parts)
            tight = tight or (i > 1 and parts[i - 1] == "")
            pattern += _TIGHT.get(part, _DIRECTIVES[part][0]) if tight else _DIRECTIVES[part][0]
            if part == "f" and engine.endswith("."):
                engine = engine[:-1]
            engine += _DIRECTIVES[part][1]
            used.append(part)
    for group in _DATE:
        if sum(used.count(d) for d in group) != 1:
            wanted = " or ".join(f"%{d}" for d in group)
            raise ValueError(f"it needs {wanted} once")
    if ("I" in used) != ("p" in used):
        raise ValueError("%I and %p go together")
    has_time = "H" in used or "I" in used
    return Form(text, pattern + "$", engine, "z" in used, has_time)


def days(text: pl.Expr, format_: Form | None = None) -> pl.Expr:
    """Int32 days since 1970 of a date in text; missing where it is none."""
    if format_ is None:
        parsed = text.str.to_date("%Y-%m-%d", strict=False)
        good = text.str.contains("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    elif format_.has_time:
        parsed = text.str.to_datetime(format_.engine, strict=False, time_unit="ms").dt.date()
        good = text.str.contains(format_.pattern)
    else:
        parsed = text.str.to_date(format_.engine, strict=False)
        good = text.str.contains(format_.pattern)
    return pl.when(good).then(parsed).cast(pl.Int32)


def clock_ms(text: pl.Expr) -> pl.Expr:
    """Milliseconds of H:MM:SS, M:SS or either with up to three decimals; missing where it is none."""
    groups = text.str.extract_groups(_CLOCK).struct
    hours, minutes, seconds, parts = (groups.field(str(i)) for i in (1, 2, 3, 4))
    whole = (
        hours.cast(pl.Int64).fill_null(0) * HOUR_MS
        + minutes.cast(pl.Int64) * MINUTE_MS
        + seconds.cast(pl.Int64) * 1000
        + parts.str.pad_end(3, "0").cast(pl.Int64).fill_null(0)
    )
    # 90:00 is ninety minutes, 1:90:00 is a slip
    return pl.when(hours.is_null() | (minutes.cast(pl.Int64) < 60)).then(whole)  # noqa: PLR2004 -- minutes in an hour


def instant(text: pl.Expr, zone: str, format_: Form | None = None, *, first: bool = False) -> pl.Expr:
    """Int64 milliseconds UTC of a time in text; one without offset is the wall time of `zone`."""
    if format_ is None:
        return _iso(text, zone, first=first)
    parsed = text.str.to_datetime(format_.engine, strict=False, time_unit="ms")
    good = pl.when(text.str.contains(format_.pattern)).then(parsed)
    return epoch_ms(good) if format_.has_offset else wall(good, zone, first=first)


def local(day: pl.Expr, time_ms: pl.Expr, zone: str, *, first: bool = False) -> pl.Expr:
    """Int64 milliseconds UTC of a day number and milliseconds since midnight on the wall clock of `zone`."""
    time = pl.when(time_ms.is_between(0, DAY_MS - 1)).then(time_ms)
    return wall((day.cast(pl.Int64) * DAY_MS + time).cast(pl.Datetime("ms")), zone, first=first)


def wall(naive: pl.Expr, zone: str, *, first: bool = False) -> pl.Expr:
    """Int64 milliseconds UTC of wall times in `zone`; skipped ones are missing, repeated ones too unless `first`."""
    if zone == "UTC":
        return epoch_ms(naive)
    return epoch_ms(naive.dt.replace_time_zone(zone, ambiguous="earliest" if first else "null", non_existent="null"))


def epoch_ms(moment: pl.Expr) -> pl.Expr:
    """Int64 milliseconds since 1970 of a temporal expression; smaller units are cut off."""
    return moment.dt.timestamp("ms")


def _iso(text: pl.Expr, zone: str, *, first: bool) -> pl.Expr:
    good = pl.when(text.str.contains(_ISO)).then(text)
    stamp = pl.concat_str(good.str.slice(0, 10), pl.lit(" "), good.str.slice(11, 8))
    naive = stamp.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="ms")
    rest = good.str.slice(19)
    parts = rest.str.extract(r"^\.([0-9]{1,3})").str.pad_end(3, "0").cast(pl.Int64).fill_null(0)
    offset = rest.str.extract(f"({_OFFSET})$")
    size = (
        offset.str.slice(1, 2).cast(pl.Int64, strict=False) * HOUR_MS
        + offset.str.slice(-2, 2).cast(pl.Int64, strict=False) * MINUTE_MS
    )
    shift = pl.when(offset == "Z").then(0).when(offset.str.starts_with("-")).then(-size).otherwise(size)
    return pl.when(offset.is_null()).then(wall(naive, zone, first=first)).otherwise(epoch_ms(naive) - shift) + parts
