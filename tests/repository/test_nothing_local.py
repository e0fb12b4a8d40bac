"""No file of the repository names a package registry or a path of somebody's machine."""

import re
from pathlib import Path

# Written in pieces, so that this file does not match itself.
REGISTRIES = ("py" + "pi", "python" + "hosted", "npm" + "js", "debian\\" + ".org", "mirror", "crates" + "\\.io")
FORBIDDEN = {
    "a registry's host": re.compile(rf"https?://[\w.-]*(?:{'|'.join(REGISTRIES)})", re.IGNORECASE),
    "an address in place of a version": re.compile(
        r"(?<![\w-])(?:--index-url|--extra-index-url|--find-links|--trusted-host)"
    ),
    "a path of a machine": re.compile(r"(?<![\w.~-])/(?:work|farm|root|opt|home/\w+|Users/\w+)/(?=\w)"),
}
THIS = Path("tests/repository/test_nothing_local.py")


def test_no_registry_and_no_machine_is_named(root: Path, files: list[Path]):
    found = []
    for path in files:
        if path == THIS:
            continue
        try:
            text = (root / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a binary fixture
        found += [
            f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match[0]}"
            for what, pattern in FORBIDDEN.items()
            for match in pattern.finditer(text)
        ]
    assert files
    assert found == []


def test_the_patterns_find_what_they_are_for():
    slips = {
        "a registry's host": "https://files.python" + "hosted.org/packages",
        "an address in place of a version": "--index-url somewhere",
        "a path of a machine": "see /home/jo/kpi",
    }
    assert all(FORBIDDEN[what].search(text) for what, text in slips.items())
