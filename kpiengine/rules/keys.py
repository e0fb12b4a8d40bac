"""What a section of the rule language is: its keys, how each value is read, and what record they make.

The sections (`sections/`) are data.  Reading (`structure`), the JSON Schema (`schema`) and the reference page
(`reference`) all come from them, so they cannot differ.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from attrs import field, frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.messages import keys as messages


class Bad:
    """The type of `BAD`: a value that was reported and must not be used."""


BAD: Final = Bad()


class Report(Protocol):
    """Where faults go while a file is read."""

    def add(self, finding: Finding) -> None:
        """Note one fault and go on."""

    def unknown_key(self, key: str, home: "Section", path: Path) -> None:
        """Note a key that `home` does not have, with the best answer there is."""


class Kind(Protocol):
    """One kind of value: how it is called, read, and described to an editor."""

    @property
    def words(self) -> str:
        """What the reference page says in the column "type"."""

    def read(self, value: object, path: Path, report: Report) -> Any:  # noqa: ANN401 -- each kind gives its own type
        """The value as the model holds it, or `BAD` after reporting what is wrong."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value."""


@frozen
class Key:
    """One key: name as typed, kind, what it means, an example line; `field` is the record's attribute.

    For `extends`: `inherit` is how many levels of tables below the key are gone through key by key (0: the value is
    replaced whole); `instead_of` are keys whose inherited values this one takes out.
    """

    name: str
    kind: Kind
    doc: str
    example: str
    field: str = ""
    required: bool = False
    default: str = "-"  # in words, for the reference page
    inherit: int = 0
    instead_of: tuple[str, ...] = ()

    @property
    def attribute(self) -> str:
        """The attribute of the record that holds it."""
        return self.field or self.name


# name (of the heading or row) and the values that were read -> record
Make = Callable[[str, dict[str, Any]], Any]


@frozen
class Section:
    """One heading.  `named`: [kpi.NAME] or rows under [kpi]; else [score].  `record` is the class in the model.

    `further` is the kind of every key that `keys` does not name: the record is then made from `{"further": {...}}`.
    `whole_rows`: a row is one value, which `extends` replaces whole.  `either`: one of these keys must stand, and only
    one; the first is the one to name where there is none.
    """

    name: str
    doc: str
    keys: tuple[Key, ...]
    make: Make
    record: type
    named: bool = False
    required: bool = False
    further: Kind | None = None
    whole_rows: bool = False
    either: tuple[str, ...] = ()
    _by_name: Mapping[str, Key] = field(init=False, eq=False, repr=False)
    _required: tuple[Key, ...] = field(init=False, eq=False, repr=False)

    @_by_name.default
    def _named(self) -> Mapping[str, Key]:
        return {key.name: key for key in self.keys}

    @_required.default
    def _must_stand(self) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if key.required)

    @property
    def heading(self) -> str:
        """As the user types it."""
        return f"[{self.name}.NAME]" if self.named else f"[{self.name}]"

    def key(self, name: str) -> Key | None:
        """The key of this name, if there is one."""
        return self._by_name.get(name)

    def read(self, name: str, table: Mapping[str, Any], path: Path, report: Report) -> Any:  # noqa: ANN401 -- a record
        """The record of one table; a required key that is missing or broken leaves its blank."""
        values: dict[str, Any] = {}
        for word, value in table.items():
            key = self._by_name.get(word)
            if key is None and self.further is not None:
                found = self.further.read(value, (*path, word), report)
                if found is not BAD:
                    values.setdefault("further", {})[word] = found
                continue
            if key is None:
                report.unknown_key(word, self, (*path, word))
                continue
            found = key.kind.read(value, (*path, word), report)
            if found is not BAD:
                values[key.attribute] = found
        for key in self._required:
            if key.name not in table:
                report.add(messages.missing_key(key.name, key.example, path))
        given = [name for name in self.either if name in table]
        first = self.key(self.either[0]) if self.either else None
        if first is not None and not given:
            report.add(messages.missing_key(first.name, first.example, path))
        if len(given) > 1:
            report.add(messages.exactly_one(path, self.either, given))
        return self.make(name, values)
