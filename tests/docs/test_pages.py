"""Pages are done as they are written: console blocks are typed, changes are made, and what is shown must appear.

A block says in its first line what is to be done with it:

    ```console        each line after `$ ` is typed, lines after `> ` continue it; the rest is what must appear.  `...`
                      stands for any text, on a line of its own for any lines
    ```LANGUAGE FILE  the file: it is written, or, where there is one, must contain the block
    ```diff FILE      the change is made to the file

Each page is done in a folder of its own from top to bottom.  KPIENGINE_UPDATE_GOLDEN=1 writes what appears into the
pages, where it is not what they say.
"""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kpiengine.cli.init import month_before

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ELSEWHERE = "writing-a-plugin.md"  # installs a package; test_writing_a_plugin.py does it without a registry
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "```console" in page.read_text("utf-8") and page.name != ELSEWHERE
]
MONTH = "2026-09"  # `kpiengine init` writes calls of the month before today's; in the pages it is always this one
WIDTH = "110"
END = "~~ end ~~"


class Walk:
    """The folder and the shell in which one page is done; `today` stands for MONTH in what init writes."""

    def __init__(self, folder: Path, text: str) -> None:
        self.root = self.here = folder
        self.today = month_before(datetime.now(tz=UTC).date()) if "kpiengine init" in text else MONTH

    def do(self, language: str, name: str, body: str) -> str:
        """Do one block; gives the block as it ought to be."""
        if language == "console":
            return self._type(body)
        if language == "diff":
            self._change(self.here / name, body)
        elif name:
            self._show(self.here / name, body)
        return body

    def _type(self, body: str) -> str:
        typed = re.findall(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", body, re.MULTILINE)
        assert "".join(f"$ {command}{shown}" for command, shown in typed) == body
        commands = [re.sub(r"^> ", "", command, flags=re.MULTILINE).strip() for command, _ in typed]
        made = self._run(commands)
        return "".join(
            f"$ {command}{shown if agrees(shown, said) else said}"
            for (command, shown), said in zip(typed, made, strict=True)
        )

    def _run(self, commands: list[str]) -> list[str]:
        """What each command writes, as the pages would show it; `$?` and `cd` hold from one to the next."""
        lines = [f"{c}\n_code=$?; echo '{END}'; (exit $_code)" for c in commands]
        script = "\n".join(lines).replace(MONTH, self.today) + "\npwd > .here\n"
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(  # noqa: S603 -- our own pages
            ["/bin/sh", "-c", script],
            cwd=self.here,
            env={**os.environ, "PATH": path, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        here = next(self.root.rglob(".here"))
        self.here = Path(here.read_text("utf-8").strip())
        here.unlink()
        text = re.sub(r" +$", "", done.stdout, flags=re.MULTILINE).replace(str(self.root), "...")
        *parts, rest = text.replace(self.today, MONTH).split(f"{END}\n")
        assert not rest
        return [part.strip("\n") + "\n" if part.strip() else "" for part in parts]

    def _change(self, file: Path, body: str) -> None:
        kept = {" ": ("before", "after"), "-": ("before",), "+": ("after",)}
        sides = {"before": "", "after": ""}
        for line in body.splitlines():
            for side in kept[line[:1] or " "]:
                sides[side] += line[1:] + "\n"
        text = file.read_text("utf-8")
        assert text.count(sides["before"]) == 1, sides["before"]
        file.write_text(text.replace(sides["before"], sides["after"]), encoding="utf-8")

    def _show(self, file: Path, body: str) -> None:
        if file.exists():
            assert body in file.read_text("utf-8").replace(self.today, MONTH)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding="utf-8")


def agrees(shown: str, said: str) -> bool:
    """Whether what the page shows is what was said, `...` standing for anything."""
    any_lines, line_end = r"(?:.*\n)*?", r"\n"
    patterns = [
        any_lines if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + line_end
        for line in shown.splitlines()
    ]
    return re.fullmatch("".join(patterns), said) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
@pytest.mark.slow
def test_a_page_works_as_it_is_written(page, tmp_path):
    text = page.read_text("utf-8")
    walk = Walk(tmp_path, text)

    def done(match: re.Match[str]) -> str:
        head = match[0].partition("\n")[0]
        return f"{head}\n{walk.do(match[1], match[2] or '', match[3])}```"

    ought = BLOCK.sub(done, text)

    if os.environ.get("KPIENGINE_UPDATE_GOLDEN"):
        page.write_text(ought, encoding="utf-8")
    assert ought == text


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n", "a\nb\n", False),
        ("a ... c\n", "a b c\n", True),
        ("a ... c\n", "a b\nc\n", False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\nd\n", "a\nd\n", True),
        ("a\n...\n", "a\nb\nc\n", True),
        ("a\n...\nd\n", "b\nc\nd\n", False),
        ("...\nb\n", "a\nb\n", True),
        ("", "", True),
        ("", "a\n", False),
        ("a (b)*\n", "a (b)*\n", True),
    ],
)
def test_dots_stand_for_what_differs_and_nothing_else_does(shown, said, same):
    assert agrees(shown, said) is same


def test_what_a_page_says_wrongly_is_put_right(tmp_path):
    walk = Walk(tmp_path, "")

    assert walk.do("console", "", "$ mkdir a\n$ cd a\nnothing\n$ echo one; \\\n> echo two\nthree\n") == (
        "$ mkdir a\n$ cd a\n$ echo one; \\\n> echo two\none\ntwo\n"
    )
    walk.do("csv", "x.csv", "1\n2\n")
    walk.do("diff", "x.csv", " 1\n-2\n+3\n")
    assert (
        walk.do("console", "", "$ cat x.csv\n$ false\n$ echo $?\n0\n") == "$ cat x.csv\n1\n3\n$ false\n$ echo $?\n1\n"
    )
    assert (tmp_path / "a" / "x.csv").exists()
    with pytest.raises(AssertionError):
        walk.do("csv", "x.csv", "2\n")
