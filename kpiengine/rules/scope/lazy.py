"""A mapping whose values are made when they are asked for: few of the names of a place are ever used."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from attrs import frozen

Thing = TypeVar("Thing")


@frozen
class Lazy(Mapping[str, Thing]):
    """`find` gives the value of a name, or None where there is none; `names` are all that have one."""

    find: Callable[[str], Thing | None]
    names: Callable[[], Iterable[str]]

    def __getitem__(self, name: str) -> Thing:
        """The value of a name; `KeyError` where it has none."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """Every name once."""
        return iter(dict.fromkeys(self.names()))

    def __len__(self) -> int:
        """How many names there are."""
        return len(dict.fromkeys(self.names()))
