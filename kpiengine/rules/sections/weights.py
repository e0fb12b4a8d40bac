"""[weights]: one row of weights for each scenario."""

from kpiengine.rules.keys import Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.model.values import Moved
from kpiengine.rules.varied import Points

WEIGHT = Number("number", 0, 100)

SECTION = Section(
    "weights",
    "One row per scenario, `chat = { fcr = 25, csat = 75 }`: the weight of each KPI. Each row makes exactly 100. "
    "Without scenarios the weight stands in the KPI; never both.",
    (),
    lambda _, values: dict(values.get("further", {})),
    Moved,
    named=True,
    further=WEIGHT,
    whole_rows=True,
)
TABLE = Points(WEIGHT)
