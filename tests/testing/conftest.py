"""Modules written for one test: what the source checks read must lie in a file of its own."""

import importlib.util

import pytest


@pytest.fixture
def module(tmp_path):
    """module(text) is a module with this source."""

    def made(text):
        file = tmp_path / "wrong_plugin.py"
        file.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("wrong_plugin", file)
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
        return found

    return made
