"""Reference pages made from the code: the keys of the rule language, and every diagnostic code."""

from kpiengine.codes import CODES
from kpiengine.rules.glossary import glossary
from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.nested import Rows, Table
from kpiengine.rules.language import FORMAT, SECTIONS
from kpiengine.rules.varied import Inner, Lines, Varied

_CELL = str.maketrans({"|": "\\|", "\n": " "})


_INTRODUCTION = (
    f"The keys of this release (format {FORMAT}). Everything that has a name is a heading or a row: `[tier.gold]`, "
    "or under `[tier]` the row `gold = { from = 90, bonus = 1000 }`. Numbers stand without quotes, commas, % or "
    "currency signs; a condition stands in single quotes, text inside it in double quotes. An unknown key is an error."
)
_CODES_SAY = (
    "Every fault has a code that never changes its meaning. Lints (KPI4xx) are warnings: a rule set may accept one "
    "in the open with `[accept.CODE]`, and `--strict` makes them errors."
)


def language_page() -> str:
    """docs/reference/rule-language.md."""
    parts = [
        "# The rule language",
        "<!-- Made from kpiengine/rules/sections by `make generate`; change it there. -->",
        _INTRODUCTION,
        "## `format`",
        f"The version of the language, at the top of the file: `format = {FORMAT}`. Required.",
        *(text for section in SECTIONS for text in _section(section)),
        *glossary(),
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> list[str]:
    texts = [f"## `{section.heading}`", section.doc, key_table(section)]
    for key in section.keys:
        if isinstance(key.kind, Table | Rows | Inner):
            texts += [f"### `{section.name}.{key.name}`", key.kind.inner.doc, key_table(key.kind.inner)]
        elif isinstance(key.kind, Varied):
            texts += [f"### `{section.name}.{key.name}`", _varied(key.kind)]
        elif isinstance(key.kind, Lines):
            texts += [f"### `{section.name}.{key.name}`", key.kind.inner.doc, key_table(key.kind.section)]
    return texts


def key_table(section: Section) -> str:
    """The keys of a section, a row each."""
    rows = [_row(key) for key in section.keys]
    if section.further is not None:
        rows.append(f"| any KPI | {section.further.words} | - | the number beside it | `csat = 40` |")
    return "\n".join(("| key | type | default | meaning | example |", "|---|---|---|---|---|", *rows))


def _varied(kind: Varied) -> str:
    """Which keys may differ, and by what."""
    rows = ["| by | form | keys that may differ |", "|---|---|---|"]
    for dimension in kind.dimensions:
        lines = kind.lines(dimension)
        keys = ", ".join(f"`{key.name}`" for key in lines.inner.keys)
        rows.append(f"| `{dimension}` | {lines.words} | {keys} |")
    return "\n".join(rows)


def _row(key: Key) -> str:
    default = "required" if key.required else key.default
    cells = (f"`{key.name}`", key.kind.words, default, key.doc, f"`{key.example}`")
    return f"| {' | '.join(cell.translate(_CELL) for cell in cells)} |"


_RANGES = {
    "KPI0": "Text and TOML",
    "KPI1": "Structure",
    "KPI2": "Names and expressions",
    "KPI3": "Data, facts and sources",
    "KPI4": "Lints",
    "KPI5": "Plugins",
    "KPI6": "The project file and metric files",
    "KPI7": "Rule tests",
}


def diagnostics_page() -> str:
    """docs/reference/diagnostics.md."""
    parts = [
        "# Diagnostics",
        "<!-- Made from kpiengine/codes/ by `make generate`; change it there. -->",
        _CODES_SAY,
    ]
    for prefix, title in _RANGES.items():
        codes = sorted(code for code in CODES if code.startswith(prefix))
        if codes:
            parts.append(f"## {title}")
        for name in codes:
            code = CODES[name]
            parts += [f"### {name}", f"**{code.title[:1].upper()}{code.title[1:]}.** {code.explanation}", code.remedy]
    return "\n\n".join(parts) + "\n"
