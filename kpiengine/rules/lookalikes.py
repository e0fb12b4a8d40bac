"""Letters that look like plain ones: Cyrillic es for c, full-width forms, Greek omicron for o."""

import unicodedata

_PLAIN = str.maketrans(
    "асеорхуіјѕԁԛԝһгкмтвпАВСЕНІЈКМОРЅТХУαοινρτυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyijsdqwhrkmtbnABCEHIJKMOPSTXYaoivptukABEZHIKMNOPTYX",
)


def plain_letters(word: str) -> str:
    """The word as it looks, in plain letters."""
    return unicodedata.normalize("NFKC", word).translate(_PLAIN)
