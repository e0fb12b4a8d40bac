"""The index names every page, every link leads somewhere, and every whole TOML file in a page passes the check."""

import re
from pathlib import Path

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [ROOT / "README.md", *DOCS, *sorted(ROOT.glob("*/**/README.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
BLOCK = re.compile(r"^```toml[^\n]*\n(format = 1\n.*?)^```$", re.DOTALL | re.MULTILINE)
FILES = [
    pytest.param(text, id=f"{page.relative_to(ROOT).as_posix()}-{number}")
    for page in PAGES
    for number, text in enumerate(BLOCK.findall(page.read_text("utf-8")))
]
# Of the plan that the pages speak of; it pays nothing, so it needs no currency.
RULES = """
format = 1
ruleset = { id = "watch", plan = "bonus", from = 2026-09-01, period = "month", agents = { role = "agent" } }
kpi.aht = {}
"""


def links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [link for link in LINK.findall(text) if "://" not in link]


def anchor(heading: str) -> str:
    """A heading as a link names it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    for link in links(page):
        path, _, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if place:
            assert place in {anchor(heading) for heading in HEADING.findall(target.read_text("utf-8"))}, link


def test_there_are_links_to_look_at():
    assert sum(len(links(page)) for page in PAGES) > 20


def test_the_index_names_every_page():
    index = ROOT / "docs" / "README.md"
    named = {(index.parent / link).resolve() for link in links(index)}
    assert set(DOCS) - {index} <= named


@pytest.mark.parametrize("text", FILES)
def test_a_whole_toml_file_in_a_page_passes_the_check(text, tmp_path, capsys):
    """A rule, test or metric file is put into the sample project, a project file beside a rule set of its plan."""
    write_project(tmp_path / "centre", "2026-09")
    project, rules = tmp_path / "centre" / "kpiengine.toml", tmp_path / "centre" / "rules" / "phone.toml"
    if "[project]" in text:
        project.write_text(text, "utf-8")
        rules.write_text(RULES, "utf-8")
    elif "[[case]]" in text:
        (tmp_path / "centre" / "rules" / "tests" / "phone.toml").write_text(text, "utf-8")
        # A page may show a test that fails, but none with a fault.
        assert main(["test", "--project", str(tmp_path / "centre")]) in {0, 1}, capsys.readouterr().out
    elif "[metric." in text:
        (tmp_path / "centre" / "metrics").mkdir()
        (tmp_path / "centre" / "metrics" / "own.toml").write_text(text, "utf-8")
    else:
        rules.write_text(text, "utf-8")

    code = main(["check", "--project", str(tmp_path / "centre")])

    assert code == 0, capsys.readouterr().out


def test_there_are_toml_files_to_look_at():
    assert len(FILES) >= 3
