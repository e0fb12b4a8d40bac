"""The page of the documentation is fresh, its examples load beside the installed plugins, and every key is on it."""

import re

from kpiengine.metric_files import with_metric_files
from kpiengine.metric_files.reference import PAGE, page
from kpiengine.metric_files.sections import SECTIONS
from kpiengine.project import Project
from kpiengine.testing.cases import installed


def test_the_page_is_fresh(root):
    assert (root / PAGE).read_text("utf-8") == page(), "run `python -m kpiengine.cli.reference`"


def test_its_examples_are_sound(tmp_path):
    (tmp_path / "metrics").mkdir()
    examples = re.findall(r"```toml\n(.*?)```", page(), re.DOTALL)
    assert len(examples) == 2
    for number, text in enumerate(examples):
        (tmp_path / "metrics" / f"{number}.toml").write_text(text, encoding="utf-8")
    catalogue, faults = with_metric_files(Project("here", tmp_path, "kpiengine.toml", "", "UTC"), installed())
    assert faults == ()
    assert {"short_talks", "fee_saved"} <= set(catalogue.metrics)


def test_every_key_has_its_row():
    for section in SECTIONS:
        part = page().partition(f"## `{section.heading}`")[2].partition("\n## ")[0]
        for key in section.keys:
            assert f"| `{key.name}` |" in part
