"""The wording of lints on what a plan pushes."""

from collections.abc import Sequence
from decimal import Decimal

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.checks.guard_pairs import Pair


def no_guard(path: Path, metric: str, pair: Pair) -> Finding:
    """A metric that is pushed alone."""
    message = f"{metric} is paid for, and nothing stands against it: {pair.wrong} ({pair.id})"
    remedy = f"add a gate or a KPI of {_either(pair.guards)}, or [accept.KPI470]"
    return Finding("KPI470", message, remedy, path=path, on="key")


def jump(tier: str, money: Decimal, kind: str) -> Finding:
    """Much money at one step of the score."""
    what = f"{money.normalize():f}" + (" percent" if kind == "percent" else "")
    message = f"the step to {tier} is worth {what} at once"
    return Finding("KPI471", message, "put a tier between, or [accept.KPI471]", path=("tier", tier), on="key")


def tier_pays_less(upper: str, lower: str) -> Finding:
    """A better result that pays less."""
    message = f"{upper} is better than {lower} and pays less"
    return Finding("KPI473", message, "raise its money, or [accept.KPI473]", path=("tier", upper), on="key")


def heavy_count(kpi: str, weight: Decimal, most: int) -> Finding:
    """Speed for its own sake."""
    message = f"{kpi} is a mere count and weighs {weight.normalize():f}; easy contacts will be picked"
    return Finding("KPI472", message, f"at most {most}, or [accept.KPI472]", path=("kpi", kpi), on="key")


def personal(metric: str) -> Finding:
    """A sensitive figure in a plan that pays."""
    message = f"{metric} says something personal about people, and this plan pays"
    return Finding(
        "KPI474", message, "leave it out, or [accept.KPI474] with the agreement", path=("ruleset",), on="key"
    )


def system_points(points: str, metric: str) -> Finding:
    """Points taken for what nobody did."""
    message = f"only the system moves {metric}, and {points} takes points from people for it"
    return Finding("KPI475", message, "count what people do", path=("points", points, "count"))


def ai_unjudged(reweight: str, lacking: Sequence[str]) -> Finding:
    """Machines that nobody looks at."""
    message = f"{reweight} asks for the share of machines, and no KPI shows {' and '.join(lacking)}"
    return Finding("KPI476", message, "add them as KPIs without weight", path=("reweight", reweight, "when"))


def one_sided_centre(lacking: Sequence[str]) -> Finding:
    """A centre whose score one side can carry alone."""
    message = f"this scores the centre, and no KPI shows its {' or its '.join(lacking)}"
    remedy = "add one, with or without weight, or [accept.KPI477]"
    return Finding("KPI477", message, remedy, path=("ruleset", "level"), on="key")


def _either(names: Sequence[str]) -> str:
    return " or ".join(names)
