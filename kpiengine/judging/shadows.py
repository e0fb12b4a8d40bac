"""Shadows: rule sets that are computed beside the live ones and touch nothing of them."""

from collections.abc import Sequence
from pathlib import Path

from kpiengine.errors import KpiError
from kpiengine.judging.inputs import Inputs
from kpiengine.judging.judge import Judgement, judge
from kpiengine.judging.task import Shadow
from kpiengine.outputs.progress import Progress, Quiet
from kpiengine.outputs.publish import publish_shadow
from kpiengine.outputs.results import as_shadow
from kpiengine.periods import Period
from kpiengine.planning.coverage import holds
from kpiengine.rules.checked import CheckedRuleSet


def judge_shadow(  # noqa: PLR0913, PLR0917 -- what the live rule sets were judged on, and where to write
    checked: CheckedRuleSet,
    periods: Sequence[Period],
    inputs: Inputs,
    live: Judgement | None,
    outputs: Path,
    progress: Progress,
) -> Shadow:
    """One shadow, whatever it may raise: everything live is durable already, and the other shadows go on."""
    head = checked.ruleset.head
    progress.stage("shadow", head.id)
    try:
        mine = [period for period in periods if holds(head, period)]
        judged = judge([checked], mine, inputs, Quiet(), live, shadow=True)
        made = () if judged is None else tuple(as_shadow(result) for result in judged.results)
        folders = tuple(publish_shadow(outputs, result) for result in made)
    except Exception as error:  # noqa: BLE001 -- a shadow may fail in any way, a plugin's too, and never stops a run
        problem = str(error) if isinstance(error, KpiError) else f"{type(error).__name__}: {error}"
        return Shadow(head.id, problem=problem)
    return Shadow(head.id, made, folders)
