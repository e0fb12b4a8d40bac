"""The tutorial is done as it is written: its files are made, installed on the path, and its own test is run."""

import os
import re
import subprocess
import sys
from pathlib import Path

from kpiengine.codes import CODES
from kpiengine.registry.hooks import HOOKS
from kpiengine.testing.checks.every import METRIC_CHECKS, PLUGIN_CHECKS, TABLE_CHECKS, VIEW_CHECKS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins" / "writing-a-plugin.md").read_text(encoding="utf-8")
FILES = ("pyproject.toml", "src/acme_mail.py", "cases/mistake_rate.toml", "tests/test_contract.py")


def test_the_tutorial_works(tmp_path):
    blocks = re.findall(r"```(?:toml|python)\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == len(FILES)
    for name, text in zip(FILES, blocks, strict=True):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    # What `pip install` would leave behind, without building a package.
    info = tmp_path / "src" / "acme_mail-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-mail\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[kpiengine.v1]\nacme_mail = acme_mail\n", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONIOENCODING": "utf-8"}
    shown = _run(["-c", "import sys; from kpiengine.cli import main; sys.exit(main(sys.argv[1:]))", "plugins"], env)
    assert "acme_mail  acme-mail 1.0\n  tables: acme_mails\n  views: acme_sent\n  metrics: acme.mistake_rate" in shown
    passed = _run(["-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path / "tests")], env)
    assert re.search(r"\b\d+ passed", passed)


def _run(arguments, env):
    done = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_hook_has_its_heading():
    page = (ROOT / "docs" / "plugins" / "hooks.md").read_text(encoding="utf-8")
    assert [f"kpiengine_{name}" for name in re.findall(r"^## kpiengine_(\w+)$", page, flags=re.MULTILINE)] == list(
        HOOKS
    )
    for code in (code for code in CODES if code.startswith("KPI5")):
        assert code in page


def test_every_check_of_the_contract_is_on_its_page():
    page = (ROOT / "docs" / "plugins" / "contract-check.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (.+) \|$", page, flags=re.MULTILINE)
    every = (*PLUGIN_CHECKS, *TABLE_CHECKS, *VIEW_CHECKS, *METRIC_CHECKS)
    assert rows == [(check.id, check.asks, check.remedy) for check in every]
