"""What names and functions mean in one place of a file, and what to say of those that mean nothing."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TypeAlias

from attrs import Factory, field, frozen

from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.functions import STANDARD, Function
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Type


@frozen
class Ranked:
    """A value whose names have an order that is not the alphabet's: tiers.

    `node` is a whole number; `ranks` says which number each name stands for.  It can be compared only, with one
    of the names in quotes or with another of the same names.
    """

    node: Node
    ranks: Mapping[str, int]


@frozen
class Choices:
    """A list of literals under a name (a list parameter): only `x in name` and `x not in name` can use it."""

    nodes: tuple[Node, ...]


Meaning: TypeAlias = Node | Ranked | Choices
Entry: TypeAlias = Meaning | Type | Callable[[], Meaning]


@frozen
class Scope:
    """Names and functions that an expression may use; the standard functions are always there.

    A name's entry is a `Type` (the column of the same name), a `Node` that is put in its place, `Ranked`,
    `Choices`, or a function without arguments that makes one of these when the name is used.
    """

    names: Mapping[str, Entry]
    functions: Mapping[str, Function] = field(default=Factory(dict))

    def meaning(self, name: str) -> Meaning:
        """What a name stands for; raises `ExpressionError` with the nearest names if nothing."""
        entry = self.names.get(name)
        if entry is None:
            function = self.function(name)
            if function is not None:
                raise ExpressionError(
                    f"{name} is a function", remedy=f"write it with its arguments: {function.usage}", code="KPI203"
                )
            raise ExpressionError(f'there is no "{name}" here', remedy=self._suggest(name), code="KPI202")
        if isinstance(entry, Type):
            return build.name(name, entry)
        return entry if isinstance(entry, Node | Ranked | Choices) else entry()

    def function(self, name: str) -> Function | None:
        """The function of this name."""
        return self.functions.get(name) or STANDARD.get(name)

    def called(self, name: str) -> Function:
        """The function of this name; raises `ExpressionError` with the nearest ones if there is none."""
        function = self.function(name)
        if function is not None:
            return function
        if name in self.names:
            raise ExpressionError(
                f"{name} is a value, not a function", remedy="write it without brackets", code="KPI203"
            )
        known = [*self.functions, *STANDARD]
        remedy = _OTHER_FUNCTIONS.get(name) or nearest(name, known) or "the functions are " + ", ".join(sorted(known))
        raise ExpressionError(f'there is no function "{name}"', remedy=remedy, code="KPI203")

    def _suggest(self, name: str) -> str:
        found = nearest(name, [*self.names, *self.functions])
        if found is not None:
            return found
        if not self.names:
            return "no names can be used here"
        known = sorted(self.names)
        listed = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")  # noqa: PLR2004 -- one line of names
        return f'the names are {listed}; text stands in quotes: "{name}"'


_OTHER_FUNCTIONS = {
    "has": "write not is_missing(x)",
    "isnull": "write is_missing(x)",
    "ifnull": "write coalesce(x, y)",
    "iff": "write x if condition else y",
    "IF": "write x if condition else y",
    "float": "numbers are exact; leave it out",
    "int": "write round(x)",
    "sum": "add with +",
}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A question with the most similar known name, or None."""
    known = list(known)
    same = [word for word in known if word.lower() == name.lower()]
    found = same or get_close_matches(name, known, n=1)
    return f'did you mean "{found[0]}"?' if found else None
