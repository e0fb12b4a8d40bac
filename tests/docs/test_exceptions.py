"""Whoever switches off a check of the linter, the types or the coverage says in that line why."""

import re

REASONED = re.compile(r"noqa: [A-Z0-9, ]+ -- \S|type: ignore\[[a-z, -]+\] +(?:#|--) \S|pragma: no cover +(?:--|-|#) \S")


def test_each_exception_has_its_reason(root):
    files = [file for name in ("kpiengine", "plugins", "benchmarks") for file in (root / name).rglob("*.py")]
    lines = [
        f"{file.relative_to(root)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if re.search(r"# (?:ruff: )?noqa|type: ignore|no cover", line)
    ]
    assert len(lines) > 100, "nothing was looked at"
    assert [line for line in lines if not REASONED.search(line)] == []
