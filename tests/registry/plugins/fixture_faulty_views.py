from attrs import evolve
from fixture_parts import SERVED

from kpiengine.plugin import Column, ColumnType, Event, hookimpl


def spoilt(name, **changes):
    return evolve(SERVED, id=f"faulty_{name}", **changes)


@hookimpl
def kpiengine_views():
    return [
        spoilt("table", facts=("drinkz",)),
        spoilt("no_table", facts=()),
        spoilt("need", needs=("drinks.degres",)),
        spoilt("other_need", needs=("food.degrees",)),
        spoilt("anchor", time=Event("when")),
        spoilt("subject", subjects={"agent": "waitress_id"}),
        spoilt("level", subjects={"waiter": "waiter_id"}),
        spoilt("dimension", dimensions=("colour",)),
        spoilt("build", build=None),
        spoilt("column", columns={**SERVED.columns, "n": int}),
        spoilt("bounds", columns={**SERVED.columns, "n": Column(ColumnType.INTEGER, minimum=5, maximum=1)}),
    ]
