"""A sentence with all its languages side by side.

A sentence without one of them cannot be written, and a new language is a new field of `Sentence`.
"""

from attrs import frozen


@frozen(kw_only=True)
class Sentence:
    """One sentence, or a part of one, in every language; filled with `str.format`."""

    en: str
    zh: str


def same(text: str) -> Sentence:
    """What reads alike in every language."""
    return Sentence(en=text, zh=text)
