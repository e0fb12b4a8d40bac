"""`kpiengine metrics`: which metrics there are, and all about one of them."""

import difflib
import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import rich_click as click

from kpiengine.cli.asked import format_option
from kpiengine.cli.terminal import Terminal
from kpiengine.errors import KpiError
from kpiengine.plugin import Catalogue, Metric, Param, PluginInfo
from kpiengine.project.read import FILE_NAME
from kpiengine.registry import load_catalogue

WIDTH = 100
HEADINGS = {
    "en": {
        "meaning": "Meaning",
        "formula": "Formula",
        "unit": "Unit",
        "better": "Better",
        "levels": "Levels",
        "control": "Moved by",
        "group": "Group",
        "sample": "Least sample",
        "parameters": "Parameters",
        "edge_cases": "Edge cases",
        "example": "Example",
        "source": "Sources",
        "plugin": "Plugin",
    },
    "zh": {
        "meaning": "含义",
        "formula": "公式",
        "unit": "单位",
        "better": "方向",
        "levels": "层级",
        "control": "可控方",
        "group": "类别",
        "sample": "最小样本",
        "parameters": "参数",
        "edge_cases": "边界情况",
        "example": "示例",
        "source": "来源",
        "plugin": "插件",
    },
}

# Said of metrics that ask for people with the role agent, after their edge cases.
HUMAN = {
    "en": " For a team, site or the centre, rows of people who are no agent on that day do not count.",
    "zh": "团队、站点和中心层级只计当日岗位为座席的人员。",
}
# How the words that rule files have for directions, levels and control are said in Chinese.
WORDS = {
    "higher": "越高越好",
    "lower": "越低越好",
    "within": "区间内为好",
    "neutral": "仅供参考",
    "agent": "座席",
    "team": "团队",
    "queue": "队列",
    "site": "站点",
    "centre": "中心",
    "shared": "座席与系统共同",
    "system": "系统",
}


@click.command("metrics")
@click.argument("name", required=False)
@click.option(
    "--project", type=click.Path(path_type=Path), help="Plugins that this project allows, and its own metrics."
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")
@format_option
@click.pass_obj
def command(terminal: Terminal, name: str | None, project: Path | None, language: str, form: str) -> None:
    """List the metrics of all installed plugins and of the project, or show all about the metric NAME.

    The project is the one that is named, else that of this folder, if it is one.

    Example: kpiengine metrics service_level --language zh
    """
    catalogue = _catalogue(project, terminal)
    if name is None:
        entries = [_listed(catalogue, metric, language) for _, metric in sorted(catalogue.metrics.items())]
        terminal.result(_json(entries) if form == "json" else _table(entries))
        return
    metric = catalogue.metrics.get(name)
    if metric is None:
        raise KpiError(_unknown(name, catalogue))
    page = metric_page(catalogue, metric, language)
    terminal.result(_json(page) if form == "json" else _as_text(page, language))


def metric_text(name: str, folder: Path, language: str, form: str) -> str | None:
    """The page of a metric, for `kpiengine explain`; None where there is no metric of that name."""
    own = folder if (folder / FILE_NAME).is_file() else None
    catalogue = load_catalogue(allowed_by(own), every_plan=False)
    metric = catalogue.metrics.get(name)
    if metric is None:
        return None
    page = metric_page(catalogue, metric, language)
    return _json(page) if form == "json" else _as_text(page, language)


def _catalogue(folder: Path | None, terminal: Terminal) -> Catalogue:
    """What the plugins bring, and what a project's own metric files declare; their faults are remarks here."""
    plugins = load_catalogue(allowed_by(folder))
    if folder is None and not Path("kpiengine.toml").is_file():
        return plugins
    from kpiengine.diagnostics import render  # noqa: PLC0415 -- needed only where there is a project
    from kpiengine.metric_files import with_metric_files  # noqa: PLC0415 -- as above
    from kpiengine.project.read import read_as_far_as_possible  # noqa: PLC0415 -- as above

    project = read_as_far_as_possible(folder or Path()).project
    if project is None:
        return plugins
    catalogue, faults = with_metric_files(project, plugins)
    if faults:
        terminal.note(render(faults))
    return catalogue


def allowed_by(project: Path | None) -> tuple[str, ...] | None:
    """The plugins that a project allows; all where no project is named."""
    if project is None:
        return None
    from kpiengine.project import read_project  # noqa: PLC0415 -- needed only where a project is named

    return read_project(project).allowed_plugins


def _unknown(name: str, catalogue: Catalogue) -> str:
    withheld = catalogue.withheld.get(f"metric {name}")
    if withheld is not None:
        return f'the metric "{name}" cannot be used: {withheld}'
    close = difflib.get_close_matches(name, catalogue.metrics, n=1)
    remedy = f'did you mean "{close[0]}"?' if close else "`kpiengine metrics` lists them, `kpiengine plugins` says why"
    return f'there is no metric "{name}"; {remedy}'


def _plugin_of(catalogue: Catalogue, metric: Metric) -> PluginInfo:
    name = catalogue.origin[f"metric {metric.id}"]
    return next(info for info in catalogue.plugins if info.name == name)


def _title(metric: Metric, language: str) -> str:
    return metric.title.get(language, metric.title["en"])


def _listed(catalogue: Catalogue, metric: Metric, language: str) -> dict[str, str]:
    plugin = _plugin_of(catalogue, metric)
    return {
        "id": metric.id,
        "title": _title(metric, language),
        "unit": metric.unit,
        "better": str(metric.better),
        "group": metric.group,
        "plugin": f"{plugin.distribution} {plugin.version}",
    }


def _table(entries: list[dict[str, str]]) -> str:
    if not entries:
        return "there are no metrics; `kpiengine plugins` says which plugins are installed"
    head = {name: name for name in entries[0]}
    widths = {name: max(_width(row[name]) for row in (head, *entries)) for name in head}
    return "\n".join(_line(row, widths) for row in (head, *entries))


def _line(row: Mapping[str, str], widths: Mapping[str, int]) -> str:
    return "  ".join(row[name] + " " * (width - _width(row[name])) for name, width in widths.items()).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal; Chinese characters take two."""
    import unicodedata  # noqa: PLC0415 -- only for tables

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def metric_page(catalogue: Catalogue, metric: Metric, language: str) -> dict[str, Any]:
    """All that is said of a metric, in one language where its plugin has it, else in English."""
    plugin = _plugin_of(catalogue, metric)
    suffix = "" if language == "en" else f"_{language}"
    return {
        "id": metric.id,
        "title": _title(metric, language),
        "meaning": metric.docs.get(language, metric.docs.get("en", "")),
        "formula": metric.formula or metric.plan_for(metric.settings({})).value,
        "unit": metric.unit,
        "decimals": metric.decimals,
        "range": list(metric.range),
        "better": str(metric.better),
        "levels": list(metric.levels),
        "control": str(metric.control),
        "group": metric.group,
        "sample": metric.min_sample,
        "parameters": {name: _param(param) for name, param in metric.params.items()},
        "edge_cases": metric.docs.get(f"edge_cases{suffix}", metric.docs.get("edge_cases", ""))
        + (HUMAN["zh" if suffix else "en"] if metric.human else ""),
        "example": metric.example,
        "source": metric.source,
        "plugin": f"{plugin.distribution} {plugin.version}",
    }


def _param(param: Param) -> dict[str, Any]:
    found: dict[str, Any] = {"default": _plain(param.default)}
    if param.at:
        found["default_at"] = {level: _plain(value) for level, value in param.at.items()}
    if param.one_of:
        found["one_of"] = [_plain(value) for value in param.one_of]
    if param.minimum is not None:
        found["minimum"] = param.minimum
    if param.maximum is not None:
        found["maximum"] = param.maximum
    return found | {"doc": param.doc}


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a parameter may be any value of TOML
    """As JSON can say it without rounding: decimals as text."""
    match value:
        case bool() | int() | str() | None:
            return value
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return str(value)


def _as_text(page: Mapping[str, Any], language: str) -> str:
    words = HEADINGS[language]
    lines = [f"{page['id']}  {page['title']}", ""]
    plain = {
        "meaning": page["meaning"],
        "formula": page["formula"],
        "unit": f"{page['unit']}, decimals {page['decimals']}, {page['range'][0]} … {page['range'][1]}",
        "better": said([page["better"]], language),
        "levels": said(page["levels"], language),
        "control": said([page["control"]], language),
        "group": page["group"],
        "sample": str(page["sample"]),
    }
    lines += [line for name, text in plain.items() for line in _paragraph(words[name], text)]
    if page["parameters"]:
        shown = (param_line(name, of) for name, of in page["parameters"].items())
        wrapped = (textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="      ") for text in shown)
        lines += ["", words["parameters"], *wrapped]
    for name in ("edge_cases", "example", "source"):
        if page[name]:
            lines += ["", words[name], *textwrap.wrap(page[name], WIDTH, initial_indent="  ", subsequent_indent="  ")]
    return "\n".join([*lines, "", f"{words['plugin']}: {page['plugin']}"])


def said(words: Sequence[str], language: str) -> str:
    """Words of the rule language as they are read: as they are in English, with the word to type in Chinese."""
    return ", ".join(words) if language == "en" else "、".join(f"{WORDS.get(word, word)} {word}" for word in words)


def _paragraph(word: str, text: str) -> list[str]:
    lead = word + ": "
    return textwrap.wrap(lead + text, WIDTH, subsequent_indent="  ") or [lead]


def param_line(name: str, param: Mapping[str, Any]) -> str:
    """A parameter with its default as one would type it, what is allowed, and what it means."""
    limits = []
    if "one_of" in param:
        limits.append(" | ".join(_toml(value) for value in param["one_of"]))
    if "minimum" in param or "maximum" in param:
        limits.append(f"{param.get('minimum', '…')} to {param.get('maximum', '…')}")
    limits += [f"for each {level}: {_toml(value)}" for level, value in param.get("default_at", {}).items()]
    allowed = f"  [{'; '.join(limits)}]" if limits else ""
    meaning = f"  {param['doc']}" if param["doc"] else ""
    return f"{name} = {_toml(param['default'])}{allowed}{meaning}"


def _toml(value: Any) -> str:  # noqa: ANN401 -- a parameter may be any value of TOML
    """The value as one would type it in a rule file."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value if value.replace(".", "", 1).isdigit() else json.dumps(value, ensure_ascii=False)
        case list():
            return f"[{', '.join(_toml(inner) for inner in value)}]"
        case dict():
            return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
        case _:
            return str(value)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
