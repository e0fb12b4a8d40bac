"""Settings of a metric."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import Factory, frozen

Params: TypeAlias = Mapping[str, Any]


@frozen
class Param:
    """A setting of a metric, with its default and what else is allowed; durations and counts in the unit said.

    Where the default is a list, `one_of` says what may be in it; where it is a table (a value for each channel),
    which names may be in it, and one value may be given for all of them.  `at` are levels with a default of their own.
    """

    default: Any
    one_of: tuple[Any, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    doc: str = ""
    at: Mapping[str, Any] = Factory(dict)
