"""One reason: a code, when it holds, and its sentence."""

from collections.abc import Mapping

from attrs import Factory, frozen

from kpiengine.expressions.tree import Node


@frozen
class Reason:
    """A code, when it holds, and its sentence per language with the columns that fill it."""

    code: str
    holds: Node
    sentence: Mapping[str, str]
    names: Mapping[str, str] = Factory(dict)  # name in the sentence -> column

    @property
    def column(self) -> str:
        """Where the frame says whether it holds."""
        return f"why:{self.code}"


def plain(text: str) -> str:
    """Text of a rule file inside a sentence, where braces stand for columns."""
    return text.replace("{", "(").replace("}", ")")
