"""Words of faults that depend on numbers."""

import pytest

from kpiengine.documents.wording import counted


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (1, ("file",), "1 file"),
        (0, ("file",), "0 files"),
        (2000, ("file",), "2,000 files"),
        (1, ("boundary", "boundaries"), "1 boundary"),
        (3, ("row names", "rows name"), "3 rows name"),
    ],
)
def test_one_is_no_plural(count, words, said):
    assert counted(count, *words) == said
