"""What keys hold: numbers, pairs, formulas as text, titles in several languages, slices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

Number: TypeAlias = int | Decimal
Pair: TypeAlias = tuple[Number, Number]
Formula: TypeAlias = str  # as written, between its quotes
Mark: TypeAlias = Number | Pair | Formula
Moved: TypeAlias = Mapping[str, Number]  # KPI -> points of weight
Titles: TypeAlias = Mapping[str, str]  # language -> text
SliceValue: TypeAlias = str | int | Decimal | bool
Slice: TypeAlias = Mapping[str, tuple[SliceValue, ...]]  # dimension -> values, one of which a row must have


# What an unknown value does to a KPI: a word, or a number of points.
Missing: TypeAlias = Literal["redistribute", "team", "hold"] | Number
