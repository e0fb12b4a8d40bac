"""Everything that this plugin brings keeps to the contract."""

from pathlib import Path

from kpiengine.testing.contract import PluginContract


class TestContract(PluginContract):
    plugin = "tickets"
    cases = Path(__file__).parent.parent / "cases"
