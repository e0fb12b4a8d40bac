"""One reason of a decision: a code, when it holds, a sentence; and the names that sentences show."""

from collections.abc import Mapping

from attrs import Factory, frozen

from kpiengine.expressions.tree import Node, Op
from kpiengine.rules.windows import shown_key


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


def columns_of(node: Node) -> tuple[str, ...]:
    """Columns that a tree names, in order of appearance."""
    if node.op is Op.NAME:
        return (str(node.value),)
    return tuple(dict.fromkeys(column for arg in node.args for column in columns_of(arg)))


def shown_name(column: str) -> str:
    """A column as conditions name it: `known:csat` is csat, `n:csat` sample(csat), `known:csat@team` team(csat)."""
    kind, _, key = column.rpartition(":")
    name = shown_key(key).partition(" n>=")[0]
    return f"{FUNCTIONS[kind]}({name})" if kind in FUNCTIONS else name


FUNCTIONS = {"n": "sample", "points": "points", "target": "target"}
