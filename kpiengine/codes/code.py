"""What the documents say about one diagnostic code."""

from typing import NamedTuple


class Code(NamedTuple):
    """A title, what it means, and an example of what mends it."""

    title: str
    explanation: str
    remedy: str
