"""Writes what is made from the rule language's own tables; `python -m kpiengine.rules.generate` in the repository."""

from collections.abc import Mapping
from pathlib import Path

from kpiengine.rules.reference import diagnostics_page, language_page


def generated() -> Mapping[str, str]:
    """Path in the repository -> text."""
    return {
        "docs/reference/diagnostics.md": diagnostics_page(),
        "docs/reference/rule-language.md": language_page(),
    }


def write(root: Path) -> None:
    """Write every generated file below `root`."""
    for path, text in generated().items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path())
