"""One fault in each metric; the last one is sound and must survive."""

from attrs import evolve
from fixture_parts import COLD_RATE, PLAN

from kpiengine.plugin import Agg, Param, Part, Reduce, hookimpl


def spoilt(name, **changes):
    return evolve(COLD_RATE, id=f"faulty.{name}", **changes)


def parts(name, **changed):
    return spoilt(name, plan=evolve(PLAN, parts={**PLAN.parts, "cold": Part("served", **changed)}))


def explodes(params):
    del params
    raise RuntimeError("no plan today")


@hookimpl
def kpiengine_metrics():
    return [
        spoilt("unknown_view", plan=evolve(PLAN, parts={"cold": Part("servd"), "drinks": Part("served")})),
        parts("unknown_column", where="degres < 3"),
        parts("unknown_parameter", where="degrees < limt"),
        parts("bad_syntax", where="degrees <"),
        parts("no_condition", where="degrees"),
        parts("text_sum", agg=Agg.SUM, of="drink_id"),
        parts("nothing_to_sum", agg=Agg.SUM),
        spoilt("unknown_part", plan=evolve(PLAN, value="100 * cold / drnks")),
        spoilt("text_value", plan=evolve(PLAN, value="'much'")),
        spoilt("unknown_sample", plan=evolve(PLAN, sample="drink")),
        spoilt("coverage", plan=evolve(PLAN, coverage=("cold", "drinks"))),
        spoilt("bad_reduce", plan=evolve(PLAN, by=("waiter_id",), reduce=(Reduce({"n": (Agg.SUM, "hot", None)}),))),
        spoilt("bad_key", plan=evolve(PLAN, by=("waitr_id",))),
        spoilt("plan_raises", plan=explodes),
        spoilt("plan_is_none", plan=lambda _: None),
        spoilt("no_plan", plan="100"),
        spoilt("no_title", title={"zh": "冷饮"}),
        spoilt("decimals", decimals=12),
        spoilt("float_range", range=(0, 100.5)),
        spoilt("range", range=(100, 0)),
        spoilt("level", levels=("agent", "galaxy")),
        spoilt("better", better="lower"),
        spoilt("float_default", params={"limit": Param(0.5)}),
        spoilt("default", params={"limit": Param(40, one_of=(1, 2))}),
        spoilt("high_default", params={"limit": Param(400, maximum=100)}),
        evolve(COLD_RATE, id="Cold Rate"),
        evolve(COLD_RATE, id="\x1b[2J"),
        spoilt("sound"),
    ]
