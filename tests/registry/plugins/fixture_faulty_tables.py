"""The second table takes columns from the first, which is faulty, so it is withheld too."""

from attrs import evolve
from fixture_parts import DRINKS

from kpiengine.plugin import Parent, RowCheck, hookimpl


@hookimpl
def kpiengine_fact_tables():
    return [
        evolve(DRINKS, id="faulty_check", checks=(RowCheck("degres < 3", "odd"),)),
        evolve(DRINKS, id="faulty_child", parents=(Parent("faulty_check", "drink_id", "drink", ("degrees",)),)),
        evolve(DRINKS, id="faulty_key", key=("id",)),
        evolve(DRINKS, id="faulty_parent", parents=(Parent("drinks", "drink_id", "drink", ("colour",)),)),
    ]
