"""Sentences with values in them, for whole columns: "{agent}: CSAT {csat} is under 70".

A name in braces stands for a column; numbers are written with all their decimals, coded columns (a tier, a kind of
evidence) as words, missing values as a dash.  Text of the data passes as it is: outputs make it inert.
"""

import re
from collections.abc import Mapping

import polars as pl
from attrs import Factory, frozen

from kpiengine.expressions.types import Kind, Type
from kpiengine.scores.text import format_scaled_column

MISSING = "\N{EN DASH}"
YES_NO: Mapping[str, tuple[str, str]] = {"en": ("yes", "no"), "zh": ("是", "否")}
_NAME = re.compile(r"\{([^{}]*)\}")


@frozen
class Sentences:
    """Writes columns of one frame as text in one language.

    `types` are those of the frame's columns; `words` gives the words of coded columns: column -> code -> word.
    """

    types: Mapping[str, Type]
    language: str
    words: Mapping[str, Mapping[int, str]] = Factory(dict)

    def column(self, column: str) -> pl.Expr:
        """The column as text; missing as a dash."""
        return self._text(column).fill_null(MISSING)

    def fill(self, template: str, names: Mapping[str, str]) -> pl.Expr:
        """The template with each `{name}` replaced by its column's text."""
        parts: list[pl.Expr] = []
        for index, piece in enumerate(_NAME.split(template)):
            if index % 2:
                parts.append(self.column(names[piece]))
            elif piece:
                parts.append(pl.lit(piece))
        return pl.concat_str(parts) if parts else pl.lit("")

    def _text(self, column: str) -> pl.Expr:
        value = pl.col(column)
        if column in self.words:
            known = self.words[column]
            return value.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
        type_ = self.types.get(column)
        if type_ is None:
            return value.cast(pl.String)
        match type_.kind:
            case Kind.NUMBER:
                return format_scaled_column(value, type_.scale)
            case Kind.BOOL:
                yes, no = YES_NO[self.language]
                return pl.when(value).then(pl.lit(yes)).when(~value).then(pl.lit(no))
            case Kind.DATE:
                return value.cast(pl.Int32).cast(pl.Date).cast(pl.String)
            case _:
                return value.cast(pl.String)


def title(titles: Mapping[str, str], language: str, otherwise: str) -> str:
    """What people read: the text of the language, else of any language, else the id."""
    return titles.get(language) or next(iter(titles.values()), otherwise)
