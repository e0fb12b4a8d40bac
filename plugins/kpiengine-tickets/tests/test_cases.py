"""Every worked example in cases/ gives its value; the contract test does the same on another engine."""

from pathlib import Path

from kpiengine.testing.plugin_cases import PluginCases


class TestCases(PluginCases):
    plugin = "tickets"
    cases = Path(__file__).parent.parent / "cases"
