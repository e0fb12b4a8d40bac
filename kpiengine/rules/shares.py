"""Which metrics are shares of cases: 100 * hits / sample, so that how sure the figure is can be said."""

import re

from kpiengine.plugin import Metric, Params

_SHARE = re.compile(r"\s*100\s*\*\s*(\w+)\s*/\s*(\w+)\s*")


def hits_of(metric: Metric, params: Params) -> str | None:
    """The part that counts the hits; None where the metric is no share of the cases that it counts.

    Never raises for a plugin's fault: a plan that fails is told elsewhere.
    """
    try:
        plan = metric.plan_for(metric.settings(params))
        found = _SHARE.fullmatch(plan.value)
    except Exception:  # noqa: BLE001 -- a plugin's function; `judge` says what is wrong with it
        return None
    parts = plan.reduce[-1].parts if plan.reduce else plan.parts
    if found is None or found[2] != plan.sample or found[1] not in parts:
        return None
    return found[1]
