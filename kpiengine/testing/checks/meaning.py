"""It is said what a figure means, in words that the person who is measured can read."""

from collections.abc import Iterator

from kpiengine.registry.formulas import alternatives
from kpiengine.testing.checks.records import Check, MetricAt

LANGUAGES = {"en": "English", "zh": "Chinese"}


def _title(at: MetricAt) -> Iterator[str]:
    for code, language in LANGUAGES.items():
        if not at.metric.title.get(code, "").strip():
            yield f"it has no {language} title"


def _unit(at: MetricAt) -> Iterator[str]:
    unit = at.metric.unit
    if not unit or unit != unit.strip():
        yield f'its unit is "{unit}"'


def _docs(at: MetricAt) -> Iterator[str]:
    metric = at.metric
    said = {"docs in English": metric.docs.get("en", ""), "formula": metric.formula, "example": metric.example}
    said["group"] = metric.group
    for name, text in said.items():
        if not text.strip():
            yield f"it has no {name}"


def _parameters(at: MetricAt) -> Iterator[str]:
    for name, param in at.metric.params.items():
        if not param.doc.strip():
            yield f'its parameter "{name}" has no doc'


def _levels(at: MetricAt) -> Iterator[str]:
    judged = [at.catalogue.judge(at.metric, params) for params in alternatives(at.metric)]
    possible = {level for one in judged for level in one.levels}
    without = [level for level in at.metric.levels if level not in possible]
    if possible and without:  # that no plan works is for the settings check to say
        yield f"it offers the level {', '.join(without)}, and its views never say whose rows are whose there"


MEANING: tuple[Check[MetricAt], ...] = (
    Check("title", "the title is there in English and Chinese", 'write title={"en": "…", "zh": "…"}', _title),
    Check("unit", "the unit is said", 'write unit="%", "s", "count" or the unit of what is counted', _unit),
    Check(
        "documents",
        "meaning, formula, an example and the group are said",
        'fill docs={"en": …}, formula, example and group: `kpiengine metrics NAME` shows them',
        _docs,
    ),
    Check("parameters", "each parameter has its meaning", "write Param(…, doc=…), one sentence", _parameters),
    Check(
        "levels",
        "every level that is offered can be measured",
        "leave the level out of `levels`, or name its column in `subjects` of the view",
        _levels,
    ),
)
