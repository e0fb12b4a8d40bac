"""What is told: a sentence, and below it the sentences that it rests on."""

from collections.abc import Iterable, Iterator

from attrs import frozen


@frozen
class Note:
    """One line of the tree; `kind` names its place for programs ("kpi", "gate", "step")."""

    text: str
    notes: tuple["Note", ...] = ()
    kind: str = ""

    def document(self) -> dict[str, object]:
        """As plain data; what is empty is left out."""
        found: dict[str, object] = {"text": self.text}
        if self.kind:
            found["kind"] = self.kind
        if self.notes:
            found["notes"] = [note.document() for note in self.notes]
        return found

    def every(self) -> Iterator["Note"]:
        """The note itself and all below it."""
        yield self
        for note in self.notes:
            yield from note.every()


def note(text: str, below: Iterable[Note] = (), kind: str = "") -> Note:
    """A note in one call."""
    return Note(text, tuple(below), kind)
