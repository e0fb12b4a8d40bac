# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""Writes docs/reference/metrics.md and metrics.zh.md from the installed metrics themselves.

Everything on a page is what `kpiengine metrics NAME` says: nothing is written here but the frame around it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from kpiengine.cli.metrics import HEADINGS, metric_page, param_line, said
from kpiengine.plugin import Catalogue

PAGES = {"en": "docs/reference/metrics.md", "zh": "docs/reference/metrics.zh.md"}
_INTRODUCTIONS = {
    "en": """\
# The metrics

<!-- Made from the plugins by `make generate`; change it there. -->

Every metric of the first-party plugins, with the parameters that a KPI may set (`params = { … }`). `kpiengine metrics
NAME` prints the same on a terminal. In Chinese: [metrics.zh.md](metrics.zh.md).""",
    "zh": """\
# 指标目录

<!-- Made from the plugins by `make generate`; change it there. -->

自带插件的全部指标，以及 KPI 可以设置的参数（`params = { … }`）。终端上用 `kpiengine metrics NAME --language zh`
查看同样的内容。英文版：[metrics.md](metrics.md)。""",
}
_INDEX = {
    "en": ("metric", "name", "unit", "better", "levels"),
    "zh": ("指标", "名称", "单位", "方向", "层级"),
}


def page(catalogue: Catalogue, language: str) -> str:
    """The whole page in one language, groups and metrics in alphabetical order."""
    pages = [metric_page(catalogue, metric, language) for _, metric in sorted(catalogue.metrics.items())]
    groups = [(name, list(of)) for name, of in groupby(sorted(pages, key=_place), key=lambda p: p["group"])]
    parts = [_INTRODUCTIONS[language], *(_index(name, of, language) for name, of in groups)]
    parts += [text for _, of in groups for metric in of for text in _metric(metric, language)]
    return "\n\n".join(parts) + "\n"


def _place(metric: Mapping[str, Any]) -> tuple[str, str]:
    return metric["group"], metric["id"]


def _index(group: str, metrics: Sequence[Mapping[str, Any]], language: str) -> str:
    head = _INDEX[language]
    rows = [
        f"| [`{m['id']}`](#{m['id'].replace('.', '')}) | {m['title']} | {m['unit']} | {said([m['better']], language)} "
        f"| {said(m['levels'], language)} |"
        for m in metrics
    ]
    return "\n".join((f"## {group}", "", f"| {' | '.join(head)} |", "|---|---|---|---|---|", *rows))


def _metric(metric: Mapping[str, Any], language: str) -> Iterator[str]:
    words = HEADINGS[language]
    yield f"### {metric['id']}"
    yield f"**{metric['title']}.** {metric['meaning']}"
    yield f"{words['formula']}: `{metric['formula']}`"
    facts = {
        "unit": f"{metric['unit']} ({metric['decimals']})",
        "better": said([metric["better"]], language),
        "levels": said(metric["levels"], language),
        "control": said([metric["control"]], language),
        "sample": metric["sample"],
        "plugin": metric["plugin"].rpartition(" ")[0],
    }
    yield "; ".join(f"{words[name]}: {text}" for name, text in facts.items()) + "."
    if metric["parameters"]:
        lines = "\n".join(f"    {param_line(name, of)}" for name, of in metric["parameters"].items())
        yield f"{words['parameters']}:\n\n{lines}"
    for name in ("edge_cases", "example", "source"):
        if metric[name]:
            yield f"{words[name]}: {metric[name]}"
