"""Whole numbers as every engine stores them, and words as numbers."""

from collections.abc import Sequence

import narwhals as nw

# Stands for "none" inside running maxima: engines differ in what a missing value does there.
NONE = -(10**15)


def whole(value: int) -> nw.Expr:
    """A whole number as every engine stores it."""
    return nw.lit(value, dtype=nw.Int64)


def number_of(column: str, words: Sequence[str]) -> nw.Expr:
    """The place of a word in the list; -1 for a word that is not in it."""
    chain = whole(-1)
    for place, word in enumerate(words):
        chain = nw.when(nw.col(column) == word).then(whole(place)).otherwise(chain)
    return chain


def word_of(number: nw.Expr, words: Sequence[str]) -> nw.Expr:
    """The word at that place of the list."""
    chain = nw.lit(words[0])
    for place, word in enumerate(words[1:], start=1):
        chain = nw.when(number == place).then(nw.lit(word)).otherwise(chain)
    return chain
