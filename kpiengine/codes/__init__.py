"""Every diagnostic code with its title, what it means, and an example of what mends it.

The code is stable for ever; the wording may get better.  docs/reference/diagnostics.md is made from these tables, one
file for each hundred.
"""

from kpiengine.codes.code import Code
from kpiengine.codes.data import DATA
from kpiengine.codes.lints import LINTS
from kpiengine.codes.names import NAMES
from kpiengine.codes.plugins import PLUGINS
from kpiengine.codes.project import PROJECT
from kpiengine.codes.structure import STRUCTURE
from kpiengine.codes.tests import TESTS
from kpiengine.codes.text import TEXT

CODES: dict[str, Code] = {**TEXT, **STRUCTURE, **NAMES, **DATA, **LINTS, **PLUGINS, **PROJECT, **TESTS}

__all__ = ["CODES", "Code"]
